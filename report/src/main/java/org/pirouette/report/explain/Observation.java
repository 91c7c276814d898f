package org.pirouette.report.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.model.intel.InterruptRemappingTableEntry;
import org.pirouette.model.intel.PostedInterruptDescriptorLayout;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.VcpuBank;

/// Looks at a machine and puts its words together to the structures that the manuals draw.
final class Observation {
  /// The virtual-APIC state as it is shown: the registers of the page that matter here, RVI and SVI
  /// of the VMCS, and whether an interrupt is recognised.
  static final StructureLayout VIRTUAL_APIC =
      new StructureLayout(
          "virtual-APIC state",
          64,
          List.of(
              new BitField("RVI", 0, 8, "requesting virtual interrupt"),
              new BitField("SVI", 8, 8, "servicing virtual interrupt"),
              new BitField("VTPR", 16, 8, "task priority"),
              new BitField("VPPR", 24, 8, "processor priority"),
              new BitField("recognized", 32, 1, "a pending virtual interrupt is recognized"),
              new BitField(BitField.RESERVED, 33, 31, "not used"),
              new BitField("VIRR", 64, 256, "requested, a bit a vector"),
              new BitField("VISR", 320, 256, "in service, a bit a vector")));

  private static final int HERO = Scribe.HERO;

  private final IntelMachine machine;
  private final Set<Integer> shown = new HashSet<>();

  Observation(IntelMachine machine) {
    this.machine = machine;
    for (int i = 0; i < 4; i++) {
      shown.addAll(
          List.of(
              machine.pids.pir(HERO, i),
              machine.vapics.virr(HERO, i),
              machine.vapics.visr(HERO, i)));
    }
    shown.addAll(
        List.of(
            machine.pids.pidControl(HERO),
            machine.vapics.status(HERO),
            machine.irtes.irteLow(0),
            machine.irtes.irteHigh(0)));
    for (int p = 0; p < machine.configuration().processors(); p++) {
      shown.addAll(
          List.of(
              machine.pcpus.context(p),
              machine.pcpus.interrupted(p),
              machine.lapics.apicIrr(p),
              machine.lapics.apicIsr(p),
              machine.lapics.bus(p),
              machine.pcpus.flags(p)));
    }
  }

  /// Whether a word is part of what [#look] returns.
  boolean shows(int word) {
    return shown.contains(word);
  }

  /// The state now.
  Snapshot look() {
    List<Structure> structures = new ArrayList<>();
    InterruptRemappingTableEntry entry =
        new InterruptRemappingTableEntry(
            load(machine.irtes.irteLow(0)), load(machine.irtes.irteHigh(0)));
    structures.add(
        Structure.of(
            "IRTE",
            "Interrupt-remapping table entry of the device",
            entry.layout(),
            entry.low(),
            entry.high()));
    structures.add(
        Structure.of(
            "PID",
            "Posted-interrupt descriptor of vCPU " + HERO,
            PostedInterruptDescriptorLayout.LAYOUT,
            load(machine.pids.pir(HERO, 0)),
            load(machine.pids.pir(HERO, 1)),
            load(machine.pids.pir(HERO, 2)),
            load(machine.pids.pir(HERO, 3)),
            load(machine.pids.pidControl(HERO)),
            0,
            0,
            0));
    structures.add(
        Structure.of(
            "vAPIC",
            "Virtual APIC of vCPU " + HERO,
            VIRTUAL_APIC,
            load(machine.vapics.status(HERO)),
            load(machine.vapics.virr(HERO, 0)),
            load(machine.vapics.virr(HERO, 1)),
            load(machine.vapics.virr(HERO, 2)),
            load(machine.vapics.virr(HERO, 3)),
            load(machine.vapics.visr(HERO, 0)),
            load(machine.vapics.visr(HERO, 1)),
            load(machine.vapics.visr(HERO, 2)),
            load(machine.vapics.visr(HERO, 3))));
    return new Snapshot(structures, processors());
  }

  private List<String> processors() {
    List<String> lines = new ArrayList<>();
    boolean sent = load(machine.devices.message(0)) != 0;
    lines.add("device 0: " + (sent ? "its message is on the way" : "quiet"));
    lines.add("IOMMU 0: " + (load(machine.irtes.iommuRegisters(0)) == 0 ? "quiet" : "at work"));
    for (int p = 0; p < machine.configuration().processors(); p++) {
      StringBuilder line = new StringBuilder("pCPU " + p + ": " + executes(p));
      vectors(line, ", on their way", load(machine.lapics.bus(p)));
      vectors(line, ", waiting (IRR)", load(machine.lapics.apicIrr(p)));
      vectors(line, ", in service (ISR)", load(machine.lapics.apicIsr(p)));
      lines.add(line.toString());
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
      case TICK, BUS, TIMER, DEVICE, IOMMU, ENVIRONMENT -> machine.agent(context).name();
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

  private static void vectors(StringBuilder line, String what, long bits) {
    if (bits == 0) {
      return;
    }
    line.append(what);
    for (int i = 0; i < 64; i++) {
      if ((bits >>> i & 1) != 0) {
        line.append(' ').append(Structure.hexadecimal(192 + i));
      }
    }
  }

  private long load(int word) {
    return machine.words().load(word);
  }
}
