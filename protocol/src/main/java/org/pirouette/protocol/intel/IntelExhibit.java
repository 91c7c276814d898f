package org.pirouette.protocol.intel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.model.intel.InterruptMessage;
import org.pirouette.model.intel.InterruptRemappingTableEntry;
import org.pirouette.model.intel.PostedInterruptDescriptorLayout;
import org.pirouette.model.intel.RemappingFault;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.x86.X86Exhibit;

/// The structures of VT-d and VMX, put together from the words of a machine.
final class IntelExhibit extends X86Exhibit {
  /// The virtual-APIC state as it is shown: the registers of the page that matter here, RVI and SVI
  /// of the VMCS, and whether an interrupt is recognised.
  private static final StructureLayout VIRTUAL_APIC =
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

  private static final int BITMAP_WORDS = 4;

  private final IntelMachine machine;

  IntelExhibit(IntelMachine machine) {
    super(machine);
    this.machine = machine;
  }

  @Override
  public Set<Integer> toldWords() {
    Set<Integer> told = apicWords();
    for (int i = 0; i < BITMAP_WORDS; i++) {
      told.add(machine.pids.pir(HERO, i));
    }
    told.add(machine.pids.pidControl(HERO));
    told.add(machine.irtes.irteLow(DEVICE));
    told.add(machine.irtes.irteHigh(DEVICE));
    told.add(machine.irtes.cacheLow(DEVICE));
    told.add(machine.irtes.cacheHigh(DEVICE));
    return told;
  }

  @Override
  public List<Drawing> structures() {
    InterruptRemappingTableEntry entry = entry();
    return List.of(
        new Drawing(
            "IRTE",
            "Interrupt-remapping table entry of the device",
            false,
            entry.layout(),
            List.of(entry.low(), entry.high())),
        new Drawing(
            "PID",
            "Posted-interrupt descriptor of vCPU " + HERO,
            true,
            PostedInterruptDescriptorLayout.LAYOUT,
            descriptor()),
        new Drawing("vAPIC", "Virtual APIC of vCPU " + HERO, false, VIRTUAL_APIC, guestApic()));
  }

  private InterruptRemappingTableEntry entry() {
    return new InterruptRemappingTableEntry(
        load(machine.irtes.irteLow(DEVICE)), load(machine.irtes.irteHigh(DEVICE)));
  }

  private List<Long> descriptor() {
    List<Long> words = new ArrayList<>();
    for (int i = 0; i < BITMAP_WORDS; i++) {
      words.add(load(machine.pids.pir(HERO, i)));
    }
    words.addAll(List.of(load(machine.pids.pidControl(HERO)), 0L, 0L, 0L));
    return words;
  }

  @Override
  public String engine() {
    boolean quiet = load(machine.irtes.iommuRegisters(DEVICE)) == 0;
    return "IOMMU %d: %s".formatted(DEVICE, quiet ? "quiet" : "at work");
  }

  @Override
  public List<String> message(String device) {
    InterruptMessage message = InterruptMessage.remappable(0, 0);
    InterruptRemappingTableEntry entry = entry();
    return List.of(
        "%s writes %s to address %s"
            .formatted(device, hexadecimal(message.data()), hexadecimal(message.address())),
        "address: " + decoded(InterruptMessage.REMAPPABLE_ADDRESS, message.address()),
        "data: " + decoded(InterruptMessage.REMAPPABLE_DATA, message.data() & 0xFFFF_FFFFL),
        "handle 0 names remapping entry 0, which " + effect(entry.low(), entry.high()));
  }

  private static String effect(long low, long high) {
    String vector = hexadecimal(InterruptRemappingTableEntry.vector(low));
    return InterruptRemappingTableEntry.isPosted(low)
        ? "posts vector %s into the descriptor at %s"
            .formatted(
                vector, hexadecimal(InterruptRemappingTableEntry.descriptorAddress(low, high)))
        : "sends vector %s to pCPU %d"
            .formatted(vector, InterruptRemappingTableEntry.destination(low, true));
  }

  @Override
  public Deed takeAway() {
    long low = load(machine.irtes.irteLow(DEVICE));
    machine.words().store(machine.irtes.irteLow(DEVICE), low & ~1L);
    machine.words().store(machine.irtes.cacheLow(DEVICE), 0);
    return new Deed(
        "clears P of the entry", "Linux modify_irte, free_irte", "the device was taken away");
  }

  @Override
  public String fault() {
    RemappingFault fault = RemappingFault.NOT_PRESENT;
    return "the remapping unit blocks the message, fault %s (%s)"
        .formatted(hexadecimal(fault.code()), fault.meaning());
  }

  @Override
  public String words(Mark mark, int value) {
    return switch (mark) {
      case NOTIFIED -> "ON was 0 and is set: notify with " + name(value);
      case COALESCED -> "no notification: one is outstanding (ON = 1)";
      case SUPPRESSED -> "no notification: suppressed (SN = 1), and ON stays 0";
      case PROCESSED -> "posted-interrupt processing in guest mode: no exit";
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
}
