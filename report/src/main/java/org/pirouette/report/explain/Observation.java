package org.pirouette.report.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pirouette.protocol.kvm.Exhibit;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.VcpuBank;

/// Looks at a machine and puts its words together to the structures that the manuals draw.
final class Observation {
  private static final int HERO = Scribe.HERO;

  private final KvmMachine machine;
  private final Exhibit exhibit;
  private final Set<Integer> shown;

  Observation(KvmMachine machine) {
    this.machine = machine;
    exhibit = machine.architecture().exhibit(machine);
    shown = new HashSet<>(exhibit.toldWords());
    for (int p = 0; p < machine.configuration().processors(); p++) {
      shown.add(machine.pcpus.context(p));
      shown.add(machine.pcpus.interrupted(p));
      shown.add(machine.pcpus.flags(p));
    }
  }

  /// The machine in the words of its architecture.
  Exhibit exhibit() {
    return exhibit;
  }

  /// Whether a word is part of what [#look] returns.
  boolean shows(int word) {
    return shown.contains(word);
  }

  /// The state now.
  Snapshot look() {
    return new Snapshot(
        exhibit.structures().stream()
            .map(it -> new Structure(it.key(), it.title(), it.octets(), it.layout(), it.words()))
            .toList(),
        processors());
  }

  /// The name of who takes devices' messages, as in [Snapshot#processors].
  String engine() {
    String line = exhibit.engine();
    return line.substring(0, Math.max(0, line.indexOf(':')));
  }

  private List<String> processors() {
    List<String> lines = new ArrayList<>();
    boolean sent = load(machine.devices.message(0)) != 0;
    lines.add("device 0: " + (sent ? "its message is on the way" : "quiet"));
    lines.add(exhibit.engine());
    for (int p = 0; p < machine.configuration().processors(); p++) {
      lines.add("pCPU " + p + ": " + executes(p) + exhibit.waiting(p));
    }
    lines.add("vCPU " + HERO + ": " + hero());
    return lines;
  }

  private String executes(int processor) {
    int context = (int) load(machine.pcpus.context(processor));
    int number = machine.numberOf(context);
    return switch (machine.kindOf(context)) {
      case GUEST -> "vCPU " + number + " in guest mode";
      case THREAD -> "KVM for vCPU " + number;
      case HANDLER -> "host interrupt handler";
      case SCHEDULER -> "idle";
      case PROCESSOR -> "microcode";
      case TICK, BUS, TIMER, DEVICE, IOMMU, CONTROLLER, ENVIRONMENT ->
          machine.agent(context).name();
    };
  }

  private String hero() {
    int home = machine.taskCpu(HERO);
    if (machine.get(machine.vcpus.task(HERO), VcpuBank.ON_CPU) == 1) {
      return "on pCPU " + home;
    }
    return machine.get(machine.vcpus.task(HERO), VcpuBank.ON_QUEUE) == 1
        ? "runnable, waits for a pCPU"
        : "asleep";
  }

  private long load(int word) {
    return machine.words().load(word);
  }
}
