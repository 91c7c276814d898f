package org.pirouette.report.top;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.pirouette.host.live.Counter;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.report.text.Ansi;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.Units;

/// One picture of the vCPUs: a line about the source, the table, the rule behind its marks.
///
/// @param rates of all vCPUs
/// @param sources where they come from
/// @param seconds between the samples
/// @param order of the rows
public record TopFrame(
    List<VcpuRates> rates, Iterable<SourceKind> sources, double seconds, TopOrder order) {
  /// What is said while there is nothing to show.
  public static final String NOTHING =
      "No virtual machine runs here (or none that this user may see); waiting for one.";

  /// The line above the table.
  public String header() {
    if (rates.isEmpty()) {
      return "no VM yet";
    }
    long machines = rates.stream().map(VcpuRates::processId).distinct().count();
    StringBuilder names = new StringBuilder();
    for (SourceKind source : sources) {
      names.append(names.isEmpty() ? "" : " and ").append(source.title());
    }
    return count(machines, "VM")
        + ", "
        + count(rates.size(), "row")
        + "; per second over "
        + Units.nanoseconds(seconds * 1e9)
        + "; from "
        + names;
  }

  private static String count(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  /// The table.
  ///
  /// @param rows how many at most
  public String table(int columns, Ansi ansi, int rows) {
    Table table =
        Table.of(
            Column.left("VM").truncate(),
            Column.right("vCPU"),
            Column.right("pCPU"),
            Column.right("exits/s"),
            Column.right("intr/s"),
            Column.right("inj/s"),
            Column.right("halts/s"),
            Column.right("wake/s"),
            Column.right("CPU").orDrop(),
            Column.right("lost"),
            Column.left(""));
    for (VcpuRates one : rates.stream().sorted(order.comparator()).limit(rows).toList()) {
      table.row(
          Cell.of(one.machine()),
          Cell.of(one.vcpu() < 0 ? "all" : Integer.toString(one.vcpu())),
          Cell.of(one.pcpu() < 0 ? "-" : Integer.toString(one.pcpu())),
          rate(one, Counter.EXITS),
          rate(one, Counter.INTERRUPTS),
          rate(one, Counter.INJECTIONS),
          rate(one, Counter.HALTS),
          rate(one, Counter.WAKEUPS),
          Cell.of(Units.percent(one.cpuShare())),
          Cell.of(style(one), Units.percent(one.shareLost())),
          Cell.of(style(one), one.mark().words()));
    }
    return table.render(columns, ansi);
  }

  private static Cell rate(VcpuRates rates, Counter counter) {
    return Cell.of(Units.rate(rates.rate(counter)).replace("/s", "").strip());
  }

  private static Style style(VcpuRates rates) {
    return switch (rates.mark()) {
      case EXIT_BOUND -> Style.BAD;
      case LOOK -> Style.WARNING;
      case NONE -> Style.PLAIN;
    };
  }

  /// What the marks mean.
  public static String rule() {
    return "lost: share of a core, assuming 2.34 us per interrupt exit and 1.56 us per other exit,"
        + " halts free; exit-bound from 50 %, look from 10 % or 50 k interrupts/s.";
  }

  /// All as text, for logs.
  public String text(int columns, Ansi ansi) {
    return header() + "\n" + table(columns, ansi, Integer.MAX_VALUE);
  }

  /// The names of the orders and their keys, for help on the screen.
  public static String keys() {
    return Arrays.stream(TopOrder.values())
        .map(order -> order.key() + " " + order)
        .collect(Collectors.joining(", ", "sort: ", ""));
  }
}
