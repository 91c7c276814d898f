package org.pirouette.simulate;

import java.util.concurrent.atomic.LongAdder;

/// Lets other threads watch and stop simulations that run.
public final class RunControl {
  private final LongAdder simulatedNanoseconds = new LongAdder();
  private volatile boolean cancelled;

  /// Asks all simulations with this control to stop soon; they end with
  /// [java.util.concurrent.CancellationException].
  public void cancel() {
    cancelled = true;
  }

  /// Whether [#cancel] was called.
  public boolean cancelled() {
    return cancelled;
  }

  /// Simulated time of all simulations with this control so far, warm-up included.
  public long simulatedNanoseconds() {
    return simulatedNanoseconds.sum();
  }

  /// A simulation went on.
  ///
  /// @param nanoseconds simulated time since it last told
  public void advanced(long nanoseconds) {
    simulatedNanoseconds.add(nanoseconds);
  }
}
