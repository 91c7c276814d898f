package org.pirouette.protocol.step;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.InterProcessorInterrupt;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.x86.ExitReason;
import org.pirouette.protocol.x86.HostVector;

/// What never changes while a machine runs: its configuration, agents and their numbers, programs,
/// layout, and what follows from them. Shared by all machines made from the same one.
public abstract sealed class Topology extends Placement permits MachineState {
  private static final int PER_PROCESSOR = 5;
  private static final int PER_VCPU = 3;
  private static final int PER_DEVICE = 3;
  private static final ExitReason[] EXIT_REASONS = ExitReason.values();

  final Agent[] agents;
  final Kind[] kinds;
  final int[] numbers;
  final int[] counters;
  final int[][] candidates;

  /// Where a thread goes that is preempted.
  final int schedOut;

  private final MachineConfiguration configuration;
  private final Layout layout;
  private final int[] registers;
  private final int[] usedWords;
  private final byte[] slots;
  private final InterProcessorInterrupt[][] interrupts;

  Topology(MachineConfiguration configuration) {
    super(configuration.processors(), configuration.vcpus().size(), configuration.devices().size());
    this.configuration = configuration;
    Programs programs = new Programs(configuration);
    usedWords =
        configuration.vectors().stream().mapToInt(VectorBitmap::word).sorted().distinct().toArray();
    slots = slots(configuration.vectors());
    candidates = candidates(configuration);
    agents = programs.agents(this);
    kinds = Arrays.stream(agents).map(Agent::kind).toArray(Kind[]::new);
    numbers = Arrays.stream(agents).mapToInt(Agent::number).toArray();
    counters = Arrays.stream(agents).mapToInt(Agent::counter).toArray();
    registers = IntStream.range(0, agents.length).map(this::registersOf).toArray();
    schedOut = programs.thread().indexOf("kvm_sched_out");
    interrupts = interrupts(configuration);
    layout = MachineLayout.of(this);
  }

  Topology(Topology origin) {
    super(
        origin.configuration.processors(),
        origin.configuration.vcpus().size(),
        origin.configuration.devices().size());
    configuration = origin.configuration;
    layout = origin.layout;
    agents = origin.agents;
    kinds = origin.kinds;
    numbers = origin.numbers;
    counters = origin.counters;
    registers = origin.registers;
    usedWords = origin.usedWords;
    slots = origin.slots;
    candidates = origin.candidates;
    schedOut = origin.schedOut;
    interrupts = origin.interrupts;
  }

  private int registersOf(int agent) {
    int number = numbers[agent];
    return switch (kinds[agent]) {
      case THREAD -> threadRegisters(number);
      case HANDLER -> handlerRegisters(number);
      case ENVIRONMENT -> {
        if (agent == inhibitor()) {
          yield inhibitRegisters();
        }
        yield agent == administrator() ? offlineRegisters() : bypassRegisters(number);
      }
      case PROCESSOR, SCHEDULER, TICK, BUS, GUEST, TIMER, DEVICE, IOMMU -> -1;
    };
  }

  private static byte[] slots(List<Integer> vectors) {
    byte[] slots = new byte[256];
    Arrays.fill(slots, (byte) -1);
    int next = 0;
    for (int vector : vectors.stream().sorted().distinct().toList()) {
      slots[vector] = (byte) (next < 16 ? next++ : -1);
    }
    return slots;
  }

  private static InterProcessorInterrupt[][] interrupts(MachineConfiguration configuration) {
    InterProcessorInterrupt[][] interrupts =
        new InterProcessorInterrupt[configuration.vcpus().size()][];
    for (int v = 0; v < interrupts.length; v++) {
      int from = v;
      interrupts[v] =
          configuration.interProcessorInterrupts().stream()
              .filter(interrupt -> interrupt.from() == from)
              .toArray(InterProcessorInterrupt[]::new);
    }
    return interrupts;
  }

  private static int[][] candidates(MachineConfiguration configuration) {
    int[][] candidates = new int[configuration.processors()][];
    for (int p = 0; p < candidates.length; p++) {
      int[] found = new int[configuration.vcpus().size()];
      int count = 0;
      for (int v = 0; v < found.length; v++) {
        if (configuration.vcpus().get(v).affinity().contains(p)) {
          found[count++] = v;
        }
      }
      candidates[p] = Arrays.copyOf(found, count);
    }
    return candidates;
  }

  /// What the machine was built from.
  public final MachineConfiguration configuration() {
    return configuration;
  }

  /// All words with their initial values.
  public final Layout layout() {
    return layout;
  }

  /// All agents, in the order of their ids.
  public final List<Agent> agents() {
    return List.of(agents);
  }

  /// The agent with an id.
  public final Agent agent(int id) {
    return agents[id];
  }

  /// The number of the pCPU, vCPU or device that an agent belongs to.
  public final int numberOf(int agent) {
    return numbers[agent];
  }

  /// What an agent is.
  public final Kind kindOf(int agent) {
    return kinds[agent];
  }

  /// Id of the agent that accepts interrupts on pCPU p.
  public final int processorAgent(int p) {
    return p * PER_PROCESSOR;
  }

  /// Id of the interrupt context of pCPU p.
  public final int handler(int p) {
    return p * PER_PROCESSOR + 1;
  }

  /// Id of the scheduler of pCPU p.
  public final int scheduler(int p) {
    return p * PER_PROCESSOR + 2;
  }

  /// Id of the agent that ends time slices on pCPU p.
  public final int tick(int p) {
    return p * PER_PROCESSOR + 3;
  }

  /// Id of the bus to pCPU p.
  public final int busAgent(int p) {
    return p * PER_PROCESSOR + 4;
  }

  /// Id of the KVM thread of vCPU v.
  public final int thread(int v) {
    return configuration.processors() * PER_PROCESSOR + v * PER_VCPU;
  }

  /// Id of the guest of vCPU v.
  public final int guestAgent(int v) {
    return thread(v) + 1;
  }

  /// Id of the APIC timer of vCPU v.
  public final int timerAgent(int v) {
    return thread(v) + 2;
  }

  /// Id of device d.
  public final int device(int d) {
    return thread(configuration.vcpus().size()) + d * PER_DEVICE;
  }

  /// Id of the IOMMU at work for device d.
  public final int iommu(int d) {
    return device(d) + 1;
  }

  /// Id of the VMM thread that connects and routes device d.
  public final int bypass(int d) {
    return device(d) + 2;
  }

  /// Id of the VMM thread that changes the APICv inhibition.
  public final int inhibitor() {
    return device(configuration.devices().size());
  }

  /// Id of the administrator who takes pCPUs offline.
  public final int administrator() {
    return inhibitor() + 1;
  }

  /// The word with the registers of a thread, handler or VMM.
  public final int registers(int agent) {
    return registers[agent];
  }

  /// The word with more registers of a thread or handler.
  public final int scratch(int agent) {
    return kinds[agent] == Kind.THREAD
        ? threadScratch(numbers[agent])
        : handlerScratch(numbers[agent]);
  }

  /// The words of a vector bitmap that any vector of this machine is in, ascending.
  public final int[] usedWords() {
    return usedWords;
  }

  /// The vCPUs that may run on pCPU p.
  public final int[] candidates(int p) {
    return candidates[p];
  }

  /// Position of a vector in the ghost counters, or -1 if it has none.
  public final int slot(int vector) {
    return slots[vector];
  }

  /// Whether there are so many devices that some have the same physical vector, as with shared
  /// interrupts: then a handler asks every device of its vector.
  public final boolean sharesVectors() {
    return configuration.devices().size() > HostVector.DEVICES;
  }

  /// The physical vector of a device's interrupt while it is remapped.
  public final int hostVector(int d) {
    return HostVector.FIRST_DEVICE + d % HostVector.DEVICES;
  }

  /// The virtual vector of device d.
  public final int vectorOf(int d) {
    return configuration.devices().get(d).vector();
  }

  /// An exit reason by its ordinal.
  public final ExitReason exitReason(int ordinal) {
    return EXIT_REASONS[ordinal];
  }

  /// How an access to the APIC that hardware does not virtualize exits.
  public final ExitReason apicExit() {
    if (configuration.features().x2apic()) {
      return ExitReason.MSR_WRITE;
    }
    return configuration.features().apicv() ? ExitReason.APIC_WRITE : ExitReason.EPT_VIOLATION;
  }

  /// The IPIs that the guest of vCPU v may send.
  public final InterProcessorInterrupt[] interruptsFrom(int v) {
    return interrupts[v];
  }

  /// Number of posted-interrupt descriptors: of the vCPUs, then of the pCPUs.
  public final int descriptors() {
    return configuration.vcpus().size()
        + (configuration.features().postedMsi() ? configuration.processors() : 0);
  }

  /// A word of PIR of a descriptor by its number.
  public final int descriptorPir(int descriptor, int word) {
    int vcpus = configuration.vcpus().size();
    return descriptor < vcpus ? pir(descriptor, word) : hostPir(descriptor - vcpus);
  }

  /// The control word of a descriptor by its number.
  public final int descriptorControl(int descriptor) {
    int vcpus = configuration.vcpus().size();
    return descriptor < vcpus ? pidControl(descriptor) : hostControl(descriptor - vcpus);
  }

  /// The control word of the descriptor in the VMCS that vCPU v runs with.
  public final int activeControl(int v) {
    return configuration.features().nested() ? nestedControl(v) : pidControl(v);
  }

  /// A word of PIR of the descriptor in the VMCS that vCPU v runs with.
  public final int activePir(int v, int word) {
    return configuration.features().nested() ? nestedPir(v) : pir(v, word);
  }

  /// The notification vector in the VMCS that vCPUs run with.
  public final int notificationVector() {
    return configuration.features().nested() ? HostVector.NESTED : HostVector.NOTIFICATION;
  }
}
