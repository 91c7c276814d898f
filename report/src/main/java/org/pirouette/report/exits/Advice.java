package org.pirouette.report.exits;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.Attribution;
import org.pirouette.trace.exits.DetailRow;
import org.pirouette.trace.exits.ReasonRow;
import org.pirouette.trace.exits.VcpuExits;

/// What people do about a part of the exits, with its source and its risk.
///
/// @param what the reason, with device, register or vector where they are known
/// @param share of all exits, or accesses
/// @param of what the share is of: "exits" or "accesses"
/// @param meaning of these exits
/// @param remedy what people do
/// @param risk what that costs or risks, "" if nothing is known
/// @param source where it stands
public record Advice(
    String what,
    double share,
    String of,
    String meaning,
    String remedy,
    String risk,
    String source) {
  /// Smaller parts are not worth doing something about.
  private static final double WORTH = 0.02;

  private static final int MOST = 6;

  private static final String EXITS = "exits";

  /// The advice for an account, the largest part of its exits first.
  public static List<Advice> of(VcpuExits account) {
    List<Advice> advice = new ArrayList<>();
    Set<String> attributed = new HashSet<>();
    // A table of accesses tells no exits.
    boolean exits = account.exits() > 0;
    long all =
        exits ? account.exits() : account.details().stream().mapToLong(DetailRow::exits).sum();
    for (DetailRow row : account.details()) {
      double share = (double) row.exits() / Math.max(1, all);
      Optional<Attribution> found = Attribution.of(row.kind(), row.number());
      if (row.number() < 0 || found.isEmpty()) {
        continue;
      }
      if (row.share() >= 0.5) {
        attributed.add(row.reason());
      }
      Attribution known = found.get();
      if (share >= WORTH && !known.remedy().isEmpty()) {
        advice.add(
            new Advice(
                exits ? row.reason() + ", " + row.label() : row.label(),
                share,
                exits ? EXITS : "accesses",
                known.meaning(),
                known.remedy(),
                known.risk(),
                known.source()));
      }
    }
    for (ReasonRow row : account.reasons()) {
      Optional<Meaning> meaning = Meaning.of(row.reason()).filter(m -> !m.remedy().isEmpty());
      if (row.share() >= WORTH && meaning.isPresent() && !attributed.contains(row.reason())) {
        Meaning known = meaning.get();
        advice.add(
            new Advice(
                row.reason(),
                row.share(),
                EXITS,
                known.meaning(),
                known.remedy(),
                known.risk(),
                known.source()));
      }
    }
    advice.sort((a, b) -> Double.compare(b.share, a.share));
    return List.copyOf(advice.subList(0, Math.min(MOST, advice.size())));
  }

  /// In one line.
  String sentence() {
    String cost = risk.isEmpty() || risk.equals("none") ? "" : "; risk: " + risk;
    return "%s (%s of the %s): %s. Do: %s%s. [%s]"
        .formatted(what, Units.percent(share), of, meaning, remedy, cost, source);
  }
}
