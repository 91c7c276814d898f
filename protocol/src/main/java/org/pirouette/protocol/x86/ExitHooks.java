package org.pirouette.protocol.x86;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// What an architecture adds to the handling of exits.
public interface ExitHooks {
  /// Adds the handlers of the exits that only this architecture has; they go on at `run`.
  default void handleOwnExits(Program.Assembler assembler, ThreadLabels labels) {}

  /// The handler of an exit that only this architecture has, or null.
  ///
  /// @param ordinal place of the reason in the architecture's list
  default @Nullable Label exitHandler(int ordinal) {
    return null;
  }
}
