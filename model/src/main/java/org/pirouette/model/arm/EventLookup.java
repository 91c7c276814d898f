package org.pirouette.model.arm;

import static org.pirouette.model.arm.ItsCommandOutcome.*;

import java.util.List;

/// The walk from DeviceID and EventID to the entry of the interrupt translation table and from
/// there to collection or vPE. Its results are fields, so that an MSI allocates nothing.
final class EventLookup {
  /// The table registers GITS_BASER0 (devices), 1 (collections) and 2 (vPEs).
  final long[] baser = new long[3];

  /// Address of the entry that [#locate] found.
  long entryAddress;

  /// The entry that [#find] read, and the collection or vPE it names.
  long ite;

  int target;

  /// The vPE's entry, of a virtual event, after [#resolve].
  long vpe;

  private final GicMemory memory;
  private final List<Redistributor> redistributors;

  EventLookup(GicMemory memory, List<Redistributor> redistributors) {
    this.memory = memory;
    this.redistributors = redistributors;
  }

  /// Finds where an event's entry is.
  ItsCommandOutcome locate(long device, long event) {
    long at = ItsTables.locate(memory, baser[0], device);
    if (at == ItsTables.OUT_OF_RANGE) {
      return DEVICE_OUT_OF_RANGE;
    }
    if (at == ItsTables.NO_PAGE) {
      return DEVICE_UNMAPPED;
    }
    if (at < 0 || !memory.contains(at, ItsTables.ENTRY)) {
      return MEMORY_INACCESSIBLE;
    }
    long entry = memory.loadLong(at);
    if (!ItsTables.valid(entry)) {
      return DEVICE_UNMAPPED;
    }
    if (event >>> ItsTables.size(entry) + 1 != 0) {
      return EVENT_OUT_OF_RANGE;
    }
    entryAddress = ItsTables.ittAddress(entry) + event * ItsTables.ITT_ENTRY;
    return COMPLETED;
  }

  /// Reads an event's entry, which must be mapped.
  ItsCommandOutcome find(long device, long event) {
    ItsCommandOutcome outcome = locate(device, event);
    if (outcome != COMPLETED) {
      return outcome;
    }
    if (!memory.contains(entryAddress, ItsTables.ITT_ENTRY)) {
      return MEMORY_INACCESSIBLE;
    }
    ite = memory.loadLong(entryAddress);
    target = memory.load(entryAddress + 8) | memory.load(entryAddress + 9) << 8;
    return ItsTables.valid(ite) ? COMPLETED : EVENT_UNMAPPED;
  }

  /// Writes the entry that was located.
  ItsCommandOutcome store(long newIte, long newTarget) {
    if (!memory.contains(entryAddress, ItsTables.ITT_ENTRY)) {
      return MEMORY_INACCESSIBLE;
    }
    memory.storeLong(entryAddress, newIte);
    memory.store(entryAddress + 8, (int) newTarget);
    memory.store(entryAddress + 9, (int) newTarget >>> 8);
    return COMPLETED;
  }

  /// Finds the target of the entry that was read: [#redistributor] and, of a virtual event, [#vpe].
  ItsCommandOutcome resolve() {
    if (!ItsTables.iteIsVirtual(ite)) {
      return resolveCollection(target);
    }
    ItsCommandOutcome outcome = resolveVpe(target);
    if (outcome == COMPLETED && !fits(ItsTables.iteIntid(ite), vpe)) {
      return VIRTUAL_ID_OUT_OF_RANGE;
    }
    return outcome;
  }

  /// The number of the redistributor that [#resolve] or one of its parts found.
  int processor;

  Redistributor redistributor() {
    return redistributors.get(processor);
  }

  ItsCommandOutcome resolveCollection(long icid) {
    long at = ItsTables.locate(memory, baser[1], icid);
    if (at == ItsTables.OUT_OF_RANGE) {
      return COLLECTION_OUT_OF_RANGE;
    }
    if (at == ItsTables.NO_PAGE) {
      return COLLECTION_UNMAPPED;
    }
    if (at < 0 || !memory.contains(at, ItsTables.ENTRY)) {
      return MEMORY_INACCESSIBLE;
    }
    long entry = memory.loadLong(at);
    if (!ItsTables.valid(entry)) {
      return COLLECTION_UNMAPPED;
    }
    processor = ItsTables.collectionTarget(entry);
    return COMPLETED;
  }

  ItsCommandOutcome resolveVpe(long vpeId) {
    long at = ItsTables.locate(memory, baser[2], vpeId);
    if (at == ItsTables.OUT_OF_RANGE) {
      return VPE_OUT_OF_RANGE;
    }
    if (at == ItsTables.NO_PAGE) {
      return VPE_UNMAPPED;
    }
    if (at < 0 || !memory.contains(at, ItsTables.ENTRY)) {
      return MEMORY_INACCESSIBLE;
    }
    vpe = memory.loadLong(at);
    if (!ItsTables.valid(vpe)) {
      return VPE_UNMAPPED;
    }
    processor = ItsTables.vpeTarget(vpe);
    return COMPLETED;
  }

  /// Whether a vINTID has a bit in the vPE's pending table.
  static boolean fits(int vintid, long vpe) {
    return vintid >>> ItsTables.size(vpe) + 1 == 0;
  }

  /// Makes the event that was found and resolved pending, or no longer pending.
  void signal(boolean pending) {
    int intid = ItsTables.iteIntid(ite);
    if (ItsTables.iteIsVirtual(ite)) {
      redistributor()
          .setVlpi(intid, ItsTables.vpePendingTable(vpe), ItsTables.iteDoorbell(ite), pending);
    } else {
      redistributor().setLpi(intid, pending);
    }
  }
}
