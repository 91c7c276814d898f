package org.pirouette.report.page;

import java.util.Map;
import java.util.TreeMap;
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
    costs.exits().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> row(table, "whole exit " + entry.getKey(), entry.getValue()));
    new TreeMap<>(costs.steps()).forEach((cost, price) -> row(table, words(cost), price));
    new TreeMap<>(costs.delays())
        .forEach((delay, price) -> row(table, "delay: " + words(delay), price));
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

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
