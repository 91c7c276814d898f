package org.pirouette.protocol.intel.mutant;

import java.util.function.LongUnaryOperator;
import org.pirouette.protocol.intel.IntelMachine;

/// Changes of a descriptor's control word that mutants make on the side.
final class ControlWord {
  private ControlWord() {}

  /// Changes the control word of vCPU v, whatever else changes it.
  static void change(IntelMachine machine, int v, LongUnaryOperator change) {
    int word = machine.pids.pidControl(v);
    long before;
    do {
      before = machine.words().load(word);
    } while (!machine.words().compareAndSet(word, before, change.applyAsLong(before)));
  }
}
