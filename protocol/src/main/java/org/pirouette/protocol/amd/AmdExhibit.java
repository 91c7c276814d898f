package org.pirouette.protocol.amd;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pirouette.model.amd.GuestApicLog;
import org.pirouette.model.amd.IommuIrte;
import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.X86Exhibit;

/// The structures of AVIC and of AMD's IOMMU, put together from the words of a machine.
final class AmdExhibit extends X86Exhibit {
  /// The backing page as it is shown: there is no RVI and SVI, the page is the whole state.
  private static final StructureLayout BACKING_PAGE =
      new StructureLayout(
          "AVIC backing page",
          64,
          List.of(
              new BitField(BitField.RESERVED, 0, 16, "not used"),
              new BitField("TPR", 16, 8, "task priority"),
              new BitField("PPR", 24, 8, "processor priority"),
              new BitField("recognized", 32, 1, "the processor has recognized an interrupt"),
              new BitField(BitField.RESERVED, 33, 31, "not used"),
              new BitField("IRR", 64, 256, "requested, a bit a vector"),
              new BitField("ISR", 320, 256, "in service, a bit a vector")));

  private final AmdMachine machine;

  AmdExhibit(AmdMachine machine) {
    super(machine);
    this.machine = machine;
  }

  @Override
  public Set<Integer> toldWords() {
    Set<Integer> told = apicWords();
    told.add(machine.avics.physical(HERO));
    told.add(machine.irtes.irteLow(DEVICE));
    told.add(machine.irtes.irteHigh(DEVICE));
    told.add(machine.irtes.cacheLow(DEVICE));
    told.add(machine.irtes.cacheHigh(DEVICE));
    told.add(machine.log.registers());
    told.add(machine.log.entry(0));
    for (int p = 0; p < machine.configuration().processors(); p++) {
      told.add(machine.doorbells.doorbell(p));
    }
    return told;
  }

  @Override
  public List<Drawing> structures() {
    long low = load(machine.irtes.irteLow(DEVICE));
    List<Drawing> drawings = new ArrayList<>();
    drawings.add(
        new Drawing(
            "IRTE",
            "Interrupt-remapping table entry of the device",
            false,
            IommuIrte.guestMode(low) ? IommuIrte.GUEST : IommuIrte.REMAPPED,
            List.of(low, load(machine.irtes.irteHigh(DEVICE)))));
    drawings.add(
        new Drawing(
            "APIC ID",
            "Physical APIC ID table entry of vCPU " + HERO,
            true,
            PhysicalApicIdEntry.LAYOUT,
            List.of(load(machine.avics.physical(HERO)))));
    drawings.add(
        new Drawing("page", "Backing page of vCPU " + HERO, false, BACKING_PAGE, guestApic()));
    if (machine.logs()) {
      drawings.add(
          new Drawing(
              "GALog",
              "First entry of the GALog",
              true,
              GuestApicLog.LAYOUT,
              List.of(load(machine.log.entry(0)))));
    }
    return drawings;
  }

  @Override
  public String engine() {
    boolean quiet = machine.isIdle(machine.iommu(DEVICE));
    return "IOMMU %d: %s".formatted(DEVICE, quiet ? "quiet" : "at work");
  }

  @Override
  protected String alsoWaiting(int processor) {
    return load(machine.doorbells.doorbell(processor)) == 0 ? "" : ", a doorbell on its way";
  }

  @Override
  public List<String> message(String device) {
    long low = load(machine.irtes.irteLow(DEVICE));
    long high = load(machine.irtes.irteHigh(DEVICE));
    String vector = hexadecimal(IommuIrte.vector(high));
    String effect =
        IommuIrte.guestMode(low)
            ? "sets vector %s in the backing page at %s"
                .formatted(vector, hexadecimal(IommuIrte.backingPage(high)))
            : "sends vector %s to pCPU %d"
                .formatted(vector, IommuIrte.destination(low, high, true));
    return List.of(
        device + " writes index 0 to address FEE00000h",
        "index 0 names entry 0 of its interrupt-remapping table, which " + effect);
  }

  @Override
  public Deed takeAway() {
    machine.clearEntry(DEVICE);
    machine.flushEntry(DEVICE);
    return new Deed("clears RemapEn of the entry", "Linux free_irte", "the device was taken away");
  }

  @Override
  public String fault() {
    return "the IOMMU blocks the message and logs IO_PAGE_FAULT (RemapEn = 0)";
  }

  @Override
  public String name(int interrupt) {
    return interrupt == DoorbellBank.MESSAGE ? "doorbell" : super.name(interrupt);
  }

  @Override
  public String words(Mark mark, int value) {
    return switch (mark) {
      case NOTIFIED -> notified(value);
      case COALESCED -> "nothing more to do: one is on its way";
      case SUPPRESSED -> "IsRun = 0, and nobody wants to be told";
      case PROCESSED -> "the processor looks at the backing page again: no exit";
      case EXIT,
          ENTRY,
          POSTED,
          INTERRUPT_SENT,
          HOST_INTERRUPT,
          HOST_INTERRUPT_DONE,
          DELIVERED,
          EOI,
          INJECTED,
          WOKEN,
          BLOCKED,
          POLL_HIT,
          SPURIOUS_WAKE,
          SCHEDULED_IN,
          SCHEDULED_OUT,
          RELOCATED ->
          throw new IllegalArgumentException("no mark of posted interrupts: " + mark);
    };
  }

  private String notified(int value) {
    return switch (value) {
      case DoorbellBank.MESSAGE -> "IsRun = 1: ring the processor's doorbell";
      case HostVector.GA_LOG -> "IsRun = 0, GALogIntr = 1: log it";
      default -> "IsRun = 0: interrupt the processor with " + name(value);
    };
  }
}
