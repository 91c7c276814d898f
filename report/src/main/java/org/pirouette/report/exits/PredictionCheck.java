package org.pirouette.report.exits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ReasonRow;

/// How well a prediction was met by a recording.
///
/// @param prediction what was predicted
/// @param report what was recorded
/// @param mode the delivery mode whose prediction fits the recording best
/// @param rows by reason, largest first
/// @param met how many rows agree
public record PredictionCheck(
    Prediction prediction, ExitReport report, String mode, List<Row> rows, long met) {
  private static final double TOLERANCE_OF_COUNTS = 0.02;
  private static final double TOLERANCE_OF_RATES = 0.1;
  private static final double LEAST_DIFFERENCE = 5;

  /// One reason.
  ///
  /// @param reason as KVM prints it
  /// @param predicted exits, or exits per second
  /// @param recorded likewise
  /// @param agrees whether they agree: within 2 % or 5 exits for counts, 10 % or 5/s for rates
  public record Row(String reason, double predicted, double recorded, boolean agrees) {}

  /// Holds a recording against a prediction.
  public static PredictionCheck of(Prediction prediction, ExitReport report) {
    Prediction.Mode best =
        prediction.modes().stream()
            .min(Comparator.comparingDouble(mode -> distance(prediction, mode, report)))
            .orElseThrow();
    List<Row> rows = rows(prediction, best, report);
    return new PredictionCheck(
        prediction, report, best.mode(), rows, rows.stream().filter(Row::agrees).count());
  }

  private static double distance(Prediction prediction, Prediction.Mode mode, ExitReport report) {
    return rows(prediction, mode, report).stream()
        .mapToDouble(row -> Math.abs(row.predicted() - row.recorded()))
        .sum();
  }

  private static List<Row> rows(Prediction prediction, Prediction.Mode mode, ExitReport report) {
    Map<String, double[]> pairs = new TreeMap<>();
    mode.exits()
        .forEach((reason, value) -> pairs.computeIfAbsent(reason, k -> new double[2])[0] += value);
    for (ReasonRow row : report.total().reasons()) {
      pairs.computeIfAbsent(row.reason(), k -> new double[2])[1] +=
          prediction.counts() ? row.exits() : row.perSecond();
    }
    double tolerance = prediction.counts() ? TOLERANCE_OF_COUNTS : TOLERANCE_OF_RATES;
    List<Row> rows = new ArrayList<>();
    pairs.forEach(
        (reason, pair) -> {
          double difference = Math.abs(pair[0] - pair[1]);
          boolean agrees = difference <= Math.max(LEAST_DIFFERENCE, tolerance * pair[0]);
          rows.add(new Row(reason, pair[0], pair[1], agrees));
        });
    rows.sort(
        Comparator.comparingDouble((Row row) -> Math.max(row.predicted(), row.recorded()))
            .reversed());
    return List.copyOf(rows);
  }

  /// Whether all rows agree.
  public boolean isMet() {
    return met == rows.size();
  }

  /// What came out, in one sentence.
  public String sentence() {
    String fit = isMet() ? "The prediction is met" : "The prediction is met in part";
    double predicted = rows.stream().mapToDouble(Row::predicted).sum();
    double recorded = rows.stream().mapToDouble(Row::recorded).sum();
    return "%s: %d of %d reasons agree with mode '%s', which fits best; %s exits predicted, %s recorded (%s)."
        .formatted(
            fit,
            met,
            rows.size(),
            mode,
            value(predicted),
            value(recorded),
            Units.change(predicted, recorded));
  }

  /// A number of this prediction as people read it.
  String value(double number) {
    return prediction.counts() ? Units.count(Math.round(number)) : Units.rate(number);
  }
}
