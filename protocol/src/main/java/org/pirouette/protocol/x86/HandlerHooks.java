package org.pirouette.protocol.x86;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// What an architecture adds to the host's interrupt context.
public interface HandlerHooks {
  /// Adds the handlers of the vectors that only this architecture has; they begin with the EOI
  /// themselves.
  ///
  /// @param leave where they go on
  /// @param post where they call `deliver_interrupt`
  void addHandlers(Program.Assembler assembler, Label leave, Label post);

  /// Adds `deliver_interrupt`, see [org.pirouette.protocol.kvm.ThreadHooks#deliverInterrupt].
  void deliverInterrupt(Program.Assembler assembler, Label entry);

  /// The handler of a vector that only this architecture has, or null.
  @Nullable Label handler(int vector);
}
