package org.pirouette.report.compare;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.step.Cost;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Delay;

/// Prints a cost profile: each figure with its source, or marked as an assumption.
public final class CostText {
  private CostText() {}

  /// Prints all figures of a profile.
  public static void print(TextOutput out, CostProfile costs) {
    out.heading("Costs '" + costs.name() + "', in cycles of the host's clock");
    out.text(costs.description());
    out.blank();
    Table table =
        Table.of(
            Column.left("what"), Column.right("cycles"), Column.left("where it comes from").wrap());
    section(table, "a whole exit: exit, handling, entry", costs.exits(), ExitReason::name);
    section(table, "a step", costs.steps(), Cost::name);
    section(table, "a delay, no processor works", costs.delays(), Delay::name);
    out.table(table);
  }

  /// One sentence on how many of the figures are assumptions.
  public static String summary(CostProfile costs) {
    long assumed = assumed(costs);
    int all = all(costs);
    return "%d of the %d figures of cost profile '%s' have a source, %d are assumptions; --costs shows each."
        .formatted(all - assumed, all, costs.name(), assumed);
  }

  /// How many of the figures have a source: `13 of 46 costs have a source`.
  public static String sourced(CostProfile costs) {
    long assumed = assumed(costs);
    int all = all(costs);
    return "%d of %d costs have a source".formatted(all - assumed, all);
  }

  private static long assumed(CostProfile costs) {
    return Stream.of(costs.steps(), costs.delays(), costs.exits())
        .flatMap(prices -> prices.values().stream())
        .filter(Price::assumption)
        .count();
  }

  private static int all(CostProfile costs) {
    return costs.steps().size() + costs.delays().size() + costs.exits().size();
  }

  private static <K> void section(
      Table table, String title, Map<K, Price> prices, Function<K, String> name) {
    table.section(title);
    prices.forEach(
        (kind, price) ->
            table.row(
                Cell.of(name.apply(kind).toLowerCase(Locale.ROOT).replace('_', '-')),
                Cell.of(Units.count(price.cycles())),
                price.assumption()
                    ? Cell.of(Style.WARNING, "assumed: " + price.source())
                    : Cell.of(price.source())));
  }
}
