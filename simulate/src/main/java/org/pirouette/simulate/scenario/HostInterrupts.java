package org.pirouette.simulate.scenario;

/// Interrupts of the host itself at given times, as a recording shows them: ticks, IPIs between
/// host processors. They cause an exit only where a guest is in non-root mode at that moment.
///
/// @param nanoseconds when it reaches the local APIC, from the start of the simulation; never falls
/// @param processors pCPU
/// @param vectors physical vector
public record HostInterrupts(long[] nanoseconds, int[] processors, int[] vectors) {
  /// None.
  public static final HostInterrupts NONE = new HostInterrupts(new long[0], new int[0], new int[0]);

  /// Checks lengths and order.
  public HostInterrupts {
    if (processors.length != nanoseconds.length || vectors.length != nanoseconds.length) {
      throw new IllegalArgumentException("the arrays of host interrupts must have one length");
    }
    Check.rising("host interrupts", nanoseconds);
  }

  /// Number of interrupts.
  public int size() {
    return nanoseconds.length;
  }
}
