package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.trace.event.Architecture;

/// Two recordings of the same workload, before and after a change of the host.
///
/// @param before the first
/// @param after the second
/// @param perSecond whether changes are of rates; if not, of counts
/// @param total of all exits
/// @param reasons largest change first
/// @param causes in the order of [Cause]
/// @param sentences what changed, most important first
public record ExitComparison(
    ExitReport before,
    ExitReport after,
    boolean perSecond,
    Change total,
    List<Change> reasons,
    List<Change> causes,
    List<String> sentences) {

  /// Compares two reports.
  public static ExitComparison of(ExitReport before, ExitReport after) {
    VcpuExits a = before.total();
    VcpuExits b = after.total();
    boolean rates = !Double.isNaN(a.perSecond()) && !Double.isNaN(b.perSecond());
    double beforeScale = rates ? 1 / a.seconds() : 1;
    double afterScale = rates ? 1 / b.seconds() : 1;
    // Tables tell rates without a length.
    if (rates && (Double.isNaN(beforeScale) || Double.isNaN(afterScale))) {
      beforeScale = a.exits() > 0 ? a.perSecond() / a.exits() : 1;
      afterScale = b.exits() > 0 ? b.perSecond() / b.exits() : 1;
    }
    Change total =
        change("all", a.exits(), b.exits(), beforeScale, afterScale, a.lostShare(), b.lostShare());
    Map<String, long[]> reasons = new LinkedHashMap<>();
    a.reasons()
        .forEach(row -> reasons.computeIfAbsent(row.reason(), k -> new long[2])[0] += row.exits());
    b.reasons()
        .forEach(row -> reasons.computeIfAbsent(row.reason(), k -> new long[2])[1] += row.exits());
    List<Change> byReason = new ArrayList<>();
    for (Map.Entry<String, long[]> entry : reasons.entrySet()) {
      byReason.add(
          change(
              entry.getKey(),
              entry.getValue()[0],
              entry.getValue()[1],
              beforeScale,
              afterScale,
              Double.NaN,
              Double.NaN));
    }
    byReason.sort(
        Comparator.comparingDouble((Change change) -> Math.abs(change.after() - change.before()))
            .reversed());
    List<Change> byCause = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      CauseRow one = row(a, cause);
      CauseRow two = row(b, cause);
      if (one.exits() > 0 || two.exits() > 0) {
        byCause.add(
            change(
                cause.title(),
                one.exits(),
                two.exits(),
                beforeScale,
                afterScale,
                one.shareOfCore(),
                two.shareOfCore()));
      }
    }
    List<String> sentences = ComparisonSentences.of(a, b, total, byReason, byCause);
    return new ExitComparison(
        before, after, rates, total, List.copyOf(byReason), List.copyOf(byCause), sentences);
  }

  private static CauseRow row(VcpuExits account, Cause cause) {
    return account.causes().stream()
        .filter(row -> row.cause() == cause)
        .findFirst()
        .orElse(new CauseRow(cause, 0, 0, 0, 0, 0, Architecture.UNKNOWN));
  }

  /// The noise of a ratio of two counts of independent events: sqrt(1/a + 1/b), twice.
  private static Change change(
      String name,
      long before,
      long after,
      double beforeScale,
      double afterScale,
      double beforeShare,
      double afterShare) {
    double ratio = before > 0 ? Math.max(1, after) * afterScale / (before * beforeScale) : 1;
    double noise = 2 * ratio * Math.sqrt(1.0 / Math.max(1, before) + 1.0 / Math.max(1, after));
    return new Change(
        name, before * beforeScale, after * afterScale, noise, beforeShare, afterShare);
  }
}
