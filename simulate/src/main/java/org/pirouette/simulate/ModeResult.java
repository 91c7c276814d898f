package org.pirouette.simulate;

import java.util.List;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.simulate.statistics.Latency;

/// What one simulation of one delivery mode measured, after the warm-up.
///
/// @param mode delivery mode
/// @param seed seed of the random numbers
/// @param seconds simulated time measured
/// @param hertz clock of the host
/// @param exits exits by vCPU, reason and detail; only those that occurred, in a fixed order
/// @param vectors interrupts by vCPU and vector; only those that occurred, in a fixed order
/// @param counters events of the delivery, see [Counter]
/// @param processors per pCPU the cycles by [Spending#ordinal]
/// @param virtualProcessors per vCPU the cycles by [Spending#ordinal] spent on its behalf; no IDLE
/// @param homeProcessors per pCPU whether some vCPU may run on it
/// @param interruptLatency from the device's (or sender's) raising to the first instruction of the
///   guest's handler
/// @param itemLatency from the submission of an I/O, or the arrival of a packet, until the guest
///   has handled it
public record ModeResult(
    DeliveryMode mode,
    long seed,
    double seconds,
    long hertz,
    List<ExitCount> exits,
    List<VectorCount> vectors,
    long[] counters,
    long[][] processors,
    long[][] virtualProcessors,
    boolean[] homeProcessors,
    Latency interruptLatency,
    Latency itemLatency) {

  /// Value of a counter.
  public long count(Counter counter) {
    return counters[counter.ordinal()];
  }

  /// Number of exits.
  public long exitCount() {
    return exits.stream().mapToLong(ExitCount::count).sum();
  }

  /// Number of exits for a reason.
  public long exitCount(ExitReason reason) {
    return exits.stream().filter(exit -> exit.reason() == reason).mapToLong(ExitCount::count).sum();
  }

  /// Number of exits for all reasons of a kind.
  public long exitCount(ExitReason.Kind kind) {
    return exits.stream()
        .filter(exit -> exit.reason().kind() == kind)
        .mapToLong(ExitCount::count)
        .sum();
  }

  /// Cycles between exits and entries, see [ExitCount#cycles].
  public long exitCycles() {
    return exits.stream().mapToLong(ExitCount::cycles).sum();
  }

  /// Cycles of all pCPUs that are, or are not, a vCPU's home, spent in one way.
  public long cycles(Spending spending, boolean home) {
    long sum = 0;
    for (int i = 0; i < processors.length; i++) {
      if (homeProcessors[i] == home) {
        sum += processors[i][spending.ordinal()];
      }
    }
    return sum;
  }
}
