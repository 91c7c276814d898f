package org.pirouette.host.source;

import org.pirouette.host.tree.Evidence;

/// One IOMMU (remapping hardware unit).
///
/// @param kind whose
/// @param name `dmar0`, `ivhd0`
/// @param capability Intel: the CAP register; AMD: EFR, the extended features
/// @param extended Intel: the ECAP register; AMD: EFR2
/// @param evidence where they stand
public record IommuUnit(Kind kind, String name, long capability, long extended, Evidence evidence) {
  private static final int INTEL_POSTING = 59;
  private static final int INTEL_REMAPPING = 3;
  private static final int INTEL_EIM = 4;
  private static final int AMD_X2APIC = 2;
  private static final int AMD_GUEST_APIC = 7;
  private static final int AMD_GUEST_APIC_MODE = 21;

  /// The makers.
  public enum Kind {
    INTEL,
    AMD
  }

  /// Whether the unit can post: Intel CAP bit 59 (VT-d 11.4.2); AMD GASup (EFR bit 7) with GAMSup
  /// (EFR bits 23:21) 001b, the virtual APIC (AMD IOMMU 3.4.13).
  public boolean canPost() {
    return switch (kind) {
      case INTEL -> bit(capability, INTEL_POSTING);
      case AMD -> bit(capability, AMD_GUEST_APIC) && bit(capability, AMD_GUEST_APIC_MODE);
    };
  }

  /// Whether the unit can remap interrupts at all: Intel ECAP bit 3; every AMD unit can.
  public boolean canRemap() {
    return kind == Kind.AMD || bit(extended, INTEL_REMAPPING);
  }

  /// Whether destinations may have 32 bits: Intel ECAP bit 4 (EIM), AMD EFR bit 2 (XTSup).
  public boolean canAddressX2apic() {
    return kind == Kind.AMD ? bit(capability, AMD_X2APIC) : bit(extended, INTEL_EIM);
  }

  private static boolean bit(long register, int number) {
    return (register >>> number & 1) != 0;
  }
}
