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
/// @param mode the delivery mode that the prediction is for; where it does not say, the one that
///   fits best
/// @param rows by reason, largest first
/// @param met how many rows agree
public record PredictionCheck(
    Prediction prediction, ExitReport report, String mode, List<Row> rows, long met) {
  private static final double TOLERANCE_OF_COUNTS = 0.02;
  private static final double TOLERANCE_OF_RATES = 0.1;

  /// Two counts of rare events differ by more than this many standard deviations in 5 % of all
  /// cases.
  private static final double SIGNIFICANT = 1.96;

  /// One reason.
  ///
  /// @param reason as KVM prints it
  /// @param predicted exits, or exits per second
  /// @param recorded likewise
  /// @param agrees whether they agree: within 2 % (counts) or 10 % (rates), or by no more than what
  ///   chance makes of as many exits in 95 % of all recordings
  public record Row(String reason, double predicted, double recorded, boolean agrees) {}

  /// Holds a recording against a prediction.
  public static PredictionCheck of(Prediction prediction, ExitReport report) {
    Prediction.Mode best =
        prediction.modes().stream()
            .filter(mode -> prediction.target().filter(mode.mode()::equals).isPresent())
            .findFirst()
            .orElseGet(() -> fitting(prediction, report));
    List<Row> rows = rows(prediction, best, report);
    return new PredictionCheck(
        prediction, report, best.mode(), rows, rows.stream().filter(Row::agrees).count());
  }

  private static Prediction.Mode fitting(Prediction prediction, ExitReport report) {
    return prediction.modes().stream()
        .min(Comparator.comparingDouble(mode -> distance(prediction, mode, report)))
        .orElseThrow();
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
    double seconds = prediction.counts() ? 1 : seconds(report);
    double tolerance = prediction.counts() ? TOLERANCE_OF_COUNTS : TOLERANCE_OF_RATES;
    List<Row> rows = new ArrayList<>();
    pairs.forEach(
        (reason, pair) -> {
          double difference = Math.abs(pair[0] - pair[1]);
          double chance = SIGNIFICANT * Math.sqrt(pair[0] + pair[1]) / Math.sqrt(seconds);
          boolean agrees = difference <= Math.max(chance, tolerance * pair[0]);
          rows.add(new Row(reason, pair[0], pair[1], agrees));
        });
    rows.sort(
        Comparator.comparingDouble((Row row) -> Math.max(row.predicted(), row.recorded()))
            .reversed());
    return List.copyOf(rows);
  }

  /// How long was recorded: what turns a rate into a number.
  private static double seconds(ExitReport report) {
    double exits = report.total().reasons().stream().mapToDouble(ReasonRow::exits).sum();
    double rate = report.total().reasons().stream().mapToDouble(ReasonRow::perSecond).sum();
    return exits > 0 && rate > 0 ? exits / rate : 1;
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
    return "%s: %d of %d reasons agree with mode '%s', which %s; %s exits predicted, %s recorded (%s)."
        .formatted(
            fit,
            met,
            rows.size(),
            mode,
            prediction.target().isPresent() ? "it was made for" : "fits best",
            value(predicted),
            value(recorded),
            Units.change(predicted, recorded));
  }

  /// A number of this prediction as people read it.
  String value(double number) {
    return prediction.counts() ? Units.count(Math.round(number)) : Units.rate(number);
  }
}
