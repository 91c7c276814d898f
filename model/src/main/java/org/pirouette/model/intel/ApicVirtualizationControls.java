package org.pirouette.model.intel;

/// The VM-execution controls that [VirtualApic] obeys, as they are in force: a secondary control
/// counts as 0 while "activate secondary controls" is 0 (SDM 24.6).
///
/// @param tprShadow "use TPR shadow", primary bit 21
/// @param virtualizeApicAccesses secondary bit 0
/// @param virtualizeX2apicMode secondary bit 4
/// @param apicRegisterVirtualization secondary bit 8
/// @param virtualInterruptDelivery secondary bit 9
/// @param ipiVirtualization tertiary bit 4
public record ApicVirtualizationControls(
    boolean tprShadow,
    boolean virtualizeApicAccesses,
    boolean virtualizeX2apicMode,
    boolean apicRegisterVirtualization,
    boolean virtualInterruptDelivery,
    boolean ipiVirtualization) {

  /// No virtualization at all.
  public static final ApicVirtualizationControls NONE =
      new ApicVirtualizationControls(false, false, false, false, false, false);

  /// What a VMM sets for a guest with a memory-mapped APIC (xAPIC mode).
  public static final ApicVirtualizationControls XAPIC =
      new ApicVirtualizationControls(true, true, false, true, true, false);

  /// What a VMM sets for a guest in x2APIC mode.
  public static final ApicVirtualizationControls X2APIC =
      new ApicVirtualizationControls(true, false, true, true, true, false);

  /// The same with another "use TPR shadow".
  public ApicVirtualizationControls withTprShadow(boolean value) {
    return new ApicVirtualizationControls(
        value,
        virtualizeApicAccesses,
        virtualizeX2apicMode,
        apicRegisterVirtualization,
        virtualInterruptDelivery,
        ipiVirtualization);
  }

  /// The same with another "virtualize APIC accesses".
  public ApicVirtualizationControls withVirtualizeApicAccesses(boolean value) {
    return new ApicVirtualizationControls(
        tprShadow,
        value,
        virtualizeX2apicMode,
        apicRegisterVirtualization,
        virtualInterruptDelivery,
        ipiVirtualization);
  }

  /// The same with another "virtualize x2APIC mode".
  public ApicVirtualizationControls withVirtualizeX2apicMode(boolean value) {
    return new ApicVirtualizationControls(
        tprShadow,
        virtualizeApicAccesses,
        value,
        apicRegisterVirtualization,
        virtualInterruptDelivery,
        ipiVirtualization);
  }

  /// The same with another "APIC-register virtualization".
  public ApicVirtualizationControls withApicRegisterVirtualization(boolean value) {
    return new ApicVirtualizationControls(
        tprShadow,
        virtualizeApicAccesses,
        virtualizeX2apicMode,
        value,
        virtualInterruptDelivery,
        ipiVirtualization);
  }

  /// The same with another "virtual-interrupt delivery".
  public ApicVirtualizationControls withVirtualInterruptDelivery(boolean value) {
    return new ApicVirtualizationControls(
        tprShadow,
        virtualizeApicAccesses,
        virtualizeX2apicMode,
        apicRegisterVirtualization,
        value,
        ipiVirtualization);
  }

  /// The same with another "IPI virtualization".
  public ApicVirtualizationControls withIpiVirtualization(boolean value) {
    return new ApicVirtualizationControls(
        tprShadow,
        virtualizeApicAccesses,
        virtualizeX2apicMode,
        apicRegisterVirtualization,
        virtualInterruptDelivery,
        value);
  }
}
