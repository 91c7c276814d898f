package org.pirouette.protocol.step;

/// Where each word of a machine is. Every accessor is an index for [Words], computed by strides.
public abstract sealed class Placement permits Topology {
  private static final int CONTEXT = 0;
  private static final int INTERRUPTED = 1;
  private static final int FLAGS = 2;
  private static final int BUS = 3;
  private static final int IRR = 4;
  private static final int ISR = 5;
  private static final int RUNNING = 6;
  private static final int LOCK = 7;
  private static final int SLICES = 8;
  private static final int PROCESSOR_PC = 9;
  private static final int HANDLER_PC = 10;
  private static final int HANDLER_REGISTERS = 11;
  private static final int HANDLER_SCRATCH = 12;
  private static final int SCHEDULER_PC = 13;
  private static final int TICK_PC = 14;
  private static final int BUS_PC = 15;
  private static final int HOST_PIR = 16;
  private static final int HOST_CONTROL = 17;
  private static final int HANDLER_HARVEST = 18;
  private static final int LIST = 19;

  private static final int PIR = 0;
  private static final int CONTROL = 4;
  private static final int VIRR = 5;
  private static final int VISR = 9;
  private static final int EOI_EXIT = 13;
  private static final int MODE = 17;
  private static final int REQUESTS = 18;
  private static final int STATUS = 19;
  private static final int VMCS = 20;
  private static final int VCPU_CPU = 21;
  private static final int TASK = 22;
  private static final int RCUWAIT = 23;
  private static final int APICV_ACTIVE = 24;
  private static final int GUEST = 25;
  private static final int BUDGETS = 26;
  private static final int THREAD_PC = 27;
  private static final int THREAD_REGISTERS = 28;
  private static final int THREAD_SCRATCH = 29;
  private static final int HARVEST = 30;
  private static final int GUEST_PC = 34;
  private static final int GUEST_REGISTERS = 35;
  private static final int TIMER_PC = 36;
  private static final int TIMER = 37;
  private static final int NESTED_PIR = 38;
  private static final int NESTED_CONTROL = 39;
  private static final int NESTED_PENDING = 40;
  private static final int OWED = 41;
  private static final int SURPLUS = 45;
  private static final int CONTROL_COPY = 46;
  private static final int CAUSED = 47;
  private static final int VCPU_STRIDE = 51;

  private static final int MESSAGE = 0;
  private static final int ROUTE = 1;
  private static final int IRTE_LOW = 2;
  private static final int IRTE_HIGH = 3;
  private static final int CACHE_LOW = 4;
  private static final int CACHE_HIGH = 5;
  private static final int IOMMU_PC = 6;
  private static final int IOMMU_REGISTERS = 7;
  private static final int DEVICE_PC = 8;
  private static final int DEVICE_BUDGETS = 9;
  private static final int HOST_CPU = 10;
  private static final int BYPASS_PC = 11;
  private static final int BYPASS_REGISTERS = 12;
  private static final int UNANSWERED = 13;
  private static final int LINE = 14;
  private static final int DEVICE_STRIDE = 15;

  private static final int INHIBITS = 0;
  private static final int BYPASS_COUNT = 1;
  private static final int GLOBAL_BUDGETS = 2;
  private static final int INHIBIT_PC = 3;
  private static final int INHIBIT_REGISTERS = 4;
  private static final int OFFLINE_PC = 5;
  private static final int OFFLINE_REGISTERS = 6;
  private static final int IRQFDS_LOCK = 7;
  private static final int BROKEN = 8;
  private static final int GLOBALS = 9;

  private final int listWords;
  private final int processorStride;
  private final int vcpuBase;
  private final int deviceBase;
  private final int globalBase;
  private final int size;

  Placement(int processors, int vcpus, int devices) {
    listWords = (vcpus + 63) / 64;
    processorStride = LIST + listWords;
    vcpuBase = processors * processorStride;
    deviceBase = vcpuBase + vcpus * VCPU_STRIDE;
    globalBase = deviceBase + devices * DEVICE_STRIDE;
    size = globalBase + GLOBALS;
  }

  /// The agent that executes on pCPU p: its id.
  public final int context(int p) {
    return p * processorStride + CONTEXT;
  }

  /// The agent that the handler or microcode on pCPU p interrupted: its id.
  public final int interrupted(int p) {
    return p * processorStride + INTERRUPTED;
  }

  /// Interrupt flag, preemption and offline state of pCPU p, see [Registers].
  public final int flags(int p) {
    return p * processorStride + FLAGS;
  }

  /// Messages in flight to the local APIC of pCPU p: bit n is vector 192 + n.
  public final int bus(int p) {
    return p * processorStride + BUS;
  }

  /// IRR of the local APIC of pCPU p: bit n is vector 192 + n.
  public final int apicIrr(int p) {
    return p * processorStride + IRR;
  }

  /// ISR of the local APIC of pCPU p: bit n is vector 192 + n.
  public final int apicIsr(int p) {
    return p * processorStride + ISR;
  }

  /// `kvm_running_vcpu` of pCPU p: number of the vCPU + 1, or 0.
  public final int runningVcpu(int p) {
    return p * processorStride + RUNNING;
  }

  /// `wakeup_vcpus_on_cpu_lock` of pCPU p: id of the agent that holds it + 1, or 0.
  public final int listLock(int p) {
    return p * processorStride + LOCK;
  }

  /// How often the time slice may still end on pCPU p.
  public final int slices(int p) {
    return p * processorStride + SLICES;
  }

  /// Program counter of the microcode of pCPU p.
  public final int processorCounter(int p) {
    return p * processorStride + PROCESSOR_PC;
  }

  /// Program counter of the interrupt context of pCPU p.
  public final int handlerCounter(int p) {
    return p * processorStride + HANDLER_PC;
  }

  /// Registers of the interrupt context of pCPU p, see [Registers].
  public final int handlerRegisters(int p) {
    return p * processorStride + HANDLER_REGISTERS;
  }

  /// More registers of the interrupt context of pCPU p, see [Registers].
  public final int handlerScratch(int p) {
    return p * processorStride + HANDLER_SCRATCH;
  }

  /// Program counter of the scheduler of pCPU p.
  public final int schedulerCounter(int p) {
    return p * processorStride + SCHEDULER_PC;
  }

  /// Program counter of the tick of pCPU p.
  public final int tickCounter(int p) {
    return p * processorStride + TICK_PC;
  }

  /// Program counter of the bus of pCPU p.
  public final int busCounter(int p) {
    return p * processorStride + BUS_PC;
  }

  /// PIR, vectors 192 to 255, of the descriptor for posted MSIs of pCPU p.
  public final int hostPir(int p) {
    return p * processorStride + HOST_PIR;
  }

  /// Control word of the descriptor for posted MSIs of pCPU p.
  public final int hostControl(int p) {
    return p * processorStride + HOST_CONTROL;
  }

  /// What the posted-MSI handler of pCPU p took from PIR and has not handled yet.
  public final int handlerHarvest(int p) {
    return p * processorStride + HANDLER_HARVEST;
  }

  /// `wakeup_vcpus_on_cpu` of pCPU p, vCPUs 64i to 64i + 63 as bits.
  public final int wakeupList(int p, int i) {
    return p * processorStride + LIST + i;
  }

  /// PIR of vCPU v, vectors 64i to 64i + 63.
  public final int pir(int v, int i) {
    return vcpuBase + v * VCPU_STRIDE + PIR + i;
  }

  /// Control word of the descriptor of vCPU v.
  public final int pidControl(int v) {
    return vcpuBase + v * VCPU_STRIDE + CONTROL;
  }

  /// VIRR of vCPU v, vectors 64i to 64i + 63.
  public final int virr(int v, int i) {
    return vcpuBase + v * VCPU_STRIDE + VIRR + i;
  }

  /// VISR of vCPU v, vectors 64i to 64i + 63.
  public final int visr(int v, int i) {
    return vcpuBase + v * VCPU_STRIDE + VISR + i;
  }

  /// EOI-exit bitmap of vCPU v, vectors 64i to 64i + 63.
  public final int eoiExit(int v, int i) {
    return vcpuBase + v * VCPU_STRIDE + EOI_EXIT + i;
  }

  /// The control word of vCPU v as its thread last read it for a compare-and-swap.
  public final int controlCopy(int v) {
    return vcpuBase + v * VCPU_STRIDE + CONTROL_COPY;
  }

  /// `vcpu->mode` of vCPU v, see [Mode].
  public final int mode(int v) {
    return vcpuBase + v * VCPU_STRIDE + MODE;
  }

  /// `vcpu->requests` of vCPU v, see [Request].
  public final int requests(int v) {
    return vcpuBase + v * VCPU_STRIDE + REQUESTS;
  }

  /// RVI, SVI, VTPR, VPPR and recognition of vCPU v, see [Registers].
  public final int status(int v) {
    return vcpuBase + v * VCPU_STRIDE + STATUS;
  }

  /// The VMCS fields of vCPU v that matter here, see [Registers].
  public final int vmcs(int v) {
    return vcpuBase + v * VCPU_STRIDE + VMCS;
  }

  /// `vcpu->cpu` of vCPU v; the number of pCPUs if it was never loaded.
  public final int vcpuCpu(int v) {
    return vcpuBase + v * VCPU_STRIDE + VCPU_CPU;
  }

  /// Scheduler state of the thread of vCPU v, see [Registers].
  public final int task(int v) {
    return vcpuBase + v * VCPU_STRIDE + TASK;
  }

  /// Whether the thread of vCPU v has published that it blocks (`vcpu->wait`).
  public final int rcuwait(int v) {
    return vcpuBase + v * VCPU_STRIDE + RCUWAIT;
  }

  /// `apic->apicv_active` of vCPU v.
  public final int apicvActive(int v) {
    return vcpuBase + v * VCPU_STRIDE + APICV_ACTIVE;
  }

  /// Guest state of vCPU v, see [Registers].
  public final int guest(int v) {
    return vcpuBase + v * VCPU_STRIDE + GUEST;
  }

  /// What guest and thread of vCPU v may still do.
  public final int budgets(int v) {
    return vcpuBase + v * VCPU_STRIDE + BUDGETS;
  }

  /// Program counter of the thread of vCPU v.
  public final int threadCounter(int v) {
    return vcpuBase + v * VCPU_STRIDE + THREAD_PC;
  }

  /// Registers of the thread of vCPU v, see [Registers].
  public final int threadRegisters(int v) {
    return vcpuBase + v * VCPU_STRIDE + THREAD_REGISTERS;
  }

  /// More registers of the thread of vCPU v, see [Registers].
  public final int threadScratch(int v) {
    return vcpuBase + v * VCPU_STRIDE + THREAD_SCRATCH;
  }

  /// What the thread of vCPU v took from PIR word i and has not merged yet.
  public final int harvest(int v, int i) {
    return vcpuBase + v * VCPU_STRIDE + HARVEST + i;
  }

  /// Program counter of the guest of vCPU v.
  public final int guestCounter(int v) {
    return vcpuBase + v * VCPU_STRIDE + GUEST_PC;
  }

  /// Microcode registers of vCPU v: target and vector of an IPI.
  public final int guestRegisters(int v) {
    return vcpuBase + v * VCPU_STRIDE + GUEST_REGISTERS;
  }

  /// Program counter of the timer of vCPU v.
  public final int timerCounter(int v) {
    return vcpuBase + v * VCPU_STRIDE + TIMER_PC;
  }

  /// Armed state of the APIC timer of vCPU v: the vector with the bits of [Timer], or 0.
  public final int timer(int v) {
    return vcpuBase + v * VCPU_STRIDE + TIMER;
  }

  /// PIR, vectors 192 to 255, of the descriptor that L1 gave to L2 on vCPU v.
  public final int nestedPir(int v) {
    return vcpuBase + v * VCPU_STRIDE + NESTED_PIR;
  }

  /// Control word of the descriptor that L1 gave to L2 on vCPU v.
  public final int nestedControl(int v) {
    return vcpuBase + v * VCPU_STRIDE + NESTED_CONTROL;
  }

  /// `vmx->nested.pi_pending` of vCPU v.
  public final int nestedPending(int v) {
    return vcpuBase + v * VCPU_STRIDE + NESTED_PENDING;
  }

  /// Ghost: vectors 64i to 64i + 63 posted to vCPU v and not handled since.
  public final int owed(int v, int i) {
    return vcpuBase + v * VCPU_STRIDE + OWED + i;
  }

  /// Ghost: vectors 64i to 64i + 63 that somebody has reason to post to vCPU v - a guest's IPI, a
  /// timer, a host interrupt of its device - and that nobody has posted since.
  public final int caused(int v, int i) {
    return vcpuBase + v * VCPU_STRIDE + CAUSED + i;
  }

  /// Ghost: posts minus deliveries of vCPU v, four bits for each vector slot.
  public final int surplus(int v) {
    return vcpuBase + v * VCPU_STRIDE + SURPLUS;
  }

  /// Whether a message of device d is on its way to the IOMMU.
  public final int message(int d) {
    return deviceBase + d * DEVICE_STRIDE + MESSAGE;
  }

  /// The guest's route of device d and the state of its bypass, see [Bypass].
  public final int route(int d) {
    return deviceBase + d * DEVICE_STRIDE + ROUTE;
  }

  /// Low half of the IRTE of device d.
  public final int irteLow(int d) {
    return deviceBase + d * DEVICE_STRIDE + IRTE_LOW;
  }

  /// High half of the IRTE of device d.
  public final int irteHigh(int d) {
    return deviceBase + d * DEVICE_STRIDE + IRTE_HIGH;
  }

  /// Low half of the cached IRTE of device d; 0 if none is cached.
  public final int cacheLow(int d) {
    return deviceBase + d * DEVICE_STRIDE + CACHE_LOW;
  }

  /// High half of the cached IRTE of device d.
  public final int cacheHigh(int d) {
    return deviceBase + d * DEVICE_STRIDE + CACHE_HIGH;
  }

  /// Program counter of the IOMMU at work for device d.
  public final int iommuCounter(int d) {
    return deviceBase + d * DEVICE_STRIDE + IOMMU_PC;
  }

  /// Registers of the IOMMU at work for device d.
  public final int iommuRegisters(int d) {
    return deviceBase + d * DEVICE_STRIDE + IOMMU_REGISTERS;
  }

  /// Program counter of device d.
  public final int deviceCounter(int d) {
    return deviceBase + d * DEVICE_STRIDE + DEVICE_PC;
  }

  /// What device d and its administrator may still do.
  public final int deviceBudgets(int d) {
    return deviceBase + d * DEVICE_STRIDE + DEVICE_BUDGETS;
  }

  /// Whether device d has raised its remapped interrupt; only if devices share host vectors.
  public final int line(int d) {
    return deviceBase + d * DEVICE_STRIDE + LINE;
  }

  /// pCPU that takes the remapped interrupt of device d.
  public final int hostCpu(int d) {
    return deviceBase + d * DEVICE_STRIDE + HOST_CPU;
  }

  /// Program counter of the VMM thread that routes device d.
  public final int bypassCounter(int d) {
    return deviceBase + d * DEVICE_STRIDE + BYPASS_PC;
  }

  /// Registers of the VMM thread that routes device d.
  public final int bypassRegisters(int d) {
    return deviceBase + d * DEVICE_STRIDE + BYPASS_REGISTERS;
  }

  /// Ghost: bit 0, device d raised and the interrupt has reached no vCPU yet; bit 1, its EOI is
  /// due.
  public final int unanswered(int d) {
    return deviceBase + d * DEVICE_STRIDE + UNANSWERED;
  }

  /// `kvm->arch.apicv_inhibit_reasons`.
  public final int inhibits() {
    return globalBase + INHIBITS;
  }

  /// `kvm->arch.nr_possible_bypass_irqs`.
  public final int bypassCount() {
    return globalBase + BYPASS_COUNT;
  }

  /// What administrators may still do.
  public final int globalBudgets() {
    return globalBase + GLOBAL_BUDGETS;
  }

  /// Program counter of the VMM thread that changes the inhibition.
  public final int inhibitCounter() {
    return globalBase + INHIBIT_PC;
  }

  /// Registers of the VMM thread that changes the inhibition.
  public final int inhibitRegisters() {
    return globalBase + INHIBIT_REGISTERS;
  }

  /// Program counter of the administrator who takes pCPUs offline.
  public final int offlineCounter() {
    return globalBase + OFFLINE_PC;
  }

  /// Registers of the administrator who takes pCPUs offline.
  public final int offlineRegisters() {
    return globalBase + OFFLINE_REGISTERS;
  }

  /// `kvm->irqfds.lock`: id of the agent that holds it + 1, or 0.
  public final int irqfdsLock() {
    return globalBase + IRQFDS_LOCK;
  }

  /// Ghost: something that may never happen, see [Fault].
  public final int broken() {
    return globalBase + BROKEN;
  }

  /// Number of words of a wakeup list.
  public final int listWords() {
    return listWords;
  }

  final int vcpuBase() {
    return vcpuBase;
  }

  final int size() {
    return size;
  }
}
