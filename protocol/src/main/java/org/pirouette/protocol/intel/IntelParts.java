package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Device;
import org.pirouette.protocol.kvm.GlobalBank;
import org.pirouette.protocol.kvm.KvmBanks;
import org.pirouette.protocol.kvm.KvmThread;
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
import org.pirouette.protocol.x86.Bus;
import org.pirouette.protocol.x86.Guest;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.Inhibitor;
import org.pirouette.protocol.x86.LocalApicBank;
import org.pirouette.protocol.x86.Timer;
import org.pirouette.protocol.x86.TimerWord;
import org.pirouette.protocol.x86.VirtualApicBank;

/// Puts an Intel machine together: its words, programs and agents.
final class IntelParts {
  private final Architecture architecture;
  private final MachineConfiguration configuration;
  private final Layout layout = new Layout();
  private final IntelFeatures features;
  private final int threadSize;
  private final Agents agents;

  private final ThreadLabels labels = new ThreadLabels();

  /// @param configuration with the features of Intel's machines
  IntelParts(Architecture architecture, MachineConfiguration configuration) {
    this.architecture = architecture;
    this.configuration = configuration;
    features = IntelFeatures.of(configuration);
    Assembly assembly = new Assembly(configuration, configuration.usedWords());
    Program thread = KvmThread.program(assembly, labels, new IntelHooks(configuration));
    threadSize = thread.size();
    agents = agents(assembly, thread, labels);
  }

  /// The machine in its initial state.
  IntelMachine machine() {
    int count = agents.all().size();
    boolean shared = configuration.devices().size() > HostVector.DEVICES;
    long inhibitable = limit(Limit.INHIBITIONS) ? 1 | GlobalBank.UPDATE_LOCK.mask() : 0;
    IntelBanks banks =
        new IntelBanks(
            KvmBanks.of(layout, configuration, count, variation(), shared, inhibitable),
            new LocalApicBank(layout, configuration.processors(), hostVectors()),
            new VirtualApicBank(layout, configuration, allVectors(), ipis()),
            new DescriptorBank(layout, configuration),
            new HostDescriptorBank(layout, configuration, deviceVectors()),
            new WakeupListBank(layout, configuration, count),
            new NestedBank(layout, configuration),
            new RemappingBank(layout, configuration));
    return new IntelMachine(
        architecture, configuration, layout, agents, labels.schedOut.pc(), banks);
  }

  private Agents agents(Assembly assembly, Program thread, ThreadLabels labels) {
    Program processor = PostedInterruptProcessing.program(assembly);
    Program handler = HostInterrupt.program(assembly);
    Program scheduler = Scheduler.program(assembly, labels.schedIn);
    Program tick = Scheduler.tick(assembly);
    Program bus = Bus.program(assembly);
    Program guest = Guest.program(assembly, new IntelHooks(configuration));
    Program timer = Timer.program(assembly);
    Program device = Device.program(assembly);
    Program iommu = DevicePost.program(assembly);
    Program bypass = Bypass.program(assembly);
    Agents added = new Agents(layout);
    for (int p = 0; p < configuration.processors(); p++) {
      added.add("CPU", Kind.PROCESSOR, p, processor);
      added.add("host interrupt", Kind.HANDLER, p, handler);
      added.add("scheduler", Kind.SCHEDULER, p, scheduler);
      added.add("tick", Kind.TICK, p, tick);
      added.add("bus", Kind.BUS, p, bus);
    }
    for (int v = 0; v < configuration.vcpus().size(); v++) {
      added.add("KVM thread", Kind.THREAD, v, thread, labels.schedIn.pc());
      added.add("guest", Kind.GUEST, v, guest);
      added.add("timer", Kind.TIMER, v, timer);
    }
    for (int d = 0; d < configuration.devices().size(); d++) {
      added.add("device", Kind.DEVICE, d, device);
      added.add("IOMMU", Kind.IOMMU, d, iommu);
      added.add("VMM routes", Kind.ENVIRONMENT, d, bypass);
    }
    added.add("VMM inhibits", Kind.ENVIRONMENT, 0, Inhibitor.program(assembly));
    added.add("administrator", Kind.ENVIRONMENT, 0, Offline.program(assembly));
    return added;
  }

  private Variation variation() {
    int vcpus = configuration.vcpus().size();
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
            | (features.apicv() ? Registers.POSTED_SEEN.mask() : 0)
            | Registers.CHECK_RETURN.set(0, pcs);
    long handler =
        (features.apicv() ? Registers.CURSOR.set(0, upTo(vcpus)) : 0)
            | (features.postedMsi() ? PostedMsiHandler.ROUND.mask() : 0);
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

  private long ipis() {
    boolean posts = (features.ipiVirtualization() || features.nested()) && limit(Limit.IPIS);
    return posts
        ? VirtualApicBank.IPI_TARGET.set(0, upTo(targets()))
            | VirtualApicBank.IPI_VECTOR.set(0, 0xFF)
        : 0;
  }

  private long hostVectors() {
    long mask = HostVector.bit(HostVector.RESCHEDULE) | deviceVectors();
    if (features.apicv()) {
      mask |= HostVector.bit(HostVector.NOTIFICATION) | HostVector.bit(HostVector.WAKEUP);
    }
    boolean timer = limit(Limit.PREEMPTIONS) || limit(Limit.TIMERS);
    mask |= timer ? HostVector.bit(HostVector.LOCAL_TIMER) : 0;
    mask |= features.nested() ? HostVector.bit(HostVector.NESTED) : 0;
    mask |= features.postedMsi() ? HostVector.bit(HostVector.POSTED_MSI) : 0;
    boolean calls = limit(Limit.PLUGS) || limit(Limit.INHIBITIONS);
    return mask | (calls ? HostVector.bit(HostVector.CALL_FUNCTION) : 0);
  }

  private long deviceVectors() {
    long mask = 0;
    for (int d = 0; d < configuration.devices().size(); d++) {
      mask |= HostVector.bit(HostVector.FIRST_DEVICE + d % HostVector.DEVICES);
    }
    return mask;
  }

  private long allVectors() {
    long mask = features.nested() ? NestedBank.L1_NOTIFICATION : 0;
    for (int vector : configuration.vectors()) {
      mask |= vector;
    }
    return mask;
  }

  private long targets() {
    return Math.max(configuration.vcpus().size(), configuration.processors()) - 1L;
  }

  private boolean limit(Limit limit) {
    return configuration.limits().allows(limit);
  }

  private static long upTo(long greatest) {
    return greatest == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(greatest);
  }
}
