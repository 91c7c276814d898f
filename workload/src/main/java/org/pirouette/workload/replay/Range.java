package org.pirouette.workload.replay;

import java.util.List;
import java.util.Map;
import org.pirouette.protocol.kvm.ExitReason;

/// Between which bounds a number of exits lies, over the guests that may stand behind a recording.
record Range(long low, long high) {
  private static final long LEAST_SLACK = 5;

  /// One part in so many: between an exit and the next entry there is a time in which KVM kicks and
  /// one in which it need not, and no recording shows where the one ends.
  private static final long SLACK = 20;

  /// From the least to the greatest of what may be.
  static Range spanning(ExitKey key, long figure, List<Map<ExitKey, Long>> others) {
    long low = figure;
    long high = figure;
    for (Map<ExitKey, Long> other : others) {
      low = Math.min(low, other.getOrDefault(key, 0L));
      high = Math.max(high, other.getOrDefault(key, 0L));
    }
    return new Range(low, high);
  }

  /// @param figure with the guest as inferred
  /// @param others the numbers with other guests; none if nothing is hidden
  /// @param interrupts how many arrived: none of them ends twice or kicks twice
  static Range of(ExitKey key, long figure, List<Map<ExitKey, Long>> others, long interrupts) {
    if (others.isEmpty()) {
      return new Range(figure, figure);
    }
    long low = figure;
    long high = figure;
    for (Map<ExitKey, Long> other : others) {
      long count = other.getOrDefault(key, 0L);
      low = Math.min(low, count);
      high = Math.max(high, count);
    }
    if (!key.ofDelivery()) {
      // what the guest and the host do is told by the recording
      return new Range(figure, figure);
    }
    if (high == 0) {
      return new Range(0, 0);
    }
    if (key.reason().kind() == ExitReason.Kind.INTERRUPT_WINDOW) {
      // a guest that masks for long waits for each interrupt, one that never does for none
      return new Range(0, Math.max(high, interrupts));
    }
    long slack = Math.max(LEAST_SLACK, high / SLACK);
    if (key.reason().kind() == ExitReason.Kind.HALT) {
      return new Range(Math.max(0, low - slack), high + slack);
    }
    return new Range(Math.max(0, low - slack), Math.max(high, Math.min(high + slack, interrupts)));
  }
}
