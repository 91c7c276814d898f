package org.pirouette.prove.arm;

import java.util.List;
import org.pirouette.prove.rule.CommonRules;
import org.pirouette.prove.rule.Rule;

/// What the protocol rests on with Arm's hardware: linux.md I15, in its parts.
final class ArmRule {
  static final Rule ARMED =
      Rule.always(
          "I15-armed",
          "A vCPU that sleeps in WFI has pending_last clear and a doorbell that will ring - enabled"
              + " (4.0) or armed (4.1) - or its doorbell has rung and is being handled.");

  static final Rule KEPT =
      Rule.always(
          "I15-kept",
          "While a vPE is out for WFI and has a vLPI pending, pending_last says so, or its doorbell"
              + " has rung and is being handled, or vpe_lock is held: nothing overwrites what the"
              + " handler noted.");

  static final Rule CLEAN =
      Rule.always(
          "I15-clean",
          "A guest with vLPIs runs only while its vPE is resident on its pCPU with Dirty = 0.");

  static final Rule PLACED =
      Rule.always(
          "I15-placed",
          "Where a vPE is resident, every ITS on which it is mapped sends its vLPIs there.");

  static final Rule ONE_PLACE =
      Rule.always("I15-one-place", "A vPE is resident on at most one redistributor.");

  static final Rule PROMISE =
      Rule.always(
          "I15-promise",
          "A default doorbell is armed only for a vPE that is out and has nothing pending (4.1).");

  static final Rule DOORBELL =
      Rule.always(
          "I15-doorbell",
          "A doorbell is pending only on the pCPU where the driver has the vPE, or the vPE is being"
              + " moved (4.0).");

  static final Rule FAULTS =
      Rule.always(
          "faults",
          "GICR_VPENDBASER is not written while Dirty is 1, and VMOVP names no vPE that is not"
              + " mapped on the ITS.");

  static final List<Rule> ALL =
      List.of(
          CommonRules.PENDING,
          CommonRules.RUNNING,
          ARMED,
          KEPT,
          CLEAN,
          PLACED,
          ONE_PLACE,
          PROMISE,
          DOORBELL,
          CommonRules.ONCE,
          FAULTS,
          CommonRules.DELIVERED,
          CommonRules.ANSWERED,
          CommonRules.HARDWARE,
          CommonRules.SOFTWARE,
          CommonRules.ENDED,
          CommonRules.PROGRESS);

  private ArmRule() {}
}
