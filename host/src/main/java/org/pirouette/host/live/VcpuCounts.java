package org.pirouette.host.live;

import java.util.Arrays;

/// What was counted of one vCPU so far.
///
/// @param machine name of the virtual machine
/// @param processId of its VMM
/// @param vcpu number, or -1 for all vCPUs of the machine together
/// @param counts by [Counter#ordinal()]; -1 where the source does not count it
/// @param cpuSeconds CPU time of its thread, guest and host together, or NaN
public record VcpuCounts(
    String machine, long processId, int vcpu, long[] counts, double cpuSeconds) {

  /// The count, or -1.
  public long count(Counter counter) {
    return counts[counter.ordinal()];
  }

  static long[] nothing() {
    long[] counts = new long[Counter.COUNT];
    Arrays.fill(counts, -1);
    return counts;
  }
}
