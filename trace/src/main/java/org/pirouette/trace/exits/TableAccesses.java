package org.pirouette.trace.exits;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.trace.table.TableRow;

/// Finds out what the accesses in a table of `perf kvm stat --event=ioport`, `mmio` or `msr` belong
/// to. No exit reason is told there; what a read and a write of one place cost, is.
///
/// ```
/// 0x608:PIN      0xfed000f0:R      0x6e0:W
/// ```
final class TableAccesses {
  private static final Pattern PLACE = Pattern.compile("0x([0-9a-fA-F]{1,15}):(\\w{1,8})");

  /// Registers of one device are in one page.
  private static final long PAGE = ~0xfffL;

  private record Place(String kind, long number, boolean write) {
    /// As in a recording of single events.
    String label() {
      return switch (kind) {
        case "msr" -> (write ? "" : "read ") + Sums.msr(number);
        default -> Sums.place(kind, number);
      };
    }
  }

  private TableAccesses() {}

  /// A row for each port, page or register, the most frequent first.
  static List<DetailRow> of(List<TableRow> events) {
    Map<Place, TableRow> rows = new LinkedHashMap<>();
    for (TableRow row : events) {
      Matcher place = PLACE.matcher(row.name());
      if (!row.group().isEmpty() && place.matches()) {
        long number = Long.parseLong(place.group(1), 16);
        boolean memory = row.group().equals("mmio");
        boolean write = place.group(2).equals("POUT") || place.group(2).equals("W");
        rows.merge(
            new Place(row.group(), memory ? number & PAGE : number, write && !memory),
            row,
            TableExits::merged);
      }
    }
    double all = rows.values().stream().mapToLong(TableRow::count).sum();
    return rows.entrySet().stream()
        .map(
            entry ->
                new DetailRow(
                    "(access)",
                    entry.getKey().kind(),
                    entry.getKey().number(),
                    entry.getKey().write(),
                    entry.getKey().label(),
                    Cause.OTHER,
                    entry.getValue().count(),
                    entry.getValue().count() / all,
                    TableReports.durations(entry.getValue())))
        .sorted(
            Comparator.comparingLong(DetailRow::exits)
                .reversed()
                .thenComparing(DetailRow::number)
                .thenComparing(DetailRow::write))
        .toList();
  }
}
