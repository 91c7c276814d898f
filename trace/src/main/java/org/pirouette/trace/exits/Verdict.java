package org.pirouette.trace.exits;

/// Whether a vCPU is exit-bound, by two measures.
///
/// The rule of thumb says: more than 50,000 interrupts per second are exit-bound without posting.
/// By measured cost, a vCPU is called exit-bound when handling exits takes half of a core
/// (measurements.md C7: 50,000 interrupts cost only 12 to 23 % of a core today).
///
/// @param judgement the outcome
/// @param byRule whether the rule of thumb is met
/// @param byCost whether the measured cost is met
/// @param sentence for the user, with the numbers
/// @param worst of a sum of several vCPUs: whose verdict it is; "" for one's own
/// @param bound of a sum: how many of its vCPUs are exit-bound by either measure
public record Verdict(
    Judgement judgement,
    boolean byRule,
    boolean byCost,
    String sentence,
    String worst,
    long bound) {
  /// One's own verdict.
  Verdict(Judgement judgement, boolean byRule, boolean byCost, String sentence) {
    this(judgement, byRule, byCost, sentence, "", byRule || byCost ? 1 : 0);
  }

  /// Whether either measure says so.
  public boolean isBound() {
    return byRule || byCost;
  }

  /// Interrupts per second and vCPU of the rule of thumb.
  public static final double RULE_INTERRUPTS_PER_SECOND = 50_000;

  /// Share of a core that makes a vCPU exit-bound by cost.
  public static final double EXIT_BOUND_SHARE = 0.5;

  /// Share of a core from which exits deserve a look.
  public static final double NOTICEABLE_SHARE = 0.1;

  /// How the two measures come out together.
  public enum Judgement {
    /// Both say so.
    EXIT_BOUND,
    /// They disagree: see the sentence.
    DISAGREE,
    /// Neither, but exits cost a tenth of a core or more.
    NOTICEABLE,
    /// Neither.
    NOT_EXIT_BOUND,
    /// The recording has no time, or nothing that tells of cost.
    UNKNOWN
  }
}
