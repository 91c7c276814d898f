package org.pirouette.simulate.runs;

import org.pirouette.simulate.Counter;

/// Where it is booked what known runs of steps add up to, many uses of one at once.
public interface Ledger {
  /// Cycles that a pCPU spent.
  ///
  /// @param virtualProcessor on whose behalf, or -1
  /// @param spending ordinal of a [org.pirouette.simulate.Spending]
  void spend(int processor, int virtualProcessor, int spending, long cycles);

  /// Exits with a key.
  void countExits(long key, long number);

  /// Cycles spent on exits with a key.
  void spendOnExit(long key, long cycles);

  /// Interrupts that software injected into a vCPU.
  void injected(int virtualProcessor, int vector, long number);

  /// Events of the delivery.
  void count(Counter counter, long number);
}
