package org.pirouette.report.compare;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;

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
    section(table, "a whole exit: exit, handling, entry", costs.exits());
    section(table, "a step", costs.steps());
    section(table, "a delay, no processor works", costs.delays());
    out.table(table);
  }

  /// One sentence on how many of the figures are assumptions.
  public static String summary(CostProfile costs) {
    long assumed =
        costs.steps().values().stream().filter(Price::assumption).count()
            + costs.delays().values().stream().filter(Price::assumption).count()
            + costs.exits().values().stream().filter(Price::assumption).count();
    int all = costs.steps().size() + costs.delays().size() + costs.exits().size();
    return "%d of the %d figures of cost profile '%s' have a source, %d are assumptions; --costs shows each."
        .formatted(all - assumed, all, costs.name(), assumed);
  }

  private static <E extends Enum<E>> void section(Table table, String title, Map<E, Price> prices) {
    table.section(title);
    new TreeMap<>(prices)
        .forEach(
            (kind, price) ->
                table.row(
                    Cell.of(kind.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                    Cell.of(Units.count(price.cycles())),
                    price.assumption()
                        ? Cell.of(Style.WARNING, "assumed: " + price.source())
                        : Cell.of(price.source())));
  }
}
