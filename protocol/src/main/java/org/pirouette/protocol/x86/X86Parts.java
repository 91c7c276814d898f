package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Device;
import org.pirouette.protocol.kvm.GlobalBank;
import org.pirouette.protocol.kvm.KvmBanks;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.Scheduler;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.Variation;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.step.Agents;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Program;

/// What a machine of Intel or AMD is put together from: its words, programs and agents.
public abstract class X86Parts {
  public final MachineConfiguration configuration;
  public final Layout layout = new Layout();
  private final X86Features features;

  /// @param features those of the configuration
  protected X86Parts(MachineConfiguration configuration, X86Features features) {
    this.configuration = configuration;
    this.features = features;
  }

  /// The programs in which architectures differ.
  ///
  /// @param processor of a pCPU at instruction boundaries
  /// @param handler of the host's interrupts
  /// @param bus of messages to a pCPU
  /// @param guest of a vCPU in non-root mode
  /// @param iommu at work on a message
  /// @param bypass of VMM and VFIO
  public record Programs(
      Program processor,
      Program handler,
      Program bus,
      Program guest,
      Program iommu,
      Program bypass) {}

  /// Adds the agents in the order of their ids.
  protected final Agents agents(
      Assembly assembly, Program thread, ThreadLabels labels, Programs programs) {
    Program scheduler = Scheduler.program(assembly, labels.schedIn);
    Program tick = Scheduler.tick(assembly);
    Program timer = Timer.program(assembly);
    Program device = Device.program(assembly);
    Agents added = new Agents(layout);
    for (int p = 0; p < configuration.processors(); p++) {
      added.add("CPU", Kind.PROCESSOR, p, programs.processor());
      added.add("host interrupt", Kind.HANDLER, p, programs.handler());
      added.add("scheduler", Kind.SCHEDULER, p, scheduler);
      added.add("tick", Kind.TICK, p, tick);
      added.add("bus", Kind.BUS, p, programs.bus());
    }
    for (int v = 0; v < configuration.vcpus().size(); v++) {
      added.add("KVM thread", Kind.THREAD, v, thread, labels.schedIn.pc());
      added.add("guest", Kind.GUEST, v, programs.guest());
      added.add("timer", Kind.TIMER, v, timer);
    }
    for (int d = 0; d < configuration.devices().size(); d++) {
      added.add("device", Kind.DEVICE, d, device);
      added.add("IOMMU", Kind.IOMMU, d, programs.iommu());
      added.add("VMM routes", Kind.ENVIRONMENT, d, programs.bypass());
    }
    added.add("VMM inhibits", Kind.ENVIRONMENT, 0, Inhibitor.program(assembly));
    added.add("administrator", Kind.ENVIRONMENT, 0, Offline.program(assembly));
    return added;
  }

  /// The words of KVM.
  ///
  /// @param agents number of agents
  protected final KvmBanks kvmBanks(int agents, Variation variation) {
    boolean shared = configuration.devices().size() > HostVector.DEVICES;
    long inhibitable = limit(Limit.INHIBITIONS) ? 1 | GlobalBank.UPDATE_LOCK.mask() : 0;
    return KvmBanks.of(layout, configuration, agents, variation, shared, inhibitable);
  }

  /// Which bits of KVM's words vary.
  ///
  /// @param threadSize number of steps of the thread's program
  /// @param posts whether put or load look at what was posted
  /// @param handler bits of the further registers of an interrupt handler
  protected final Variation variation(int threadSize, boolean posts, long handler) {
    boolean levels = configuration.devices().stream().anyMatch(device -> device.level());
    boolean operands =
        limit(Limit.IPIS)
            || limit(Limit.TIMERS)
            || !features.apicv()
            || limit(Limit.INHIBITIONS)
            || limit(Limit.RESTORES);
    long pcs = upTo(threadSize - 1);
    long scratch =
        (operands ? Registers.OPERAND.set(0, 0xF | (allVectors() | targets() << 8) << 8) : 0)
            | Registers.HIGHEST.set(0, allVectors())
            | Registers.HIGHEST_NEW.set(0, allVectors())
            | (posts ? Registers.POSTED_SEEN.mask() : 0)
            | Registers.CHECK_RETURN.set(0, pcs);
    return new Variation(
        requests(levels),
        levels ? Request.SCAN_IOAPIC : 0,
        registers(pcs),
        scratch,
        handler,
        this::timer);
  }

  private long requests(boolean levels) {
    long mask = Request.UNBLOCK;
    mask |= !features.apicv() || limit(Limit.INHIBITIONS) ? Request.EVENT : 0;
    mask |= features.nested() ? Request.EVENT : 0;
    mask |= limit(Limit.INHIBITIONS) ? Request.APICV_UPDATE : 0;
    return mask | (levels ? Request.SCAN_IOAPIC | Request.EVENT : 0);
  }

  private long registers(long pcs) {
    return Registers.SYNC_RETURN.set(0, pcs)
        | Registers.RESUME.set(0, pcs)
        | Registers.POST_RETURN.set(0, pcs)
        | Registers.TARGET.set(0, upTo(targets()))
        | Registers.VECTOR.set(0, allVectors())
        | Registers.EXIT_REASON.mask()
        | Registers.EXIT_VECTOR.set(0, 0xFF)
        | Registers.PREEMPTED.mask()
        | Registers.FLAG.mask()
        | (limit(Limit.USERSPACE_EXITS) ? Registers.IN_USERSPACE.mask() : 0);
  }

  private long timer(int v) {
    int vector = configuration.vcpus().get(v).timerVector();
    if (!limit(Limit.TIMERS) || vector == 0) {
      return 0;
    }
    long armed = vector | TimerWord.FIRED;
    armed |= TimerWord.FIRED_ON.set(0, upTo(configuration.processors() - 1));
    return armed | (configuration.vcpus().get(v).preemptionTimer() ? TimerWord.IN_GUEST : 0);
  }

  /// Bits of the registers of microcode that posts an IPI.
  protected final long ipis() {
    boolean posts = (features.ipiVirtualization() || features.nested()) && limit(Limit.IPIS);
    return posts
        ? VirtualApicBank.IPI_TARGET.set(0, upTo(targets()))
            | VirtualApicBank.IPI_VECTOR.set(0, 0xFF)
        : 0;
  }

  /// Bits of the physical vectors of every x86 machine; bit n is vector 192 + n.
  protected final long hostVectors() {
    long mask = HostVector.bit(HostVector.RESCHEDULE) | deviceVectors();
    boolean timer = limit(Limit.PREEMPTIONS) || limit(Limit.TIMERS);
    mask |= timer ? HostVector.bit(HostVector.LOCAL_TIMER) : 0;
    boolean calls = limit(Limit.PLUGS) || limit(Limit.INHIBITIONS);
    return mask | (calls ? HostVector.bit(HostVector.CALL_FUNCTION) : 0);
  }

  /// Bits of the physical vectors of devices.
  protected final long deviceVectors() {
    long mask = 0;
    for (int d = 0; d < configuration.devices().size(); d++) {
      mask |= HostVector.bit(HostVector.ofDevice(d));
    }
    return mask;
  }

  /// Bits of all virtual vectors as numbers.
  protected long allVectors() {
    long mask = 0;
    for (int vector : configuration.vectors()) {
      mask |= vector;
    }
    return mask;
  }

  private long targets() {
    return Math.max(configuration.vcpus().size(), configuration.processors()) - 1L;
  }

  /// Whether something may happen.
  protected final boolean limit(Limit limit) {
    return configuration.limits().allows(limit);
  }

  /// All values up to a number, as the bits that they need.
  protected static long upTo(long greatest) {
    return greatest == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(greatest);
  }
}
