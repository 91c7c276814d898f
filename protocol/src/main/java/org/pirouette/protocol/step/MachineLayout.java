package org.pirouette.protocol.step;

import java.util.Arrays;
import java.util.List;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.intel.Nested;
import org.pirouette.protocol.intel.PostedMsiHandler;
import org.pirouette.protocol.intel.RemappingEntry;
import org.pirouette.protocol.kvm.Bypass;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Device;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.Timer;

/// Declares the words of a machine: names, which bits may vary in this configuration, and initial
/// values. Masks are as tight as the configuration allows, since they are the size of a state.
final class MachineLayout {
  private final Topology machine;
  private final MachineConfiguration configuration;
  private final String[] names;
  private final Kind[] kinds;
  private final long[] varying;
  private final long[] initial;

  private MachineLayout(Topology machine) {
    this.machine = machine;
    configuration = machine.configuration();
    names = new String[machine.size()];
    kinds = new Kind[machine.size()];
    varying = new long[machine.size()];
    initial = new long[machine.size()];
    Arrays.fill(names, "unused");
    Arrays.fill(kinds, Kind.PRIVATE);
  }

  static Layout of(Topology machine) {
    MachineLayout layout = new MachineLayout(machine);
    for (int p = 0; p < layout.configuration.processors(); p++) {
      layout.processor(p);
    }
    for (int v = 0; v < layout.configuration.vcpus().size(); v++) {
      layout.descriptor(v);
      layout.virtualApic(v);
      layout.kernel(v);
      layout.guest(v);
    }
    for (int d = 0; d < layout.configuration.devices().size(); d++) {
      layout.device(d);
    }
    layout.globals();
    layout.counters();
    Layout result = new Layout();
    for (int word = 0; word < layout.names.length; word++) {
      result.add(
          layout.names[word], layout.kinds[word], layout.varying[word], layout.initial[word]);
    }
    return result;
  }

  private void word(int index, Kind kind, String name, long mask, long value) {
    names[index] = name;
    kinds[index] = kind;
    varying[index] = mask;
    initial[index] = value;
  }

  private void processor(int p) {
    String name = "pCPU " + p + " ";
    long agentBits = upTo(machine.agents().size() - 1);
    long apic = hostVectors();
    word(machine.context(p), Kind.HARDWARE, name + "context", agentBits, machine.scheduler(p));
    word(machine.interrupted(p), Kind.HARDWARE, name + "interrupted", agentBits, 0);
    long flags = Registers.INTERRUPTS_ON.mask() | Registers.PREEMPTION_OFF.mask();
    flags |= limit(Limit.PREEMPTIONS) ? Registers.NEED_RESCHED.mask() : 0;
    flags |= limit(Limit.OFFLINES) ? Registers.OFFLINE.mask() : 0;
    word(machine.flags(p), Kind.HARDWARE, name + "flags", flags, Registers.INTERRUPTS_ON.mask());
    word(machine.bus(p), Kind.HARDWARE, name + "messages", apic, 0);
    word(machine.apicIrr(p), Kind.HARDWARE, name + "IRR", apic, 0);
    word(machine.apicIsr(p), Kind.HARDWARE, name + "ISR", apic, 0);
    int vcpus = configuration.vcpus().size();
    word(machine.runningVcpu(p), Kind.PRIVATE, name + "kvm_running_vcpu", upTo(vcpus), 0);
    boolean lists = configuration.features().apicv();
    word(
        machine.listLock(p),
        Kind.SHARED,
        name + "wakeup list lock",
        lists ? upTo(machine.agents().size()) : 0,
        0);
    for (int i = 0; i < machine.listWords(); i++) {
      long members = vcpus - 64 * i >= 64 ? -1L : (1L << (vcpus - 64 * i)) - 1;
      word(machine.wakeupList(p, i), Kind.SHARED, name + "wakeup list", lists ? members : 0, 0);
    }
    Limit[] limits = {Limit.PREEMPTIONS};
    word(
        machine.slices(p),
        Kind.PRIVATE,
        name + "slices left",
        Budget.varying(configuration.limits(), limits),
        Budget.initial(configuration.limits(), limits));
    word(
        machine.handlerRegisters(p),
        Kind.PRIVATE,
        name + "handler registers",
        registers() & ~Registers.RESUME.mask() & ~Registers.SYNC_RETURN.mask(),
        0);
    word(
        machine.handlerScratch(p),
        Kind.PRIVATE,
        name + "handler scratch",
        (lists ? narrow(Registers.CURSOR, upTo(vcpus)) : 0)
            | (configuration.features().postedMsi() ? PostedMsiHandler.ROUND.mask() : 0),
        0);
    boolean posted = configuration.features().postedMsi();
    long devices = posted ? deviceVectors() : 0;
    word(machine.hostPir(p), Kind.SHARED, name + "host PIR", devices, 0);
    word(machine.handlerHarvest(p), Kind.PRIVATE, name + "host harvest", devices, 0);
    word(
        machine.hostControl(p),
        Kind.SHARED,
        name + "host PID control",
        posted ? NotificationControl.ON : 0,
        NotificationControl.of(HostVector.POSTED_MSI, p));
  }

  private void descriptor(int v) {
    String name = "vCPU " + v + " ";
    boolean apicv = configuration.features().apicv();
    long control =
        NotificationControl.ON
            | NotificationControl.SN
            | NotificationControl.of(HostVector.WAKEUP, 0)
                ^ NotificationControl.of(HostVector.NOTIFICATION, 0)
            | NotificationControl.of(0, (int) upTo(configuration.processors() - 1));
    long start = NotificationControl.of(HostVector.NOTIFICATION, 0) | NotificationControl.SN;
    for (int i = 0; i < VectorBitmap.WORDS; i++) {
      word(machine.pir(v, i), Kind.SHARED, name + "PIR" + at(i), apicv ? vectors(i) : 0, 0);
      word(
          machine.harvest(v, i), Kind.PRIVATE, name + "harvest" + at(i), apicv ? vectors(i) : 0, 0);
    }
    word(machine.pidControl(v), Kind.SHARED, name + "PID control", apicv ? control : 0, start);
    word(
        machine.controlCopy(v), Kind.PRIVATE, name + "old control", apicv ? control | start : 0, 0);
  }

  private void virtualApic(int v) {
    String name = "vCPU " + v + " ";
    boolean apicv = configuration.features().apicv();
    long priority = limit(Limit.PRIORITY_CHANGES) ? 0xF0 : 0;
    long anyVector = allVectors();
    for (int i = 0; i < VectorBitmap.WORDS; i++) {
      word(machine.virr(v, i), Kind.SHARED, name + "VIRR" + at(i), vectors(i), 0);
      word(machine.visr(v, i), Kind.PRIVATE, name + "VISR" + at(i), vectors(i), 0);
      word(machine.eoiExit(v, i), Kind.PRIVATE, name + "EOI exits" + at(i), levels(v, i), 0);
    }
    long status = Registers.VTPR.set(0, priority);
    if (apicv) {
      status = Registers.RVI.set(status, anyVector);
      status = Registers.SVI.set(status, anyVector);
      status = Registers.VPPR.set(status, (anyVector | priority) & 0xF0 | priority);
      status = Registers.RECOGNIZED.set(status, 1);
    }
    word(machine.status(v), Kind.HARDWARE, name + "RVI SVI VTPR VPPR", status, 0);
    boolean classical = !apicv || limit(Limit.INHIBITIONS);
    long vmcs = limit(Limit.INHIBITIONS) ? Registers.VIRTUAL_DELIVERY.mask() : 0;
    if (classical) {
      vmcs = Registers.INJECTION_VECTOR.set(vmcs, anyVector);
      vmcs |= Registers.INJECTION_VALID.mask() | Registers.WINDOW_EXITING.mask();
      vmcs |= priority != 0 ? Registers.TPR_THRESHOLD.mask() : 0;
    }
    word(
        machine.vmcs(v),
        Kind.PRIVATE,
        name + "VMCS",
        vmcs,
        Registers.VIRTUAL_DELIVERY.set(0, apicv ? 1 : 0));
    word(
        machine.apicvActive(v),
        Kind.SHARED,
        name + "apicv_active",
        limit(Limit.INHIBITIONS) ? 1 : 0,
        apicv ? 1 : 0);
  }

  private void kernel(int v) {
    String name = "vCPU " + v + " ";
    int processors = configuration.processors();
    int start = configuration.vcpus().get(v).affinity().getFirst();
    word(machine.mode(v), Kind.SHARED, name + "mode", 3, Mode.OUTSIDE_GUEST);
    boolean levels = configuration.devices().stream().anyMatch(Device::level);
    long request = levels ? Request.SCAN_IOAPIC : 0;
    word(machine.requests(v), Kind.SHARED, name + "requests", requests(), request);
    word(machine.vcpuCpu(v), Kind.SHARED, name + "cpu", upTo(processors), processors);
    long task =
        Registers.INTERRUPTIBLE.mask() | Registers.ON_QUEUE.mask() | Registers.ON_CPU.mask();
    boolean moves = configuration.vcpus().get(v).affinity().size() > 1;
    word(
        machine.task(v),
        Kind.SHARED,
        name + "task",
        task | (moves ? narrow(Registers.TASK_CPU, upTo(processors - 1)) : 0),
        Registers.TASK_CPU.set(Registers.ON_QUEUE.mask(), start));
    word(machine.rcuwait(v), Kind.SHARED, name + "rcuwait", 1, 0);
    word(machine.threadRegisters(v), Kind.PRIVATE, name + "thread registers", registers(), 0);
    long operand =
        limit(Limit.IPIS)
                || limit(Limit.TIMERS)
                || !configuration.features().apicv()
                || limit(Limit.INHIBITIONS)
                || limit(Limit.RESTORES)
            ? narrow(Registers.OPERAND, operands())
            : 0;
    long highest = narrow(Registers.HIGHEST, allVectors());
    word(
        machine.threadScratch(v),
        Kind.PRIVATE,
        name + "thread scratch",
        operand
            | highest
            | narrow(Registers.HIGHEST_NEW, allVectors())
            | (apicv() ? Registers.POSTED_SEEN.mask() : 0)
            | narrow(Registers.CHECK_RETURN, pcs()),
        0);
  }

  private void guest(int v) {
    String name = "vCPU " + v + " ";
    Limit[] limits = {
      Limit.IPIS,
      Limit.HALTS,
      Limit.EXITS,
      Limit.MASKS,
      Limit.PRIORITY_CHANGES,
      Limit.TIMERS,
      Limit.POLLS,
      Limit.USERSPACE_EXITS,
      Limit.RESTORES
    };
    long guest =
        Registers.GUEST_IF.mask()
            | Registers.PHASE.mask()
            | (limit(Limit.HALTS) ? Registers.HALTED.mask() : 0);
    word(machine.guest(v), Kind.PRIVATE, name + "guest", guest, Registers.GUEST_IF.mask());
    word(
        machine.budgets(v),
        Kind.PRIVATE,
        name + "budgets",
        Budget.varying(configuration.limits(), limits),
        Budget.initial(configuration.limits(), limits));
    boolean nested = configuration.features().nested();
    boolean posts = (configuration.features().ipiVirtualization() || nested) && limit(Limit.IPIS);
    word(machine.nestedPir(v), Kind.SHARED, name + "L1's PIR[3]", nested ? vectors(3) : 0, 0);
    word(
        machine.nestedControl(v),
        Kind.SHARED,
        name + "L1's PID control",
        nested ? NotificationControl.ON : 0,
        NotificationControl.of(Nested.L1_NOTIFICATION, 0));
    word(machine.nestedPending(v), Kind.SHARED, name + "pi_pending", nested ? 1 : 0, 0);
    long ipi = narrow(Registers.IPI_TARGET, upTo(targets())) | narrow(Registers.IPI_VECTOR, 0xFF);
    word(machine.guestRegisters(v), Kind.PRIVATE, name + "microcode registers", posts ? ipi : 0, 0);
    int vector = configuration.vcpus().get(v).timerVector();
    long timer = limit(Limit.TIMERS) && vector != 0 ? vector | Timer.FIRED : 0;
    timer |= timer == 0 ? 0 : narrow(Timer.FIRED_ON, upTo(configuration.processors() - 1));
    timer |= timer != 0 && configuration.vcpus().get(v).preemptionTimer() ? Timer.IN_GUEST : 0;
    word(machine.timer(v), Kind.HARDWARE, name + "timer", timer, 0);
    boolean ghosts = configuration.ghosts();
    for (int i = 0; i < VectorBitmap.WORDS; i++) {
      word(machine.owed(v, i), Kind.GHOST, name + "owed" + at(i), ghosts ? vectors(i) : 0, 0);
      word(machine.caused(v, i), Kind.GHOST, name + "caused" + at(i), ghosts ? vectors(i) : 0, 0);
    }
    long surplus = 0;
    for (int used : configuration.vectors()) {
      surplus |= machine.slot(used) < 0 ? 0 : new Field(machine.slot(used) * 4, 4).mask();
    }
    word(machine.surplus(v), Kind.GHOST, name + "posts - deliveries", ghosts ? surplus : 0, 0);
  }

  private void device(int d) {
    String name = "device " + d + " ";
    Device device = configuration.devices().get(d);
    Limit[] limits = {Limit.RAISES, Limit.PLUGS, Limit.ROUTE_CHANGES, Limit.AFFINITY_CHANGES};
    word(machine.message(d), Kind.HARDWARE, name + "message", 1, 0);
    word(machine.line(d), Kind.HARDWARE, name + "line", machine.sharesVectors() ? 1 : 0, 0);
    int other = device.alternateVcpu();
    word(machine.hostCpu(d), Kind.SHARED, name + "host pCPU", hostCpus(), device.hostProcessor());
    long remapped = RemappingEntry.remappedLow(device.hostProcessor(), machine.hostVector(d));
    int host = configuration.vcpus().size() + device.hostProcessor();
    boolean posted = configuration.features().postedMsi();
    long low =
        switch (device.path()) {
          case POSTED -> RemappingEntry.postedLow(device.vcpu(), device.vector());
          case REMAPPED ->
              posted ? RemappingEntry.postedLow(host, machine.hostVector(d)) : remapped;
          case UNPLUGGED -> 0;
        };
    long high =
        switch (device.path()) {
          case POSTED -> RemappingEntry.postedHigh(device.vcpu());
          case REMAPPED -> posted ? RemappingEntry.postedHigh(host) : 0;
          case UNPLUGGED -> 0;
        };
    boolean connected = device.path() == Path.POSTED;
    long route = Bypass.CONNECTED.set(device.vcpu(), connected ? 1 : 0);
    long routes = (device.vcpu() ^ other) | (limit(Limit.PLUGS) ? Bypass.CONNECTED.mask() : 0);
    routes |= limit(Limit.ROUTE_CHANGES) ? Bypass.UNPOSTABLE.mask() : 0;
    boolean changes = limit(Limit.ROUTE_CHANGES) || limit(Limit.PLUGS);
    routes |= changes ? Bypass.CHANGING.mask() : 0;
    word(machine.route(d), Kind.SHARED, name + "route", routes, route);
    word(machine.irteLow(d), Kind.SHARED, name + "IRTE low", lowMask(d), low);
    word(machine.irteHigh(d), Kind.SHARED, name + "IRTE high", highMask(d), high);
    word(machine.cacheLow(d), Kind.HARDWARE, name + "cached IRTE low", lowMask(d) | low, 0);
    word(machine.cacheHigh(d), Kind.HARDWARE, name + "cached IRTE high", highMask(d) | high, 0);
    long work =
        Registers.ACTION.mask()
            | narrow(Registers.DESTINATION, upTo(Math.max(targets(), machine.descriptors() - 1L)))
            | narrow(Registers.MESSAGE_VECTOR, 0xFF);
    word(machine.iommuRegisters(d), Kind.HARDWARE, name + "IOMMU registers", work, 0);
    word(
        machine.deviceBudgets(d),
        Kind.PRIVATE,
        name + "budgets",
        Budget.varying(configuration.limits(), limits),
        Budget.initial(configuration.limits(), limits));
    word(machine.bypassRegisters(d), Kind.PRIVATE, name + "routing registers", bypass(), 0);
    long line = (configuration.ghosts() ? 1 : 0) | (device.level() ? 3 : 0);
    word(
        machine.unanswered(d),
        device.level() ? Kind.HARDWARE : Kind.GHOST,
        name + "unanswered",
        line,
        0);
  }

  private void globals() {
    long posted =
        configuration.furtherBypasses()
            + configuration.devices().stream().filter(d -> d.path() == Path.POSTED).count();
    boolean plugs = limit(Limit.PLUGS) || limit(Limit.ROUTE_CHANGES);
    boolean inhibits = limit(Limit.INHIBITIONS);
    word(
        machine.inhibits(),
        Kind.SHARED,
        "VM inhibit reasons",
        inhibits ? 1 | Registers.UPDATE_LOCK.mask() : 0,
        0);
    word(
        machine.bypassCount(),
        Kind.SHARED,
        "VM possible bypass interrupts",
        plugs ? upTo(configuration.devices().size()) : 0,
        posted);
    Limit[] limits = {Limit.INHIBITIONS, Limit.OFFLINES};
    word(
        machine.globalBudgets(),
        Kind.PRIVATE,
        "VM budgets",
        Budget.varying(configuration.limits(), limits),
        Budget.initial(configuration.limits(), limits));
    word(
        machine.inhibitRegisters(),
        Kind.PRIVATE,
        "inhibitor registers",
        inhibits ? narrow(Registers.TARGET, upTo(configuration.vcpus().size())) : 0,
        0);
    word(
        machine.offlineRegisters(),
        Kind.PRIVATE,
        "administrator registers",
        limit(Limit.OFFLINES) ? offline() : 0,
        0);
    word(machine.irqfdsLock(), Kind.SHARED, "irqfds lock", 0, 0);
    word(machine.broken(), Kind.GHOST, "broken", 0xF, 0);
  }

  private void counters() {
    for (Agent agent : machine.agents()) {
      int size = agent.program().size();
      int start = agent.kind() == Agent.Kind.THREAD ? agent.program().indexOf("kvm_sched_in") : 0;
      word(agent.counter(), Kind.PRIVATE, agent.name() + " pc", upTo(size - 1), start);
    }
  }

  private boolean apicv() {
    return configuration.features().apicv();
  }

  private boolean limit(Limit limit) {
    return configuration.limits().allows(limit);
  }

  /// All values up to a number, as the bits that they need.
  private static long upTo(long greatest) {
    return greatest == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(greatest);
  }

  private static long narrow(Field field, long bits) {
    return field.set(0, bits);
  }

  private static String at(int i) {
    return "[" + i + "]";
  }

  private long pcs() {
    return upTo(machine.agent(machine.thread(0)).program().size() - 1);
  }

  private long targets() {
    return Math.max(configuration.vcpus().size(), configuration.processors()) - 1L;
  }

  private long vectors(int word) {
    long mask = 0;
    for (int vector : configuration.vectors()) {
      mask |= VectorBitmap.word(vector) == word ? VectorBitmap.bit(vector) : 0;
    }
    return mask;
  }

  private long allVectors() {
    long mask = configuration.features().nested() ? Nested.L1_NOTIFICATION : 0;
    for (int vector : configuration.vectors()) {
      mask |= vector;
    }
    return mask;
  }

  private long levels(int v, int word) {
    long mask = 0;
    for (Device device : configuration.devices()) {
      boolean here = device.vcpu() == v || device.alternateVcpu() == v;
      if (device.level() && here && VectorBitmap.word(device.vector()) == word) {
        mask |= VectorBitmap.bit(device.vector());
      }
    }
    return mask;
  }

  private long operands() {
    return 0xF | (allVectors() | targets() << 8) << 8;
  }

  private long registers() {
    boolean exits = true;
    return narrow(Registers.SYNC_RETURN, pcs())
        | narrow(Registers.RESUME, pcs())
        | narrow(Registers.POST_RETURN, pcs())
        | narrow(Registers.TARGET, upTo(targets()))
        | narrow(Registers.VECTOR, allVectors())
        | (exits ? Registers.EXIT_REASON.mask() : 0)
        | narrow(Registers.EXIT_VECTOR, 0xFF)
        | Registers.PREEMPTED.mask()
        | Registers.FLAG.mask()
        | (limit(Limit.USERSPACE_EXITS) ? Registers.IN_USERSPACE.mask() : 0);
  }

  private long requests() {
    long mask = Request.UNBLOCK;
    mask |= !configuration.features().apicv() || limit(Limit.INHIBITIONS) ? Request.EVENT : 0;
    mask |= configuration.features().nested() ? Request.EVENT : 0;
    mask |= limit(Limit.INHIBITIONS) ? Request.APICV_UPDATE : 0;
    boolean levels = configuration.devices().stream().anyMatch(Device::level);
    return mask | (levels ? Request.SCAN_IOAPIC | Request.EVENT : 0);
  }

  private long hostVectors() {
    long mask = 0;
    mask |=
        configuration.features().apicv()
            ? HostVector.bit(HostVector.NOTIFICATION) | HostVector.bit(HostVector.WAKEUP)
            : 0;
    mask |=
        limit(Limit.PREEMPTIONS) || limit(Limit.TIMERS)
            ? HostVector.bit(HostVector.LOCAL_TIMER)
            : 0;
    mask |= HostVector.bit(HostVector.RESCHEDULE);
    mask |= configuration.features().nested() ? HostVector.bit(HostVector.NESTED) : 0;
    mask |= configuration.features().postedMsi() ? HostVector.bit(HostVector.POSTED_MSI) : 0;
    boolean calls = limit(Limit.PLUGS) || limit(Limit.INHIBITIONS);
    mask |= calls ? HostVector.bit(HostVector.CALL_FUNCTION) : 0;
    return mask | deviceVectors();
  }

  private long hostCpus() {
    return limit(Limit.AFFINITY_CHANGES) ? upTo(configuration.processors() - 1) : 0;
  }

  private long lowMask(int d) {
    return variants(d, true);
  }

  private long highMask(int d) {
    return variants(d, false);
  }

  /// Bits in which any two entries that the host may write for a device differ.
  private long variants(int d, boolean low) {
    Device device = configuration.devices().get(d);
    boolean changes = limit(Limit.PLUGS) || limit(Limit.ROUTE_CHANGES);
    boolean posts = device.path() == Path.POSTED || changes;
    boolean remaps = device.path() == Path.REMAPPED || changes || limit(Limit.AFFINITY_CHANGES);
    long any = 0;
    long all = device.path() == Path.UNPLUGGED || limit(Limit.PLUGS) ? 0 : -1L;
    for (int p = 0; remaps && p < configuration.processors(); p++) {
      if (p == device.hostProcessor() || limit(Limit.AFFINITY_CHANGES)) {
        long entry = hostEntry(p, machine.hostVector(d), low);
        if (configuration.features().postedMsi() && limit(Limit.ROUTE_CHANGES)) {
          // what a host without posted MSIs would write: wrong, and to be seen as such
          long wrong = low ? RemappingEntry.remappedLow(p, machine.hostVector(d)) : 0;
          any |= wrong;
          all &= wrong;
        }
        any |= entry;
        all &= entry;
      }
    }
    for (int v : List.of(device.vcpu(), device.alternateVcpu())) {
      if (posts) {
        long entry =
            low ? RemappingEntry.postedLow(v, device.vector()) : RemappingEntry.postedHigh(v);
        any |= entry;
        all &= entry;
      }
    }
    return any & ~all;
  }

  private long hostEntry(int p, int vector, boolean low) {
    int descriptor = configuration.vcpus().size() + p;
    if (configuration.features().postedMsi()) {
      return low
          ? RemappingEntry.postedLow(descriptor, vector)
          : RemappingEntry.postedHigh(descriptor);
    }
    return low ? RemappingEntry.remappedLow(p, vector) : 0;
  }

  private long bypass() {
    boolean changes = limit(Limit.PLUGS) || limit(Limit.ROUTE_CHANGES);
    return changes
        ? narrow(Registers.TARGET, upTo(configuration.vcpus().size())) | Registers.FLAG.mask()
        : 0;
  }

  private long offline() {
    return narrow(Registers.TARGET, upTo(configuration.processors() - 1))
        | narrow(Registers.VECTOR, upTo(configuration.vcpus().size()));
  }

  private long deviceVectors() {
    long mask = 0;
    for (int d = 0; d < configuration.devices().size(); d++) {
      mask |= HostVector.bit(machine.hostVector(d));
    }
    return mask;
  }
}
