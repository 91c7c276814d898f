package org.pirouette.trace.exits;

import java.util.Locale;

/// Judges whether a vCPU is exit-bound.
final class Verdicts {
  private Verdicts() {}

  /// @param interruptsPerSecond per vCPU, NaN if unknown
  /// @param share of a core spent handling exits, NaN if unknown
  static Verdict of(double interruptsPerSecond, double share) {
    boolean byRule = interruptsPerSecond > Verdict.RULE_INTERRUPTS_PER_SECOND;
    boolean byCost = share >= Verdict.EXIT_BOUND_SHARE;
    if (Double.isNaN(share) && Double.isNaN(interruptsPerSecond)) {
      return new Verdict(
          Verdict.Judgement.UNKNOWN,
          false,
          false,
          "No verdict: nothing here tells rates or shares of time.");
    }
    String cost =
        Double.isNaN(share)
            ? "their cost is unknown"
            : "handling exits takes %s of a core".formatted(percent(share));
    String rate = "%s interrupts/s".formatted(count(interruptsPerSecond));
    if (byRule && byCost) {
      return new Verdict(
          Verdict.Judgement.EXIT_BOUND,
          true,
          true,
          "Exit-bound: " + rate + " (rule: more than 50,000) and " + cost + ".");
    }
    if (byRule) {
      return new Verdict(
          Verdict.Judgement.DISAGREE,
          true,
          false,
          "Exit-bound by the rule of 50,000 interrupts/s ("
              + rate
              + "), but not by measured cost: "
              + cost
              + ".");
    }
    if (byCost) {
      return new Verdict(
          Verdict.Judgement.DISAGREE,
          false,
          true,
          "Exit-bound by measured cost: "
              + cost
              + "; but not by the rule of 50,000 interrupts/s ("
              + rate
              + ").");
    }
    if (share >= Verdict.NOTICEABLE_SHARE) {
      return new Verdict(
          Verdict.Judgement.NOTICEABLE,
          false,
          false,
          "Not exit-bound, but worth a look: " + cost + " at " + rate + ".");
    }
    if (Double.isNaN(share)) {
      return new Verdict(
          Verdict.Judgement.UNKNOWN,
          false,
          false,
          "Not exit-bound by the rule of 50,000 interrupts/s (" + rate + "); " + cost + ".");
    }
    return new Verdict(
        Verdict.Judgement.NOT_EXIT_BOUND,
        false,
        false,
        "Not exit-bound: " + rate + " and " + cost + ".");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.001 ? "%.2f %%" : "%.1f %%", share * 100);
  }

  private static String count(double perSecond) {
    return Double.isNaN(perSecond)
        ? "an unknown number of"
        : String.format(Locale.ROOT, "%,d", Math.round(perSecond));
  }
}
