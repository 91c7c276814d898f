package org.pirouette.protocol.step;

/// The 64-bit words on which the step programs work, and the only operations that a step may apply
/// to them.
///
/// There is one implementation for each scheduler: plain values in simulated time, packed states
/// with optional store buffers in the prover, real atomics on real threads. A step never knows
/// which one it runs on, so what is simulated is what was proven.
///
/// Memory order. [#load] and [#store] are the plain accesses of the kernel (`READ_ONCE`,
/// `WRITE_ONCE`): under x86-TSO a store waits in the store buffer of the processor that runs the
/// step, and a load sees that buffer first. The read-modify-write operations are locked
/// instructions: they, and [#fence], empty that buffer before they act. Words that are registers or
/// message queues of the hardware (see [Layout.Kind]) are never buffered.
public abstract class Words {
  /// The word's value as the processor that runs the step sees it.
  public abstract long load(int word);

  /// Plain store.
  public abstract void store(int word, long value);

  /// Locked OR.
  ///
  /// @return the value before
  public abstract long getAndOr(int word, long bits);

  /// Locked AND.
  ///
  /// @return the value before
  public abstract long getAndAnd(int word, long bits);

  /// Locked exchange.
  ///
  /// @return the value before
  public abstract long getAndSet(int word, long value);

  /// Locked compare-and-swap.
  ///
  /// @return whether the word held `expected` and now holds `value`
  public abstract boolean compareAndSet(int word, long expected, long value);

  /// Full barrier (`smp_mb`).
  public abstract void fence();
}
