package org.pirouette.trace.exits;

import java.util.List;
import java.util.Locale;

/// Judges whether a vCPU is exit-bound.
final class Verdicts {
  /// What is shorter tells no rate: an assumption, the same for predictions.
  static final double SHORTEST_SECONDS = 1e-3;

  /// What a verdict that something is wrong must at least rest on: an assumption, likewise.
  static final long FEWEST = 25;

  private static final String RULE = "the rule of 50,000 interrupts/s";

  private Verdicts() {}

  /// What is judged.
  ///
  /// @param interruptsPerSecond per vCPU, NaN if unknown
  /// @param share of a core spent handling exits, NaN if unknown
  /// @param seconds length of the recording, NaN if unknown
  /// @param seen exits and interrupts on which it rests
  record Measures(double interruptsPerSecond, double share, double seconds, long seen) {}

  static Verdict of(Measures measures) {
    double share = measures.share();
    if (measures.seconds() < SHORTEST_SECONDS) {
      return unknown(
          "Too short to tell: %,d exits and interrupts in %.3g us; record at least a second."
              .formatted(measures.seen(), measures.seconds() * 1e6));
    }
    boolean byRule = measures.interruptsPerSecond() > Verdict.RULE_INTERRUPTS_PER_SECOND;
    boolean byCost = share >= Verdict.EXIT_BOUND_SHARE;
    if (Double.isNaN(share) && Double.isNaN(measures.interruptsPerSecond())) {
      return unknown("No verdict: nothing here tells rates or shares of time.");
    }
    if (measures.seen() < FEWEST && (byRule || share >= Verdict.NOTICEABLE_SHARE)) {
      return unknown(
          "Too few to tell: %,d exits and interrupts; record for longer."
              .formatted(measures.seen()));
    }
    return told(measures, byRule, byCost);
  }

  private static Verdict told(Measures measures, boolean byRule, boolean byCost) {
    double share = measures.share();
    boolean rated = !Double.isNaN(measures.interruptsPerSecond());
    String cost =
        Double.isNaN(share)
            ? "their cost is unknown"
            : "handling exits takes %s of a core".formatted(percent(share));
    String rate =
        rated
            ? String.format(
                Locale.ROOT, "%,d interrupts/s", Math.round(measures.interruptsPerSecond()))
            : "the rate of interrupts is not recorded";
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
          "Exit-bound by "
              + RULE
              + " ("
              + rate
              + "), but "
              + (Double.isNaN(share) ? "" : "not by measured cost: ")
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
              + "; "
              + (rated ? "but not by " + RULE + " (" + rate + ")" : rate)
              + ".");
    }
    if (share >= Verdict.NOTICEABLE_SHARE) {
      return new Verdict(
          Verdict.Judgement.NOTICEABLE,
          false,
          false,
          "Not exit-bound, but worth a look: " + cost + (rated ? " at " : "; ") + rate + ".");
    }
    if (Double.isNaN(share)) {
      return unknown("Not exit-bound by " + RULE + " (" + rate + "); " + cost + ".");
    }
    return new Verdict(
        Verdict.Judgement.NOT_EXIT_BOUND,
        false,
        false,
        "Not exit-bound: " + (rated ? rate + " and " + cost : cost + "; " + rate) + ".");
  }

  private static Verdict unknown(String sentence) {
    return new Verdict(Verdict.Judgement.UNKNOWN, false, false, sentence);
  }

  /// A sum of several vCPUs gets the verdict of the worst: a mean would hide one that is hot.
  ///
  /// @param own of the sum
  static Verdict ofWorst(Verdict own, List<VcpuExits> vcpus) {
    if (vcpus.size() < 2) {
      return own;
    }
    VcpuExits worst = VcpuExits.byCost(vcpus).getFirst();
    long bound = vcpus.stream().filter(vcpu -> vcpu.verdict().isBound()).count();
    Verdict verdict = worst.verdict();
    if (verdict.judgement() == Verdict.Judgement.UNKNOWN && bound == 0) {
      return new Verdict(
          verdict.judgement(), false, false, verdict.sentence(), worst.label(), bound);
    }
    String many =
        bound == 0
            ? "none of the %,d vCPUs is exit-bound".formatted(vcpus.size())
            : "%,d of %,d vCPUs %s exit-bound"
                .formatted(bound, vcpus.size(), bound == 1 ? "is" : "are");
    return new Verdict(
        verdict.judgement(),
        verdict.byRule(),
        verdict.byCost(),
        "The worst, %s: %s In all, %s.".formatted(worst.label(), verdict.sentence(), many),
        worst.label(),
        bound);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.001 ? "%.2f %%" : "%.1f %%", share * 100);
  }
}
