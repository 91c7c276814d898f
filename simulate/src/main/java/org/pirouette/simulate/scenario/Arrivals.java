package org.pirouette.simulate.scenario;

/// Interrupts that come from outside the guests at given times, as a recording shows them.
///
/// All arrays have one length; `nanoseconds` never falls.
///
/// @param nanoseconds when the source raises it, from the start of the simulation
/// @param virtualProcessors index of the vCPU, counted over all machines
/// @param vectors the guest's vector
/// @param processors the pCPU on which a software source runs (an ioctl or irqfd); -1 for a device
///   whose interrupt goes the way of the delivery mode
public record Arrivals(
    long[] nanoseconds, int[] virtualProcessors, int[] vectors, int[] processors) {
  /// No arrivals.
  public static final Arrivals NONE = new Arrivals(new long[0], new int[0], new int[0], new int[0]);

  /// Checks lengths and order.
  public Arrivals {
    if (virtualProcessors.length != nanoseconds.length
        || vectors.length != nanoseconds.length
        || processors.length != nanoseconds.length) {
      throw new IllegalArgumentException("the arrays of arrivals must have one length");
    }
    Check.rising("arrivals", nanoseconds);
  }

  /// Number of arrivals.
  public int size() {
    return nanoseconds.length;
  }
}
