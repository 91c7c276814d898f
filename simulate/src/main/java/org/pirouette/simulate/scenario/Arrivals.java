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
/// @param software whether the recording tells that the source is software, whatever the mode;
///   empty if it tells of none
public record Arrivals(
    long[] nanoseconds,
    int[] virtualProcessors,
    int[] vectors,
    int[] processors,
    boolean[] software) {
  /// No arrivals.
  public static final Arrivals NONE = new Arrivals(new long[0], new int[0], new int[0], new int[0]);

  /// Arrivals of which nothing tells whether they are software's.
  public Arrivals(long[] nanoseconds, int[] virtualProcessors, int[] vectors, int[] processors) {
    this(nanoseconds, virtualProcessors, vectors, processors, new boolean[0]);
  }

  /// Checks lengths and order.
  public Arrivals {
    if (virtualProcessors.length != nanoseconds.length
        || vectors.length != nanoseconds.length
        || processors.length != nanoseconds.length
        || (software.length > 0 && software.length != nanoseconds.length)) {
      throw new IllegalArgumentException("the arrays of arrivals must have one length");
    }
    Check.rising("arrivals", nanoseconds);
  }

  /// The same with the sources as devices, whose interrupts go the way of the delivery mode, but
  /// for those that are told to be software's.
  public Arrivals asDevices() {
    int[] sources = processors.clone();
    for (int i = 0; i < sources.length; i++) {
      sources[i] = software.length > 0 && software[i] ? sources[i] : -1;
    }
    return new Arrivals(nanoseconds, virtualProcessors, vectors, sources, software);
  }

  /// Number of arrivals.
  public int size() {
    return nanoseconds.length;
  }
}
