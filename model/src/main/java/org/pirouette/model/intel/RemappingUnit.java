package org.pirouette.model.intel;

import org.jspecify.annotations.Nullable;
import org.pirouette.model.intel.RemappingOutcome.Blocked;
import org.pirouette.model.intel.RemappingOutcome.Passed;
import org.pirouette.model.intel.RemappingOutcome.Posted;
import org.pirouette.model.intel.RemappingOutcome.Remapped;

/// A VT-d remapping unit, its interrupt half: registers, entry cache, and the way of a request
/// through them (VT-d chapter 5).
///
/// [#request] checks in this order; the first that fails blocks the request with its fault:
///
/// 1. GSTS.IRES = 0: the request passes, whatever its format.
/// 2. Compatibility format: passes if EIME = 0 and CFIS = 1, else fault 25h.
/// 3. Reserved bits of the request: 20h.
/// 4. Index within the table, address within the host's: 21h.
/// 5. Fetch of the entry, from the cache or as one 128-bit atom from memory: 23h.
/// 6. P: 22h.
/// 7. Reserved bits and encodings of the entry: 24h.
/// 8. Source-id validation: 26h.
/// 9. IM = 0: the interrupt is remapped. IM = 1: it is posted; 27h if there is no descriptor, 28h
///    if reserved bits of it are set.
///
/// One thread at a time, except that descriptors and table are shared with the processors.
public final class RemappingUnit {
  /// GCMD and GSTS bit: set interrupt-remapping table pointer; its status.
  public static final int SIRTP = 1 << 24;

  /// GCMD and GSTS bit: interrupt-remapping enable; its status.
  public static final int IRE = 1 << 25;

  /// GCMD and GSTS bit: compatibility-format interrupts; their status.
  public static final int CFI = 1 << 23;

  private final PhysicalMemory memory;
  private final RemappingCapabilities capabilities;
  private final ModelChoices choices;
  private final InterruptEntryCache cache = new InterruptEntryCache();
  private final FaultRecording faults;
  private long tableRegister;
  private long latchedTable;
  private int status;

  /// A unit after reset: remapping off.
  ///
  /// @param memory holds table and descriptors
  public RemappingUnit(PhysicalMemory memory, RemappingCapabilities capabilities) {
    this(memory, capabilities, ModelChoices.STANDARD);
  }

  /// The same, departing from the standard behaviour in the given points.
  public RemappingUnit(
      PhysicalMemory memory, RemappingCapabilities capabilities, ModelChoices choices) {
    this.memory = memory;
    this.capabilities = capabilities;
    this.choices = choices;
    this.faults = new FaultRecording(capabilities.faultRecords());
  }

  /// An interrupt request arrives.
  ///
  /// @param requester ID of the requester: bus 15:8, device 7:3, function 2:0
  public RemappingOutcome request(int requester, InterruptMessage message) {
    if ((status & IRE) == 0) {
      return new Passed(message);
    }
    if (!message.isRemappable()) {
      return compatibilityRequest(requester, message);
    }
    boolean reservedSet = reservedSet(message);
    if (reservedSet && !choices.has(ModelChoice.REQUEST_RESERVED_AFTER_FETCH)) {
      return block(RemappingFault.RESERVED_FIELD_IN_REQUEST, requester, 0, false);
    }
    int index = index(message);
    if (index >= InterruptRemappingTable.entries(latchedTable) || beyondHostAddress(index)) {
      return block(RemappingFault.INDEX_BEYOND_TABLE, requester, index, false);
    }
    InterruptRemappingTableEntry entry = fetch(index);
    if (entry == null) {
      return block(RemappingFault.ENTRY_UNREADABLE, requester, index, false);
    }
    RemappingFault fault = check(entry, requester, reservedSet);
    if (fault != null) {
      return block(fault, requester, index, suppresses(entry));
    }
    return treatedAsPosted(entry)
        ? post(requester, index, entry)
        : new Remapped(index, entry.toInterrupt(isExtended()));
  }

  private RemappingOutcome compatibilityRequest(int requester, InterruptMessage message) {
    boolean enabled = (status & CFI) != 0 || choices.has(ModelChoice.COMPATIBILITY_IGNORES_CFIS);
    return enabled && !isExtended()
        ? new Passed(message)
        : block(RemappingFault.COMPATIBILITY_BLOCKED, requester, 0, false);
  }

  private boolean reservedSet(InterruptMessage message) {
    return InterruptMessage.reservedSet(message.address(), message.data())
        || choices.has(ModelChoice.DATA_RESERVED_WITHOUT_SUB_HANDLE) && message.data() >>> 16 != 0;
  }

  private int index(InterruptMessage message) {
    int index = message.index();
    return choices.has(ModelChoice.HANDLE_SUM_WRAPS) ? index & 0xFFFF : index;
  }

  private boolean beyondHostAddress(int index) {
    return InterruptRemappingTable.entryAddress(latchedTable, index)
            >>> capabilities.hostAddressWidth()
        != 0;
  }

  private @Nullable InterruptRemappingTableEntry fetch(int index) {
    InterruptRemappingTableEntry entry = cache.find(index);
    if (entry != null) {
      return entry;
    }
    entry = memory.loadEntry(InterruptRemappingTable.entryAddress(latchedTable, index));
    if (entry != null
        && (InterruptRemappingTableEntry.isPresent(entry.low()) || capabilities.cachingMode())) {
      cache.keep(index, entry);
    }
    return entry;
  }

  /// Checks 6 to 8, and 3 if it comes late.
  private @Nullable RemappingFault check(
      InterruptRemappingTableEntry entry, int requester, boolean requestReservedSet) {
    if (!InterruptRemappingTableEntry.isPresent(entry.low())) {
      return RemappingFault.NOT_PRESENT;
    }
    if (requestReservedSet) {
      return RemappingFault.RESERVED_FIELD_IN_REQUEST;
    }
    int validation = InterruptRemappingTableEntry.sourceValidationType(entry.high());
    if (validation == SourceValidation.RESERVED
        && choices.has(ModelChoice.RESERVED_SVT_FAILS_SOURCE_CHECK)) {
      return RemappingFault.SOURCE_REFUSED;
    }
    if (entryReservedSet(entry)) {
      return RemappingFault.RESERVED_FIELD_IN_ENTRY;
    }
    if (!acceptsSource(entry, requester)) {
      return choices.has(ModelChoice.SOURCE_MISMATCH_IS_RESERVED_FAULT)
          ? RemappingFault.RESERVED_FIELD_IN_ENTRY
          : RemappingFault.SOURCE_REFUSED;
    }
    return null;
  }

  private boolean entryReservedSet(InterruptRemappingTableEntry entry) {
    long low =
        treatedAsPosted(entry) ? entry.low() : entry.low() & ~InterruptRemappingTableEntry.IM;
    if (InterruptRemappingTableEntry.reservedSet(low, entry.high(), isExtended())) {
      return true;
    }
    return treatedAsPosted(entry)
        && (!capabilities.postedInterrupts()
            || choices.has(ModelChoice.POSTED_ILLEGAL_VECTOR_FAULTS)
                && InterruptRemappingTableEntry.vector(low) < InterruptPriority.FIRST_LEGAL_VECTOR);
  }

  private boolean treatedAsPosted(InterruptRemappingTableEntry entry) {
    return InterruptRemappingTableEntry.isPosted(entry.low())
        && !choices.has(ModelChoice.POSTED_FORMAT_IGNORED);
  }

  private boolean acceptsSource(InterruptRemappingTableEntry entry, int requester) {
    SourceValidation source = entry.source();
    if (source.type() == SourceValidation.BUS_RANGE
        && choices.has(ModelChoice.BUS_RANGE_END_FIRST)) {
      int sourceId = source.sourceId();
      source = SourceValidation.buses(sourceId & 0xFF, sourceId >>> 8);
    }
    return source.accepts(requester);
  }

  private RemappingOutcome post(int requester, int index, InterruptRemappingTableEntry entry) {
    long address = InterruptRemappingTableEntry.descriptorAddress(entry.low(), entry.high());
    PostedInterruptDescriptor descriptor = memory.descriptor(address);
    if (descriptor == null || address >>> capabilities.hostAddressWidth() != 0) {
      return block(RemappingFault.DESCRIPTOR_UNREACHABLE, requester, index, suppresses(entry));
    }
    int vector = InterruptRemappingTableEntry.vector(entry.low());
    boolean urgent = InterruptRemappingTableEntry.isUrgent(entry.low());
    boolean tailSet =
        choices.has(ModelChoice.DESCRIPTOR_TAIL_RESERVED) && descriptor.reservedTailSet();
    long notification =
        tailSet
            ? PostedInterruptDescriptor.RESERVED_FIELD_SET
            : descriptor.post(vector, urgent, isExtended());
    if (notification == PostedInterruptDescriptor.RESERVED_FIELD_SET) {
      return block(
          RemappingFault.RESERVED_FIELD_IN_DESCRIPTOR, requester, index, suppresses(entry));
    }
    if (choices.has(ModelChoice.SUPPRESSED_POST_SETS_ON)) {
      descriptor.markOutstanding();
    }
    return new Posted(index, address, vector, notification);
  }

  private boolean suppresses(InterruptRemappingTableEntry entry) {
    return InterruptRemappingTableEntry.disablesFaultProcessing(entry.low())
        && (InterruptRemappingTableEntry.isPresent(entry.low())
            || !choices.has(ModelChoice.NOT_PRESENT_IGNORES_FPD));
  }

  private Blocked block(
      RemappingFault fault, int requester, int index, boolean faultProcessingDisabled) {
    boolean recorded =
        !(fault.isQualified() && faultProcessingDisabled) && faults.record(fault, requester, index);
    return new Blocked(fault, recorded);
  }

  private boolean isExtended() {
    return InterruptRemappingTable.isExtended(latchedTable);
  }

  /// Write of IRTA (B8h); takes effect with [#SIRTP].
  ///
  /// @param register see [InterruptRemappingTable#register]
  public void writeTableAddress(long register) {
    tableRegister = register;
  }

  /// Write of GCMD (18h). Software changes one bit a write; SIRTP is a one-shot and acts when
  /// written 1, even if its status is set already.
  ///
  /// @param command [#IRE], [#SIRTP], [#CFI]; other bits have no effect here
  public void writeGlobalCommand(int command) {
    if ((command & SIRTP) != 0) {
      latchedTable =
          capabilities.extendedInterruptMode() ? tableRegister : tableRegister & ~(1L << 11);
      status |= SIRTP;
      if (capabilities.invalidatesOnTableChange()) {
        cache.invalidate(InterruptEntryCache.globalInvalidate());
      }
    }
    if (capabilities.interruptRemapping()) {
      status = status & ~(IRE | CFI) | command & (IRE | CFI);
    }
  }

  /// GSTS (1Ch): [#IRE], [#SIRTP], [#CFI] as they are in force.
  public int globalStatus() {
    return status;
  }

  /// Carries out an IEC invalidate descriptor. The descriptors of [InterruptEntryCache] do.
  ///
  /// @param descriptor low 64 bits
  /// @return false if the descriptor is refused (queue error): another type, or IM above MHMV
  public boolean invalidate(long descriptor) {
    long type = descriptor & 0xF | (descriptor >>> 9 & 7) << 4;
    long mask = descriptor >>> 27 & 0x1F;
    boolean selective = (descriptor & 1 << 4) != 0;
    if (type != 4 || selective && mask > capabilities.maximumHandleMask()) {
      return false;
    }
    cache.invalidate(descriptor);
    return true;
  }

  /// The interrupt entry cache.
  public InterruptEntryCache cache() {
    return cache;
  }

  /// The fault registers.
  public FaultRecording faults() {
    return faults;
  }

  /// What the unit can do.
  public RemappingCapabilities capabilities() {
    return capabilities;
  }
}
