package org.pirouette.cli.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.simulate.RunControl;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordedWorkload.RecordedExits;
import org.pirouette.workload.recording.RecordingWorkloads;
import org.pirouette.workload.replay.ExitKey;
import org.pirouette.workload.replay.Replay;
import org.pirouette.workload.replay.Reproduction;
import org.pirouette.workload.replay.Trust;

/// What one recording predicts for the mode of another one, held against that one.
///
/// @param trust what the prediction says of itself
/// @param rows one for each exit that was predicted or recorded
record PairCheck(Trust trust, List<Row> rows) {
  /// A range may be so much of the count, or [#NARROW] exits, and is narrow still.
  private static final double NARROW_PART = 0.2;

  private static final long NARROW = 10;

  /// One kind of exit.
  record Row(String label, long low, long high, long recorded) {
    boolean holds() {
      return low <= recorded && recorded <= high
          || Reproduction.Line.agrees(recorded, low)
          || Reproduction.Line.agrees(recorded, high);
    }

    boolean narrow() {
      return high - low <= Math.max(NARROW, NARROW_PART * recorded);
    }

    String predicted() {
      return low == high ? "%,d".formatted(low) : "%,d-%,d".formatted(low, high);
    }
  }

  /// Predicts the exits of `to` from `from`, which ran in another mode.
  static PairCheck of(Path from, Path to, DeliveryMode predicted) throws Exception {
    Reproduction reproduction =
        Replay.run(
                read(from),
                CostProfiles.find("skylake-server"),
                List.of(predicted),
                1,
                new RunControl(),
                1)
            .reproduction();
    // a recording that was changed may be taken for one of the mode to predict
    int mode = reproduction.modes().size() - 1;
    Map<String, Long> recorded = new TreeMap<>();
    for (RecordedExits exits : read(to).exits()) {
      recorded.merge(
          ExitKey.of(predicted.architecture(), exits.reason(), exits.detail()).label(),
          exits.count(),
          Long::sum);
    }
    List<Row> rows = new ArrayList<>();
    for (Reproduction.Line line : reproduction.rows()) {
      Long counted = recorded.remove(line.label());
      rows.add(
          new Row(
              line.label(),
              line.low().get(mode),
              line.high().get(mode),
              counted == null ? 0 : counted));
    }
    recorded.forEach((label, count) -> rows.add(new Row(label, 0, 0, count)));
    return new PairCheck(reproduction.trust().get(mode), rows);
  }

  private static RecordedWorkload read(Path file) throws Exception {
    return RecordingWorkloads.read(file, 3_000_000_000L);
  }

  List<Row> wrong() {
    return rows.stream().filter(row -> !row.holds()).toList();
  }

  List<Row> wide() {
    return rows.stream().filter(row -> !row.narrow()).toList();
  }

  /// Whether it claims to be trusted and is wrong.
  boolean falseClaim() {
    return trust.trusted() && !wrong().isEmpty();
  }
}
