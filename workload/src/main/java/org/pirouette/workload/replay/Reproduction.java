package org.pirouette.workload.replay;

import java.util.List;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;

/// How well the simulation of the recorded delivery mode reproduces a recording, and what it
/// predicts for the other modes: numbers of exits by reason.
///
/// @param recording name of the file
/// @param part which part of it was simulated, such as `first 12.3 s`; empty for all of it
/// @param recordedMode the mode in which the host ran
/// @param modes the modes of the columns, the recorded one first
/// @param trust how far the figures of each mode can be trusted; the recorded mode's tells whether
///   it was reproduced
/// @param inhibited why KVM inhibited the hardware's delivery while guests ran, by KVM's names;
///   empty if it did not or the recording does not tell
/// @param rows one for each reason and detail that was counted or simulated
/// @param facts what was found in the recording, a sentence each
/// @param assumptions what it does not show and is assumed
public record Reproduction(
    String recording,
    String part,
    DeliveryMode recordedMode,
    List<DeliveryMode> modes,
    List<Trust> trust,
    String inhibited,
    List<Line> rows,
    List<String> facts,
    List<String> assumptions) {
  /// Place of the first mode with a role, or -1.
  public int indexOf(Role role) {
    return modes.stream().map(DeliveryMode::role).toList().indexOf(role);
  }

  /// Exits of one reason and detail.
  ///
  /// @param label reason, detail and what it stands for
  /// @param ofDelivery whether the delivery mode decides how many there are
  /// @param counted in the recording
  /// @param simulated by mode, in the order of [Reproduction#modes]
  /// @param low the least by mode, over what the recording hides; the simulated number if nothing
  /// @param high the most by mode
  public record Line(
      String label,
      boolean ofDelivery,
      long counted,
      List<Long> simulated,
      List<Long> low,
      List<Long> high) {
    /// Copies the lists.
    public Line {
      simulated = List.copyOf(simulated);
      low = List.copyOf(low);
      high = List.copyOf(high);
    }

    /// Whether one of the modes has a range.
    public boolean isRange(int mode) {
      return low.get(mode) < high.get(mode);
    }

    /// Whether a number agrees with another one: within 2 % or 5 exits, whichever is larger.
    public static boolean agrees(long expected, long found) {
      return Math.abs(expected - found) <= Math.max(5, 0.02 * expected);
    }
  }

  /// Copies the lists.
  public Reproduction {
    modes = List.copyOf(modes);
    trust = List.copyOf(trust);
    rows = List.copyOf(rows);
    facts = List.copyOf(facts);
    assumptions = List.copyOf(assumptions);
  }

  /// Whether each number of exits is reproduced within 2 % or 5, also of those that the delivery
  /// mode does not decide.
  public boolean faithful() {
    return rows.stream().allMatch(row -> Line.agrees(row.counted(), row.simulated().getFirst()));
  }

  /// Whether the recorded mode was reproduced and no predicted mode is distrusted.
  public boolean trusted() {
    return trust.stream().allMatch(Trust::trusted);
  }

  /// Whether the recording has exits that delivery decides, so that reproducing them says
  /// something.
  public boolean hasSomethingToCheck() {
    return rows.stream().anyMatch(row -> row.ofDelivery() && row.counted() > 0);
  }

  /// The least number of exits in one of the modes.
  public long low(int mode) {
    return rows.stream().mapToLong(row -> row.low().get(mode)).sum();
  }

  /// The largest number of exits in one of the modes.
  public long high(int mode) {
    return rows.stream().mapToLong(row -> row.high().get(mode)).sum();
  }

  /// Exits counted.
  public long counted() {
    return rows.stream().mapToLong(Line::counted).sum();
  }

  /// Exits simulated in one of the modes.
  public long simulated(int mode) {
    return rows.stream().mapToLong(row -> row.simulated().get(mode)).sum();
  }
}
