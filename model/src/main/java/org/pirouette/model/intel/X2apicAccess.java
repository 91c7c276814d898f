package org.pirouette.model.intel;

import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// Virtualization of the x2APIC MSRs 800h to 8FFh (SDM 29.5). Exits by the MSR bitmaps come before
/// and are not looked at.
final class X2apicAccess {
  static final int TPR = 0x808;
  static final int EOI = 0x80B;
  static final int ICR = 0x830;
  static final int SELF_IPI = 0x83F;

  private X2apicAccess() {}

  static ApicOutcome read(VirtualApic apic, int msr) {
    ApicVirtualizationControls controls = apic.controls();
    if (!controls.virtualizeX2apicMode() || msr >>> 8 != 8) {
      return Plain.NOT_VIRTUALIZED;
    }
    if (!controls.apicRegisterVirtualization() && msr != TPR) {
      return Plain.NOT_VIRTUALIZED;
    }
    return new ApicOutcome.Value(apic.page().getLong(offset(msr)));
  }

  static ApicOutcome write(VirtualApic apic, int msr, long value) {
    ApicVirtualizationControls controls = apic.controls();
    if (!controls.virtualizeX2apicMode()) {
      return Plain.NOT_VIRTUALIZED;
    }
    boolean virtualInterruptDelivery = controls.virtualInterruptDelivery();
    return switch (msr) {
      case TPR -> writeTpr(apic, value);
      case EOI -> virtualInterruptDelivery ? writeEoi(apic, value) : Plain.NOT_VIRTUALIZED;
      case SELF_IPI -> virtualInterruptDelivery ? writeSelfIpi(apic, value) : Plain.NOT_VIRTUALIZED;
      case ICR -> controls.ipiVirtualization() ? writeIcr(apic, value) : Plain.NOT_VIRTUALIZED;
      default -> Plain.NOT_VIRTUALIZED;
    };
  }

  private static ApicOutcome writeTpr(VirtualApic apic, long value) {
    if (value >>> 8 != 0) {
      return Plain.GENERAL_PROTECTION;
    }
    apic.page().setLong(offset(TPR), value);
    return apic.virtualizeTpr();
  }

  private static ApicOutcome writeEoi(VirtualApic apic, long value) {
    if (value != 0) {
      return Plain.GENERAL_PROTECTION;
    }
    apic.page().setLong(offset(EOI), 0);
    return apic.virtualizeEoi();
  }

  private static ApicOutcome writeSelfIpi(VirtualApic apic, long value) {
    if (value >>> 8 != 0) {
      return Plain.GENERAL_PROTECTION;
    }
    int vector = (int) value;
    boolean legal = vector >= InterruptPriority.FIRST_LEGAL_VECTOR;
    if (legal || !apic.choices().has(ModelChoice.SELF_IPI_STORED_IF_LEGAL)) {
      apic.page().setLong(offset(SELF_IPI), value);
    }
    if (!legal) {
      return VmExit.apicWrite(offset(SELF_IPI));
    }
    apic.virtualizeSelfIpi(vector);
    return Plain.COMPLETED;
  }

  /// With IPI virtualization the destination is EDX, and an exit names page offset 300h.
  private static ApicOutcome writeIcr(VirtualApic apic, long value) {
    apic.page().setLong(offset(ICR), value);
    return apic.sendIpi((int) value, InterruptCommand.destination(value, true));
  }

  private static int offset(int msr) {
    return (msr & 0xFF) << 4;
  }
}
