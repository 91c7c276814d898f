package org.pirouette.protocol.arm;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Exhibit;
import org.pirouette.protocol.step.Mark;

/// What is shown of an Arm machine: the register that makes a vPE resident, and its pending table.
final class ArmExhibit implements Exhibit {
  private static final int HERO = 0;
  private static final int DEVICE = 0;
  private static final int FIRST_PPI = 16;
  private static final int FIRST_LPI = 32;

  /// LPI n of a guest stands for this INTID and n.
  private static final int FIRST_INTID = 8192;

  private static final StructureLayout VPENDBASER =
      StructureLayout.of(
          "GICR_VPENDBASER",
          64,
          BitField.reserved(15, 0),
          BitField.of("vPE", 25, 16, "the resident vPE, by its pending table (4.0) or vPEID (4.1)"),
          BitField.reserved(59, 26),
          BitField.bit("Dirty", 60, "the pending table is being parsed or written back"),
          BitField.bit("PendingLast", 61, "an enabled vLPI was pending when the vPE went out"),
          BitField.bit("Doorbell", 62, "a default doorbell is requested (4.1)"),
          BitField.bit("Valid", 63, "the vPE is resident"));

  private final ArmMachine machine;

  ArmExhibit(ArmMachine machine) {
    this.machine = machine;
  }

  private long load(int word) {
    return machine.words.load(word);
  }

  @Override
  public List<Drawing> structures() {
    int p = machine.taskCpu(HERO);
    return List.of(
        new Drawing(
            "VPENDBASER",
            "GICR_VPENDBASER of pCPU " + p,
            false,
            VPENDBASER,
            List.of(load(machine.redistributors.vpendbaser(p)))));
  }

  @Override
  public Set<Integer> toldWords() {
    Set<Integer> told = new HashSet<>();
    for (int p = 0; p < machine.configuration().processors(); p++) {
      told.add(machine.redistributors.vpendbaser(p));
      for (int i = 0; i < VectorBitmap.WORDS; i++) {
        told.add(machine.gic.pending(p, i));
        told.add(machine.gic.onTheWay(p, i));
      }
    }
    return told;
  }

  @Override
  public String engine() {
    return "ITS: " + (machine.isIdle(machine.iommu(DEVICE)) ? "idle" : "sends a vLPI");
  }

  @Override
  public String waiting(int processor) {
    StringBuilder text = new StringBuilder();
    for (int irq = 0; irq < HostIrq.COUNT; irq++) {
      int word = HostIrq.word(irq);
      if ((load(machine.gic.pending(processor, word)) & HostIrq.bit(irq)) != 0) {
        text.append(", pending: ").append(HostIrq.name(irq));
      }
      if (machine.underWay(processor, irq)) {
        text.append(", on the way: ").append(HostIrq.name(irq));
      }
    }
    return text.toString();
  }

  @Override
  public List<String> message(String device) {
    return List.of(device + " writes its EventID to GITS_TRANSLATER");
  }

  @Override
  public Deed takeAway() {
    machine.words.store(machine.translations.event(DEVICE), 0);
    return new Deed(
        "takes the mapping of the event away (DISCARD)",
        "GITS command DISCARD",
        "the interrupt is unmapped while it is on its way");
  }

  @Override
  public String fault() {
    return "the ITS finds no mapping for the event and drops it";
  }

  @Override
  public int highestPriority() {
    return 0;
  }

  @Override
  public String name(int interrupt) {
    return HostIrq.name(interrupt);
  }

  @Override
  public String guestName(int interrupt) {
    if (interrupt < FIRST_PPI) {
      return (machine.isVirtualSgi(interrupt) ? "vSGI " : "SGI ") + interrupt;
    }
    if (interrupt < FIRST_LPI) {
      return "PPI " + interrupt;
    }
    boolean virtual =
        machine.features().gic().direct()
            && (load(machine.translations.event(DEVICE)) & TranslationBank.VIRTUAL.mask()) != 0;
    return (virtual ? "vLPI " : "LPI ") + (FIRST_INTID + interrupt);
  }

  @Override
  public String words(Mark mark, int value) {
    return switch (mark) {
      case NOTIFIED -> "the vPE is not resident: its doorbell becomes pending";
      case SUPPRESSED -> "the vPE is not resident, and no doorbell was asked for";
      default -> "";
    };
  }
}
