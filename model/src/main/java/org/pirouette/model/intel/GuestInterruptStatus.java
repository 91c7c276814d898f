package org.pirouette.model.intel;

import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The VMCS field "guest interrupt status" (0810h), 16 bits: RVI, the highest virtual interrupt
/// that is requested, in 7:0 and SVI, the highest in service, in 15:8 (SDM 24.4.2); and how the
/// four operations on virtual interrupts change it.
///
/// ```text guest interrupt status
///   15 8   7 0
/// +------+-----+
/// | SVI  | RVI |
/// +------+-----+
/// ```
///
/// RVI is a register: it follows VIRR only where a rule says so, and delivery trusts it.
///
/// All functions are pure.
public final class GuestInterruptStatus {
  /// All fields.
  public static final StructureLayout LAYOUT =
      StructureLayout.of(
          "guest interrupt status",
          16,
          BitField.of("RVI", 7, 0, "requesting virtual interrupt"),
          BitField.of("SVI", 15, 8, "servicing virtual interrupt"));

  private GuestInterruptStatus() {}

  /// A status of both parts, 0 to 255 each.
  public static int of(int rvi, int svi) {
    return (svi & 0xFF) << 8 | rvi & 0xFF;
  }

  /// RVI, 0 to 255.
  public static int requesting(int status) {
    return status & 0xFF;
  }

  /// SVI, 0 to 255.
  public static int servicing(int status) {
    return status >>> 8 & 0xFF;
  }

  /// Virtual-interrupt delivery (SDM 29.2.2): SVI takes RVI, and RVI the next one.
  ///
  /// @param highestRequested highest vector in VIRR once the delivered one is out, or 0
  public static int afterDelivery(int status, int highestRequested) {
    return of(highestRequested, requesting(status));
  }

  /// EOI virtualization (SDM 29.1.4): SVI takes the next one in service.
  ///
  /// @param highestInService highest vector in VISR once the ended one is out, or 0
  public static int afterEoi(int status, int highestInService) {
    return of(requesting(status), highestInService);
  }

  /// Self-IPI virtualization (SDM 29.1.5): RVI is raised to the vector if that is higher.
  public static int afterSelfIpi(int status, int vector) {
    return of(Math.max(requesting(status), vector), servicing(status));
  }

  /// Posted-interrupt processing (SDM 29.6): RVI is raised to the highest posted vector if that is
  /// higher; with nothing posted it stays.
  ///
  /// @param highestPosted highest vector that was in PIR; -1 or 0 if there was none
  public static int afterPostedInterrupts(int status, int highestPosted) {
    return of(
        InterruptPriority.requestingAfterPost(requesting(status), highestPosted),
        servicing(status));
  }
}
