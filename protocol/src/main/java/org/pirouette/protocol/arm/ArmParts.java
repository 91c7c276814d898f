package org.pirouette.protocol.arm;

import java.util.stream.IntStream;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Device;
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

/// Puts an Arm machine together: its words, programs and agents.
final class ArmParts {
  private final Architecture architecture;
  private final MachineConfiguration configuration;
  private final Layout layout = new Layout();
  private final ArmFeatures features;
  private final ThreadLabels labels = new ThreadLabels();
  private final Agents agents;
  private final int threadSize;

  /// @param configuration with the features of Arm's machines
  ArmParts(Architecture architecture, MachineConfiguration configuration) {
    this.architecture = architecture;
    this.configuration = configuration;
    features = ArmFeatures.of(configuration);
    if (configuration.devices().size() > HostIrq.EACH
        || configuration.vcpus().size() > HostIrq.EACH) {
      throw new IllegalArgumentException(
          "an Arm machine has at most "
              + HostIrq.EACH
              + " devices and as many vCPUs, found "
              + configuration.devices().size()
              + " and "
              + configuration.vcpus().size());
    }
    Assembly assembly = new Assembly(configuration, configuration.usedWords());
    Program thread = KvmThread.program(assembly, labels, new ArmHooks(configuration));
    threadSize = thread.size();
    agents = agents(assembly, thread);
  }

  /// The machine in its initial state.
  ArmMachine machine() {
    int count = agents.all().size();
    boolean direct = features.gic().direct();
    int processors = configuration.processors();
    long[] interrupts = hostInterrupts();
    ArmBanks banks =
        new ArmBanks(
            KvmBanks.of(layout, configuration, count, variation(), false, 0),
            new HostGicBank(layout, processors, interrupts),
            new RedistributorBank(layout, processors, configuration.vcpus().size(), direct),
            new VpeBank(layout, configuration, count),
            new VgicBank(layout, configuration, allVectors()),
            new TranslationBank(layout, configuration));
    int[] used = IntStream.range(0, interrupts.length).filter(i -> interrupts[i] != 0).toArray();
    return new ArmMachine(
        architecture, configuration, layout, agents, labels.schedOut.pc(), banks, used);
  }

  private Agents agents(Assembly assembly, Program thread) {
    Program processor = Processor.program(assembly);
    Program handler = HostHandler.program(assembly);
    Program scheduler = Scheduler.program(assembly, labels.schedIn);
    Program tick = Scheduler.tick(assembly);
    Program distributor = Distributor.program(assembly);
    Program guest = ArmGuest.program(assembly);
    Program timer = ArmTimer.program(assembly);
    Program device = Device.program(assembly);
    Program its = Translation.program(assembly);
    Program forwarding = Forwarding.program(assembly);
    Program redistributor = Redistributor.program(assembly);
    Agents added = new Agents(layout);
    for (int p = 0; p < configuration.processors(); p++) {
      added.add("CPU", Kind.PROCESSOR, p, processor);
      added.add("host interrupt", Kind.HANDLER, p, handler);
      added.add("scheduler", Kind.SCHEDULER, p, scheduler);
      added.add("tick", Kind.TICK, p, tick);
      added.add("distributor", Kind.BUS, p, distributor);
    }
    for (int v = 0; v < configuration.vcpus().size(); v++) {
      added.add("KVM thread", Kind.THREAD, v, thread, labels.schedIn.pc());
      added.add("guest", Kind.GUEST, v, guest);
      added.add("timer", Kind.TIMER, v, timer);
    }
    for (int d = 0; d < configuration.devices().size(); d++) {
      added.add("device", Kind.DEVICE, d, device);
      added.add("ITS", Kind.IOMMU, d, its);
      added.add("VMM routes", Kind.ENVIRONMENT, d, forwarding);
    }
    added.add("VMM inhibits", Kind.ENVIRONMENT, 0, Nobody.program(assembly, "VMM inhibits"));
    added.add("administrator", Kind.ENVIRONMENT, 0, Nobody.program(assembly, "administrator"));
    for (int p = 0; p < configuration.processors() && features.gic().direct(); p++) {
      added.add("redistributor", Kind.CONTROLLER, p, redistributor);
    }
    return added;
  }

  private Variation variation() {
    boolean operands = limit(Limit.IPIS) || limit(Limit.RESTORES);
    long pcs = upTo(threadSize - 1L);
    long targets = upTo(configuration.vcpus().size() - 1L);
    long scratch =
        (operands ? Registers.OPERAND.set(0, 0xF | (allVectors() | targets << 8) << 8) : 0)
            | Registers.CHECK_RETURN.set(0, pcs);
    long registers =
        Registers.RESUME.set(0, pcs)
            | Registers.POST_RETURN.set(0, pcs)
            | Registers.TARGET.set(0, targets)
            | Registers.VECTOR.set(0, allVectors())
            | Registers.EXIT_REASON.mask()
            | Registers.EXIT_VECTOR.mask()
            | Registers.PREEMPTED.mask()
            | Registers.FLAG.mask()
            | (limit(Limit.USERSPACE_EXITS) ? Registers.IN_USERSPACE.mask() : 0);
    return new Variation(Request.EVENT | Request.UNBLOCK, 0, registers, scratch, 0, this::timer);
  }

  private long timer(int v) {
    int vector = configuration.vcpus().get(v).timerVector();
    if (!limit(Limit.TIMERS) || vector == 0) {
      return 0;
    }
    return ArmTimer.INTERRUPT.set(ArmTimer.FIRED.mask(), vector)
        | ArmTimer.FIRED_ON.set(0, upTo(configuration.processors() - 1L));
  }

  private long[] hostInterrupts() {
    long[] mask = new long[VectorBitmap.WORDS];
    add(mask, HostIrq.RESCHEDULE);
    add(mask, HostIrq.MAINTENANCE);
    if (limit(Limit.PREEMPTIONS) || limit(Limit.TIMERS)) {
      add(mask, HostIrq.TIMER);
    }
    for (int v = 0; v < configuration.vcpus().size() && features.gic().direct(); v++) {
      add(mask, HostIrq.doorbell(v));
    }
    for (int d = 0; d < configuration.devices().size(); d++) {
      add(mask, HostIrq.device(d));
    }
    return mask;
  }

  private static void add(long[] mask, int irq) {
    mask[HostIrq.word(irq)] |= HostIrq.bit(irq);
  }

  private long allVectors() {
    long mask = 0;
    for (int vector : configuration.vectors()) {
      mask |= vector;
    }
    return mask;
  }

  private boolean limit(Limit limit) {
    return configuration.limits().allows(limit);
  }

  private static long upTo(long greatest) {
    return greatest == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(greatest);
  }
}
