package org.pirouette.report.exits;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.Cause;
import org.pirouette.trace.exits.DetailRow;
import org.pirouette.trace.exits.ReasonRow;
import org.pirouette.trace.exits.VcpuExits;

/// The reason that costs most: by the time of its exits where that is known, else by their number.
///
/// @param row the reason
/// @param share of the exits, or of their present rate
/// @param of what the share is of
/// @param timeShare of the time of all exits but halts; NaN if not told
/// @param detail the vector or register that most of its exits have in common, "" if none
/// @param meaning a clause, "" if none is known
record LargestCause(
    ReasonRow row, double share, String of, double timeShare, String detail, String meaning) {
  /// How much of a reason's exits a vector or register must have to stand for it.
  private static final double MOST = 0.5;

  /// A table that lists less of its exits is cut.
  private static final double LISTED = 0.97;

  private static final String UNKNOWN = "(not listed)";

  /// The largest of an account; empty if reasons were not recorded.
  ///
  /// @param listed of all exits those that a table lists, as it says itself; NaN if it does not
  static Optional<LargestCause> of(VcpuExits account, double listed) {
    List<ReasonRow> rows =
        account.reasons().stream().filter(row -> !row.reason().equals(UNKNOWN)).toList();
    double known = rows.stream().mapToLong(ReasonRow::exits).sum();
    double rate = rows.stream().mapToDouble(ReasonRow::perSecond).sum();
    double all = account.reasons().stream().mapToDouble(ReasonRow::perSecond).sum();
    // What counts since the start, and now, are two things where a table tells both.
    boolean byRate = account.vcpus() == 0 && Double.isNaN(account.seconds()) && rate * 2 > all;
    if (rows.isEmpty() || !byRate && known * 2 < account.exits()) {
      return Optional.empty();
    }
    double handled =
        rows.stream()
            .filter(row -> !isHalt(row))
            .mapToDouble(row -> row.durations().total())
            .filter(total -> !Double.isNaN(total))
            .sum();
    Comparator<ReasonRow> byTime =
        Comparator.comparingDouble(
            row -> isHalt(row) || !row.durations().isKnown() ? -1 : row.durations().total());
    boolean timed = handled > 0;
    ReasonRow most =
        rows.stream()
            .max(
                timed
                    ? byTime
                    : byRate
                        ? Comparator.comparingDouble(ReasonRow::perSecond)
                        : Comparator.comparingLong(ReasonRow::exits))
            .orElseThrow();
    double ofTime = timed ? most.durations().total() / handled : Double.NaN;
    boolean cut = listed < LISTED;
    double share = byRate && !timed ? most.perSecond() / all : most.share() * (cut ? listed : 1);
    String of = byRate && !timed ? "exits per second" : "exits";
    Optional<DetailRow> detail =
        account.details().stream()
            .filter(row -> row.reason().equals(most.reason()) && row.number() >= 0)
            .filter(row -> row.share() >= MOST)
            .findFirst();
    return Optional.of(
        new LargestCause(
            most,
            share,
            of,
            cut ? Double.NaN : ofTime,
            detail.map(DetailRow::label).orElse(""),
            meaning(account, most, detail)));
  }

  static boolean isHalt(ReasonRow row) {
    return Meaning.of(row.reason()).filter(m -> m.meaning().contains("idle")).isPresent();
  }

  private static String meaning(VcpuExits account, ReasonRow row, Optional<DetailRow> detail) {
    Optional<Cause> cause = detail.map(DetailRow::cause);
    if (isExternalInterrupt(row.reason())) {
      cause = cause.or(() -> mostOf(account, row.reason()));
    }
    String ofCause = cause.map(LargestCause::meaning).orElse("");
    return ofCause.isEmpty() ? Meaning.of(row.reason()).map(Meaning::meaning).orElse("") : ofCause;
  }

  private static boolean isExternalInterrupt(String reason) {
    return reason.equals("EXTERNAL_INTERRUPT")
        || reason.equals("interrupt")
        || reason.equals("Interrupt")
        || reason.equals("IRQ");
  }

  /// What most exits of a reason come from; unknown where only their number is told.
  private static Optional<Cause> mostOf(VcpuExits account, String reason) {
    Map<Cause, Long> exits = new EnumMap<>(Cause.class);
    account.details().stream()
        .filter(row -> row.reason().equals(reason))
        .forEach(row -> exits.merge(row.cause(), row.exits(), Long::sum));
    return exits.isEmpty()
        ? Optional.of(Cause.UNKNOWN_INTERRUPT)
        : exits.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  private static String meaning(Cause cause) {
    return switch (cause) {
      case DEVICE_INTERRUPT -> "interrupts of devices stop the guest";
      case TIMER -> "timers stop the guest: the host's tick, or its own";
      case INTERPROCESSOR_INTERRUPT -> "the guest's CPUs interrupt each other";
      case END_OF_INTERRUPT -> "the guest ends interrupts, and each end exits";
      case INTERRUPT_WINDOW -> "KVM waited until the guest could take an interrupt";
      case UNKNOWN_INTERRUPT ->
          "physical interrupts arrived, and nothing here tells whether of a device, the tick or"
              + " another CPU";
      case DEVICE_VECTOR ->
          "interrupts of devices arrive where the guest runs, and nothing here tells whether they"
              + " are the guest's or the host's";
      case HOST_INTERRUPT -> "the host's own interrupts arrive where the guest runs";
      case HALT, UNKNOWN, OTHER -> "";
    };
  }

  /// "IO_INSTRUCTION is 98.7 % of the exits and 99.7 % of their time: the guest ...".
  String sentence() {
    StringBuilder text = new StringBuilder(row.reason());
    if (!detail.isEmpty()) {
      text.append(" (mostly ").append(detail).append(')');
    }
    text.append(" is ").append(Units.percent(share)).append(" of the ").append(of);
    if (!Double.isNaN(timeShare)) {
      text.append(" and ").append(Units.percent(timeShare)).append(" of their handling time");
    }
    if (!meaning.isEmpty()) {
      text.append(": ").append(meaning);
    }
    return text.append('.').toString();
  }
}
