package org.pirouette.report.compare;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.step.Cost;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.simulate.statistics.Estimate;

/// Writes a comparison for programs; docs/json/compare.md describes the schema.
public final class ComparisonJson {
  /// Version of the schema.
  public static final int VERSION = 1;

  private ComparisonJson() {}

  /// Writes the fields of a comparison into a document.
  public static void write(
      JsonDocument json, Comparison comparison, long seed, List<Statement> statements) {
    ModeSummary first = comparison.modes().getFirst();
    json.field("scenario", comparison.scenario().name())
        .field("description", comparison.scenario().description())
        .field("seed", seed)
        .field("replications", first.replications().size())
        .field("simulatedSeconds", first.replications().getFirst().seconds())
        .field("frequencyHertz", comparison.scenario().host().hertz())
        .field("pcpus", comparison.scenario().host().processors())
        .field("vcpus", comparison.scenario().virtualProcessors())
        .field("costProfile", comparison.costs().name())
        .array("modes", comparison.modes(), (item, mode) -> mode(item, first, mode))
        .array(
            "statements",
            statements,
            (item, statement) ->
                item.field("key", statement.key())
                    .field("stated", statement.stated())
                    .field("verdict", statement.verdict().name().toLowerCase(java.util.Locale.ROOT))
                    .field("measured", statement.measured()));
  }

  /// Writes the prices of the comparison's cost profile.
  public static void costs(JsonDocument json, Comparison comparison) {
    json.object(
        "costs",
        costs -> {
          prices(costs, "exits", comparison.costs().exits(), ExitReason::name);
          prices(costs, "steps", comparison.costs().steps(), Cost::name);
          prices(costs, "delays", comparison.costs().delays(), Delay::name);
        });
  }

  private static <K> void prices(
      JsonDocument json, String name, Map<K, Price> prices, Function<K, String> kind) {
    json.array(
        name,
        prices.entrySet(),
        (item, price) ->
            item.field("kind", kind.apply(price.getKey()))
                .field("cycles", price.getValue().cycles())
                .field("source", price.getValue().source())
                .field("assumption", price.getValue().assumption()));
  }

  private static void mode(JsonDocument json, ModeSummary first, ModeSummary mode) {
    json.field("mode", mode.mode().key());
    json.object(
        "figures",
        figures -> {
          for (Row row : Row.all()) {
            estimate(figures, row.key(), mode.estimate(row.metric()));
          }
        });
    json.array(
        "exitsByReason",
        mode.exitReasons().stream().sorted(ExitReason.ORDER).toList(),
        (item, reason) -> exits(item, mode, reason));
    json.object(
        "changeAgainstFirst",
        changes -> {
          for (Row row : Row.all()) {
            if (mode != first) {
              estimate(changes, row.key(), mode.change(first, row.metric()));
            }
          }
        });
  }

  private static void exits(JsonDocument json, ModeSummary mode, ExitReason reason) {
    json.field("reason", reason.name());
    Estimate estimate = mode.exitsPerSecond(reason);
    json.field("exitsPerSecond", estimate.mean());
    json.field("halfWidth", estimate.halfWidth());
  }

  private static void estimate(JsonDocument json, String name, Estimate estimate) {
    json.object(
        name,
        value -> value.field("mean", estimate.mean()).field("halfWidth", estimate.halfWidth()));
  }
}
