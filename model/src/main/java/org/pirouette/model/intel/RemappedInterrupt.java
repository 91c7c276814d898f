package org.pirouette.model.intel;

/// An interrupt on its way to local APICs, as an entry in remapped format or a compatibility
/// request describes it.
///
/// @param vector 0 to 255
/// @param deliveryMode [#FIXED], [#LOWEST_PRIORITY], 2 SMI, 4 NMI, 5 INIT, 7 ExtINT
/// @param destination APIC ID or logical destination, 8 or 32 bits
/// @param logical destination mode
/// @param redirectionHint whether one processor of several is to be chosen
/// @param levelTriggered trigger mode
public record RemappedInterrupt(
    int vector,
    int deliveryMode,
    int destination,
    boolean logical,
    boolean redirectionHint,
    boolean levelTriggered) {

  /// Delivery mode: to all processors that the destination names.
  public static final int FIXED = 0;

  /// Delivery mode: to the one of them with the lowest priority.
  public static final int LOWEST_PRIORITY = 1;

  /// The message that carries it on: compatibility format, asserted, with destination bits 31:8 in
  /// the upper address.
  public InterruptMessage toMessage() {
    return InterruptMessage.compatibility(
        vector, deliveryMode, destination, logical, redirectionHint, levelTriggered);
  }
}
