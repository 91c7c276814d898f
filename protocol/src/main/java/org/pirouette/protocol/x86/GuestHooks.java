package org.pirouette.protocol.x86;

import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// What the hardware does for a guest, as far as Intel and AMD differ.
public interface GuestHooks {
  /// Adds the steps by which the processor itself posts an IPI; they return to `boundary`.
  void virtualizeIpi(Program.Assembler assembler, Label boundary);
}
