package org.pirouette.host.live;

/// Counts of one vCPU, or of all vCPUs of a machine together.
interface CounterSource extends AutoCloseable {
  /// Reads the counts since some time in the past.
  ///
  /// @param counts receives a count for each [Counter] by ordinal, -1 where it is not counted
  /// @return false where the vCPU is gone
  boolean read(long[] counts);

  @Override
  void close();
}
