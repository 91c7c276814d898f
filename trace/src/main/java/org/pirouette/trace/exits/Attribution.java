package org.pirouette.trace.exits;

import java.util.List;
import java.util.Optional;
import org.pirouette.trace.input.ResourceTable;

/// What a port, a page of memory, a model-specific register or a vector of the host belongs to, and
/// what people do about exits by it: a row of the resource `attributions.tsv`.
///
/// @param kind "port", "mmio", "msr" or "vector"
/// @param from the first number
/// @param to the last number
/// @param name of the device or register
/// @param meaning of exits by it
/// @param remedy "" if none is known
/// @param risk what the remedy costs or risks, "" if nothing is known
/// @param source where it stands
public record Attribution(
    String kind,
    long from,
    long to,
    String name,
    String meaning,
    String remedy,
    String risk,
    String source) {
  private static final List<Attribution> ALL =
      ResourceTable.rows(Attribution.class, "attributions.tsv", 8).stream()
          .map(
              row ->
                  new Attribution(
                      row[0],
                      Long.parseLong(row[1], 16),
                      Long.parseLong(row[2], 16),
                      row[3],
                      told(row[4]),
                      told(row[5]),
                      told(row[6]),
                      row[7]))
          .toList();

  private static String told(String cell) {
    return cell.equals("-") ? "" : cell;
  }

  /// What a number belongs to; the narrowest range that holds it.
  ///
  /// @param kind "port", "mmio", "msr" or "vector"
  public static Optional<Attribution> of(String kind, long number) {
    Attribution best = null;
    for (Attribution one : ALL) {
      boolean holds = one.kind.equals(kind) && number >= one.from && number <= one.to;
      if (holds && (best == null || one.to - one.from < best.to - best.from)) {
        best = one;
      }
    }
    return Optional.ofNullable(best);
  }
}
