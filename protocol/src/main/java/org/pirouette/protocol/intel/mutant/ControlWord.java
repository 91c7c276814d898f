package org.pirouette.protocol.intel.mutant;

import java.util.function.LongUnaryOperator;
import org.pirouette.protocol.step.Machine;

/// Changes of a descriptor's control word that mutants make on the side.
final class ControlWord {
  private ControlWord() {}

  /// Changes the control word of vCPU v, whatever else changes it.
  static void change(Machine machine, int v, LongUnaryOperator change) {
    int word = machine.pidControl(v);
    long before;
    do {
      before = machine.words().load(word);
    } while (!machine.words().compareAndSet(word, before, change.applyAsLong(before)));
  }
}
