package org.pirouette.simulate.scenario;

/// What the guest's interrupt handler does, in cycles of guest work with interrupts disabled.
///
/// @param cyclesBeforeEoi from the first instruction to the write of EOI (Linux acknowledges an
///   edge interrupt before it runs the device's handler)
/// @param cyclesAfterEoi from there to the return, without the items
/// @param cyclesPerItem for each completion or packet that it finds
public record Handler(long cyclesBeforeEoi, long cyclesAfterEoi, long cyclesPerItem) {
  /// Checks the values.
  public Handler {
    Check.notNegative("handler cycles before EOI", cyclesBeforeEoi);
    Check.notNegative("handler cycles after EOI", cyclesAfterEoi);
    Check.notNegative("handler cycles per item", cyclesPerItem);
  }
}
