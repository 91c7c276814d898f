package org.pirouette.model.intel;

import static org.pirouette.model.intel.VirtualApicRegister.VICR_HI;
import static org.pirouette.model.intel.VirtualApicRegister.VTPR;

import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// One operation of a guest (an instruction, or one iteration of a repeated one) that accesses the
/// APIC-access page by linear addresses, with "virtualize APIC accesses" = 1 (SDM 29.4).
///
/// The accesses come one after another; [#complete] ends the operation and emulates a virtualized
/// write. If an access returns an exit, the operation is over and its write is not emulated.
///
/// With "virtualize APIC accesses" = 0 the page is plain memory: every outcome is
/// `NOT_VIRTUALIZED`.
public final class ApicAccessOperation {
  private static final int NONE = -1;

  private final VirtualApic apic;
  private int writtenOffset = NONE;
  private int writtenSize;

  ApicAccessOperation(VirtualApic apic) {
    this.apic = apic;
  }

  /// Reads.
  ///
  /// @param offset page offset, 0 to FFFh
  /// @param size bytes: 1, 2, 4 or 8
  /// @return the value, exit 44, or `NOT_VIRTUALIZED`
  public ApicOutcome read(int offset, int size) {
    if (!apic.controls().virtualizeApicAccesses()) {
      return Plain.NOT_VIRTUALIZED;
    }
    if (hasWritten() || !ApicAccessPage.virtualizesRead(offset, size, apic.controls())) {
      return VmExit.apicAccess(offset, ApicAccessType.LINEAR_READ);
    }
    return new ApicOutcome.Value(apic.page().getBytes(offset, size));
  }

  /// Writes; the value is in the virtual-APIC page at once.
  ///
  /// @param offset page offset, 0 to FFFh
  /// @param size bytes: 1, 2, 4 or 8
  /// @return `COMPLETED`, exit 44, or `NOT_VIRTUALIZED`
  public ApicOutcome write(int offset, int size, long value) {
    if (!apic.controls().virtualizeApicAccesses()) {
      return Plain.NOT_VIRTUALIZED;
    }
    if (hasWritten() && !repeatsWrite(offset, size)
        || !ApicAccessPage.virtualizesWrite(offset, size, apic.controls())) {
      return VmExit.apicAccess(offset, ApicAccessType.LINEAR_WRITE);
    }
    apic.page().setBytes(offset, size, value);
    writtenOffset = offset;
    writtenSize = size;
    return Plain.COMPLETED;
  }

  /// Fetches an instruction: never virtualized.
  ///
  /// @return exit 44, or `NOT_VIRTUALIZED`
  public ApicOutcome fetch(int offset) {
    return exit(offset, ApicAccessType.INSTRUCTION_FETCH);
  }

  /// Any access of another kind (event delivery, guest-physical): never virtualized.
  ///
  /// @return exit 44, or `NOT_VIRTUALIZED`
  public ApicOutcome exit(int offset, ApicAccessType type) {
    return apic.controls().virtualizeApicAccesses()
        ? VmExit.apicAccess(offset, type)
        : Plain.NOT_VIRTUALIZED;
  }

  /// Ends the operation: APIC-write emulation (SDM 29.4.3.2), which neither RFLAGS.IF nor blocking
  /// by STI or MOV SS holds back. A fault that came after the write is delivered before.
  ///
  /// @return `COMPLETED`, a posted IPI, or a trap-like exit: 43, 45 or 56
  public ApicOutcome complete() {
    if (!hasWritten()) {
      return Plain.COMPLETED;
    }
    int offset = writtenOffset;
    writtenOffset = NONE;
    boolean virtualInterruptDelivery = apic.controls().virtualInterruptDelivery();
    VirtualApicPage page = apic.page();
    return switch (offset) {
      case 0x080 -> {
        page.set(VTPR, page.get(VTPR) & 0xFF);
        yield apic.virtualizeTpr();
      }
      case 0x0B0 -> {
        if (!virtualInterruptDelivery) {
          yield VmExit.apicWrite(offset);
        }
        page.set(VirtualApicRegister.VEOI, 0);
        yield apic.virtualizeEoi();
      }
      case 0x300 -> emulateIcrLow(page.get(VirtualApicRegister.VICR_LO), virtualInterruptDelivery);
      case 0x310, 0x311, 0x312, 0x313 -> {
        page.set(VICR_HI, page.get(VICR_HI) & 0xFF00_0000);
        yield Plain.COMPLETED;
      }
      default -> VmExit.apicWrite(offset);
    };
  }

  private ApicOutcome emulateIcrLow(int low, boolean virtualInterruptDelivery) {
    if (virtualInterruptDelivery && InterruptCommand.isVirtualizedSelfIpi(low)) {
      apic.virtualizeSelfIpi(InterruptCommand.vector(low));
      return Plain.COMPLETED;
    }
    return apic.sendIpi(low, apic.page().get(VICR_HI) >>> 24);
  }

  private boolean hasWritten() {
    return writtenOffset != NONE;
  }

  private boolean repeatsWrite(int offset, int size) {
    return offset == writtenOffset
        && (size == writtenSize || apic.choices().has(ModelChoice.SECOND_WRITE_SIZE_IGNORED));
  }
}
