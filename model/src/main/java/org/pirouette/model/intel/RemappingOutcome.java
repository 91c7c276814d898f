package org.pirouette.model.intel;

/// What the remapping unit did with an interrupt request.
public sealed interface RemappingOutcome {

  /// It passed unchanged.
  record Passed(InterruptMessage message) implements RemappingOutcome {}

  /// An entry in remapped format made it another interrupt.
  ///
  /// @param index of the entry
  record Remapped(int index, RemappedInterrupt interrupt) implements RemappingOutcome {}

  /// An entry in posted format put it into a descriptor.
  ///
  /// @param index of the entry
  /// @param descriptorAddress physical address
  /// @param virtualVector bit that was set in PIR
  /// @param notification control word with the NV and NDST to notify, as of the step that posted,
  ///   or [PostedInterruptDescriptor#NO_NOTIFICATION]
  record Posted(int index, long descriptorAddress, int virtualVector, long notification)
      implements RemappingOutcome {

    /// Whether a notification is to be sent: fixed, edge, physical destination NDST, vector NV. It
    /// is not remapped again.
    public boolean notifies() {
      return notification != PostedInterruptDescriptor.NO_NOTIFICATION;
    }
  }

  /// It was blocked; nothing else has changed but the fault registers.
  ///
  /// @param recorded false if FPD suppressed the record, or if there was no room
  record Blocked(RemappingFault fault, boolean recorded) implements RemappingOutcome {}
}
