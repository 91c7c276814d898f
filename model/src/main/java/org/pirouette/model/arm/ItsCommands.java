package org.pirouette.model.arm;

import static org.pirouette.model.arm.ItsCommandOutcome.*;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each GICv4.0 command does. Every command is complete when it returns, so SYNC and VSYNC
/// wait for nothing and look at no parameter.
final class ItsCommands {
  /// GITS_TYPER.ID_bits and Devbits: 16 bits each.
  private static final int ID_BITS = 16;

  private final GicMemory memory;
  private final List<Redistributor> redistributors;
  private final Set<GicChoice> choices;
  private final EventLookup lookup;

  ItsCommands(
      GicMemory memory,
      List<Redistributor> redistributors,
      Set<GicChoice> choices,
      EventLookup lookup) {
    this.memory = memory;
    this.redistributors = redistributors;
    this.choices = choices;
    this.lookup = lookup;
  }

  ItsCommandOutcome execute(ItsCommand command) {
    ItsCommandKind kind = command.kind(GicVersion.V4_0);
    if (kind == null) {
      return UNKNOWN_COMMAND;
    }
    return switch (kind) {
      case SYNC, VSYNC -> COMPLETED;
      case MAPD -> mapDevice(command);
      case MAPC -> mapCollection(command);
      case MAPTI -> mapEvent(command, command.get(ItsCommandField.PINTID));
      case MAPI -> mapEvent(command, command.get(ItsCommandField.EVENT_ID));
      case VMAPTI -> mapVirtualEvent(command, command.get(ItsCommandField.VINTID));
      case VMAPI -> mapVirtualEvent(command, command.get(ItsCommandField.EVENT_ID));
      case INT -> signal(command, true);
      case CLEAR -> signal(command, false);
      case DISCARD -> discard(command);
      case INV -> invalidate(command);
      case INVALL -> invalidateCollection(command);
      case MOVI -> moveEvent(command);
      case MOVALL -> moveAll(command);
      case VMOVI -> moveVirtualEvent(command);
      case VMAPP -> mapVpe(command);
      case VMOVP -> moveVpe(command);
      case VINVALL -> invalidateVpe(command);
      case VSGI, INVDB -> UNKNOWN_COMMAND;
    };
  }

  private ItsCommandOutcome mapDevice(ItsCommand command) {
    boolean valid = command.get(ItsCommandField.VALID) != 0;
    long size = command.get(ItsCommandField.SIZE);
    long at = ItsTables.locate(memory, lookup.baser[0], command.get(ItsCommandField.DEVICE_ID));
    if (at == ItsTables.OUT_OF_RANGE) {
      return DEVICE_OUT_OF_RANGE;
    }
    if (size >= ID_BITS && (valid || !choices.contains(GicChoice.UNMAP_IGNORES_SIZE))) {
      return ITT_SIZE_OUT_OF_RANGE;
    }
    long itt = command.get(ItsCommandField.ITT) << 8;
    return storeEntry(at, valid ? ItsTables.device(size, itt) : 0, DEVICE_OUT_OF_RANGE);
  }

  private ItsCommandOutcome mapCollection(ItsCommand command) {
    boolean valid = command.get(ItsCommandField.VALID) != 0;
    long rdbase = command.get(ItsCommandField.RDBASE);
    long at = ItsTables.locate(memory, lookup.baser[1], command.get(ItsCommandField.ICID));
    if (at == ItsTables.OUT_OF_RANGE) {
      return COLLECTION_OUT_OF_RANGE;
    }
    if (valid && isNoProcessor(rdbase)) {
      return PROCESSOR_OUT_OF_RANGE;
    }
    return storeEntry(at, valid ? ItsTables.collection(rdbase) : 0, COLLECTION_OUT_OF_RANGE);
  }

  private ItsCommandOutcome mapVpe(ItsCommand command) {
    boolean valid = command.get(ItsCommandField.VALID) != 0;
    long rdbase = command.get(ItsCommandField.RDBASE);
    long size = command.get(ItsCommandField.VPT_SIZE);
    long at = ItsTables.locate(memory, lookup.baser[2], command.get(ItsCommandField.VPE_ID));
    if (at == ItsTables.OUT_OF_RANGE) {
      return VPE_OUT_OF_RANGE;
    }
    if (valid && isNoProcessor(rdbase)) {
      return PROCESSOR_OUT_OF_RANGE;
    }
    if (size >= ID_BITS) {
      return VPT_SIZE_OUT_OF_RANGE;
    }
    long vpt = command.get(ItsCommandField.VPT) << 16;
    return storeEntry(at, valid ? ItsTables.vpe(size, vpt, rdbase) : 0, VPE_OUT_OF_RANGE);
  }

  /// @param at what [ItsTables#locate] said; not out of range
  private ItsCommandOutcome storeEntry(long at, long entry, ItsCommandOutcome noPage) {
    if (at == ItsTables.NO_PAGE) {
      return noPage;
    }
    if (at < 0 || !memory.contains(at, ItsTables.ENTRY)) {
      return MEMORY_INACCESSIBLE;
    }
    memory.storeLong(at, entry);
    return COMPLETED;
  }

  private ItsCommandOutcome mapEvent(ItsCommand command, long intid) {
    long icid = command.get(ItsCommandField.ICID);
    if (ItsTables.locate(memory, lookup.baser[1], icid) == ItsTables.OUT_OF_RANGE) {
      return COLLECTION_OUT_OF_RANGE;
    }
    return mapTo(command, isLpi(intid) ? null : PHYSICAL_ID_OUT_OF_RANGE, false, intid, icid);
  }

  private ItsCommandOutcome mapVirtualEvent(ItsCommand command, long vintid) {
    long vpeId = command.get(ItsCommandField.VPE_ID);
    if (ItsTables.locate(memory, lookup.baser[2], vpeId) == ItsTables.OUT_OF_RANGE) {
      return VPE_OUT_OF_RANGE;
    }
    ItsCommandOutcome error =
        !isLpi(vintid)
            ? VIRTUAL_ID_OUT_OF_RANGE
            : isDoorbell(command.get(ItsCommandField.DOORBELL)) ? null : DOORBELL_OUT_OF_RANGE;
    return mapTo(command, error, true, vintid, vpeId);
  }

  /// @param error what is wrong with the interrupt, which matters only if the event is right
  private ItsCommandOutcome mapTo(
      ItsCommand command,
      @Nullable ItsCommandOutcome error,
      boolean virtual,
      long intid,
      long target) {
    ItsCommandOutcome found = locate(command);
    if (found != COMPLETED) {
      return found;
    }
    if (error != null) {
      return error;
    }
    if (choices.contains(GicChoice.EXISTING_MAPPING_KEPT)) {
      ItsCommandOutcome existing = find(command);
      if (existing != EVENT_UNMAPPED) {
        return existing;
      }
    }
    long doorbell = virtual ? command.get(ItsCommandField.DOORBELL) : LpiTables.SPURIOUS;
    return lookup.store(ItsTables.ite(virtual, intid, doorbell), target);
  }

  private ItsCommandOutcome signal(ItsCommand command, boolean pending) {
    ItsCommandOutcome outcome = resolve(command);
    if (outcome == COMPLETED) {
      lookup.signal(pending);
    }
    return outcome;
  }

  private ItsCommandOutcome discard(ItsCommand command) {
    ItsCommandOutcome outcome = resolve(command);
    if (outcome != COMPLETED) {
      return outcome;
    }
    lookup.signal(false);
    return lookup.store(0, 0);
  }

  private ItsCommandOutcome invalidate(ItsCommand command) {
    ItsCommandOutcome outcome = find(command);
    if (outcome != COMPLETED) {
      return outcome;
    }
    boolean virtual = ItsTables.iteIsVirtual(lookup.ite);
    outcome = virtual ? lookup.resolveVpe(lookup.target) : lookup.resolveCollection(lookup.target);
    if (outcome != COMPLETED) {
      return outcome;
    }
    if (virtual) {
      lookup.redistributor().invalidateVlpis(ItsTables.vpePendingTable(lookup.vpe));
    } else {
      lookup.redistributor().invalidateLpis();
    }
    return COMPLETED;
  }

  private ItsCommandOutcome invalidateCollection(ItsCommand command) {
    if (choices.contains(GicChoice.INVALL_NEEDS_COLLECTION)) {
      ItsCommandOutcome outcome = lookup.resolveCollection(command.get(ItsCommandField.ICID));
      if (outcome != COMPLETED) {
        return outcome;
      }
      lookup.redistributor().invalidateLpis();
      return COMPLETED;
    }
    for (Redistributor redistributor : redistributors) {
      redistributor.invalidateLpis();
    }
    return COMPLETED;
  }

  private ItsCommandOutcome invalidateVpe(ItsCommand command) {
    ItsCommandOutcome outcome = lookup.resolveVpe(command.get(ItsCommandField.VPE_ID));
    if (outcome == COMPLETED) {
      lookup.redistributor().invalidateVlpis(ItsTables.vpePendingTable(lookup.vpe));
    }
    return outcome;
  }

  private ItsCommandOutcome moveEvent(ItsCommand command) {
    ItsCommandOutcome outcome = resolve(command);
    if (outcome != COMPLETED) {
      return outcome;
    }
    if (ItsTables.iteIsVirtual(lookup.ite)) {
      return EVENT_UNMAPPED;
    }
    Redistributor from = lookup.redistributor();
    long icid = command.get(ItsCommandField.ICID);
    outcome = lookup.resolveCollection(icid);
    if (outcome != COMPLETED) {
      return outcome;
    }
    Redistributor to = lookup.redistributor();
    if (from != to) {
      from.moveLpi(to, ItsTables.iteIntid(lookup.ite));
    }
    return lookup.store(lookup.ite, icid);
  }

  private ItsCommandOutcome moveAll(ItsCommand command) {
    long from = command.get(ItsCommandField.RDBASE);
    long to = command.get(ItsCommandField.RDBASE_TO);
    if (isNoProcessor(from) || isNoProcessor(to)) {
      return PROCESSOR_OUT_OF_RANGE;
    }
    if (from != to) {
      redistributors.get((int) from).moveAllLpis(redistributors.get((int) to));
    }
    return COMPLETED;
  }

  private ItsCommandOutcome moveVirtualEvent(ItsCommand command) {
    boolean withDoorbell = command.get(ItsCommandField.DOORBELL_VALID) != 0;
    long doorbell = command.get(ItsCommandField.DOORBELL);
    if (withDoorbell && !isDoorbell(doorbell)) {
      return DOORBELL_OUT_OF_RANGE;
    }
    ItsCommandOutcome outcome = resolve(command);
    if (outcome != COMPLETED) {
      return outcome;
    }
    if (!ItsTables.iteIsVirtual(lookup.ite)) {
      return EVENT_UNMAPPED;
    }
    long oldVpe = lookup.vpe;
    Redistributor from = lookup.redistributor();
    long vpeId = command.get(ItsCommandField.VPE_ID);
    outcome = lookup.resolveVpe(vpeId);
    if (outcome != COMPLETED) {
      return outcome;
    }
    int vintid = ItsTables.iteIntid(lookup.ite);
    if (!EventLookup.fits(vintid, lookup.vpe)) {
      return VIRTUAL_ID_OUT_OF_RANGE;
    }
    int bell = withDoorbell ? (int) doorbell : ItsTables.iteDoorbell(lookup.ite);
    long fromTable = ItsTables.vpePendingTable(oldVpe);
    long toTable = ItsTables.vpePendingTable(lookup.vpe);
    if (fromTable != toTable) {
      from.moveVlpi(lookup.redistributor(), vintid, fromTable, toTable, bell);
    }
    return lookup.store(ItsTables.ite(true, vintid, bell), vpeId);
  }

  private ItsCommandOutcome moveVpe(ItsCommand command) {
    long rdbase = command.get(ItsCommandField.RDBASE);
    if (isNoProcessor(rdbase)) {
      return PROCESSOR_OUT_OF_RANGE;
    }
    long vpeId = command.get(ItsCommandField.VPE_ID);
    ItsCommandOutcome outcome = lookup.resolveVpe(vpeId);
    if (outcome != COMPLETED) {
      return outcome;
    }
    long at = ItsTables.locate(memory, lookup.baser[2], vpeId);
    return storeEntry(at, ItsTables.vpeMovedTo(lookup.vpe, rdbase), VPE_UNMAPPED);
  }

  private ItsCommandOutcome locate(ItsCommand command) {
    return lookup.locate(
        command.get(ItsCommandField.DEVICE_ID), command.get(ItsCommandField.EVENT_ID));
  }

  private ItsCommandOutcome find(ItsCommand command) {
    return lookup.find(
        command.get(ItsCommandField.DEVICE_ID), command.get(ItsCommandField.EVENT_ID));
  }

  private ItsCommandOutcome resolve(ItsCommand command) {
    ItsCommandOutcome outcome = find(command);
    return outcome == COMPLETED ? lookup.resolve() : outcome;
  }

  private boolean isNoProcessor(long rdbase) {
    return rdbase >= redistributors.size();
  }

  private static boolean isLpi(long intid) {
    return intid >= LpiTables.FIRST_LPI && intid >>> ID_BITS == 0;
  }

  private static boolean isDoorbell(long intid) {
    return intid == LpiTables.SPURIOUS || isLpi(intid);
  }
}
