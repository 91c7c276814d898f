package org.pirouette.model.intel;

import java.lang.foreign.MemorySegment;
import java.util.Set;

/// A remapping unit with a table of 64 entries at 10_0000h and a descriptor at 20_0040h, remapping
/// and extended mode on.
final class RemappingFixture {
  static final int REQUESTER = 0x0108;
  static final long TABLE = 0x10_0000;
  static final long DESCRIPTOR = 0x20_0040;
  static final int ENTRIES = 64;

  final PhysicalMemory memory = new PhysicalMemory();
  final RemappingUnit unit;
  final InterruptRemappingTable table;
  final PostedInterruptDescriptor descriptor;

  RemappingFixture(ModelChoice... choices) {
    this(RemappingCapabilities.SERVER, choices);
  }

  RemappingFixture(RemappingCapabilities capabilities, ModelChoice... choices) {
    memory.map(TABLE, MemorySegment.ofArray(new long[2 * ENTRIES]));
    memory.map(DESCRIPTOR - 64, MemorySegment.ofArray(new long[16]));
    descriptor = memory.descriptor(DESCRIPTOR);
    unit = new RemappingUnit(memory, capabilities, choices(choices));
    long register = InterruptRemappingTable.register(TABLE, 5, true);
    table = new InterruptRemappingTable(memory, register);
    setTable(register);
    unit.writeGlobalCommand(RemappingUnit.IRE);
  }

  void setTable(long register) {
    unit.writeTableAddress(register);
    unit.writeGlobalCommand(unit.globalStatus() & RemappingUnit.IRE | RemappingUnit.SIRTP);
  }

  RemappingOutcome request(int index) {
    return unit.request(REQUESTER, InterruptMessage.remappable(index));
  }

  /// Entry for vector 51h to x2APIC ID 3, for [#REQUESTER] alone.
  static InterruptRemappingTableEntry remapped() {
    return IrteFormat.Remapped.fixed(0x51, 3, SourceValidation.requester(REQUESTER)).encode();
  }

  /// Entry that posts vector 61h to [#DESCRIPTOR], for [#REQUESTER] alone.
  static InterruptRemappingTableEntry posted() {
    return IrteFormat.Posted.to(DESCRIPTOR, 0x61, false, SourceValidation.requester(REQUESTER))
        .encode();
  }

  private static ModelChoices choices(ModelChoice... choices) {
    return new ModelChoices(Set.of(choices));
  }
}
