package org.pirouette.trace.table;

/// A row of another tool's table: an exit reason, with what the tool says of it.
///
/// @param group what the rows belong to: a thread of kvmexit, "port", "mmio" or "msr" for accesses,
///   "" for all
/// @param name the reason, or the event
/// @param count how many
/// @param perSecond how many per second, NaN if not told
/// @param total time in nanoseconds, NaN if not told
/// @param least time in nanoseconds, NaN if not told
/// @param most time in nanoseconds, NaN if not told
/// @param mean time in nanoseconds, NaN if not told
/// @param relativeError standard error over mean, NaN if not told
public record TableRow(
    String group,
    String name,
    long count,
    double perSecond,
    double total,
    double least,
    double most,
    double mean,
    double relativeError) {
  /// A row that only counts.
  public static TableRow counted(String group, String name, long count, double perSecond) {
    return new TableRow(
        group, name, count, perSecond, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  /// The same numbers under another name.
  TableRow named(String otherGroup, String otherName) {
    return new TableRow(
        otherGroup, otherName, count, perSecond, total, least, most, mean, relativeError);
  }
}
