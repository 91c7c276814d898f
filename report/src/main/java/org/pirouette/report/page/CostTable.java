package org.pirouette.report.page;

import org.pirouette.report.html.Block;
import org.pirouette.report.html.DataTable;
import org.pirouette.report.html.Section;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;

/// A cost profile as a table: each price with its source, assumptions marked.
final class CostTable {
  private CostTable() {}

  static Section section(CostProfile costs) {
    DataTable.Builder table =
        DataTable.of(
            Column.left("what"), Column.right("cycles"), Column.left(""), Column.left("source"));
    costs.exits().forEach((reason, price) -> row(table, "whole exit " + reason.name(), price));
    costs.steps().forEach((cost, price) -> row(table, words(cost.name()), price));
    costs.delays().forEach((delay, price) -> row(table, "delay: " + words(delay.name()), price));
    return Section.of(
        "costs",
        "Cost profile: " + costs.name(),
        new Block.Prose(costs.description()),
        new Block.Grid("", table.build()));
  }

  private static void row(DataTable.Builder table, String what, Price price) {
    table.row(
        Cell.of(what),
        Cell.of(Units.count(price.cycles())),
        price.assumption() ? Cell.of(Style.WARNING, "assumed") : Cell.of("published"),
        Cell.of(price.source()));
  }

  private static String words(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
