package org.pirouette.prove.intel;

import java.util.List;
import org.pirouette.prove.rule.CommonRules;
import org.pirouette.prove.rule.Rule;

/// What the protocol rests on with Intel's hardware, by the names of linux.md section B where they
/// are from there.
///
/// "Under way" in the sentences: a poster, an interrupt handler or the VMM is in the middle of
/// telling the vCPU.
final class IntelRule {
  static final Rule I2 =
      Rule.always(
          "I2",
          "A vCPU that sleeps and can take interrupts does not have ON set, unless a notification"
              + " is in flight to it or a wakeup is under way.");

  static final Rule I3 =
      Rule.always(
          "I3",
          "A vCPU in non-root mode whose PIR is not empty and whose SN is clear has ON set, or a"
              + " poster is between PIR and ON.");

  static final Rule I4 =
      Rule.always(
          "I4",
          "SN is clear for a vCPU in non-root mode, and for one that sleeps and can take"
              + " interrupts.");

  static final Rule I5 =
      Rule.always(
          "I5",
          "A vCPU that sleeps, can take interrupts and may be posted to by hardware has NV = F1h"
              + " and is on the wakeup list of the pCPU that NDST names.");

  static final Rule I5_LISTS =
      Rule.always(
          "I5-lists",
          "A vCPU is on at most one wakeup list, and on none while it is in non-root mode.");

  static final Rule I6 =
      Rule.always("I6", "A vCPU in non-root mode on pCPU p has NDST = p, NV = F2h and SN = 0.");

  static final Rule I7 =
      Rule.always(
          "I7",
          "A change of the control word loses no ON: while SN is clear and nobody is between PIR"
              + " and ON, or draining, or loading the vCPU, PIR is empty or ON is set.");

  static final Rule I8 =
      Rule.always(
          "I8",
          "ON is cleared before PIR is harvested: a vector that comes into a word of PIR behind the"
              + " harvest finds ON set again, or a poster about to set it.");

  static final Rule I10 =
      Rule.always(
          "I10",
          "Mode and ON are ordered on both sides: a vCPU in non-root mode does not have a vector in"
              + " PIR with ON set and nobody about to notify it or to make it leave.");

  static final Rule I11 =
      Rule.always(
          "I11", "From the last look at PIR to VM entry the interrupts of the host are off.");

  static final Rule I12 =
      Rule.always(
          "I12",
          "An IRTE that posts, in memory or cached, names a descriptor that exists; while nothing"
              + " changes it, it posts to the vCPU of the guest's route if that can be posted, and"
              + " else follows the host; from a device that has been disconnected it does not"
              + " post.");

  static final Rule I13 =
      Rule.always(
          "I13",
          "In non-root mode with virtual-interrupt delivery, RVI is at least the highest vector in"
              + " VIRR, and SVI is the highest vector in VISR.");

  static final Rule COUNT =
      Rule.always(
          "count", "KVM counts as many possible bypass interrupts as devices are connected.");

  static final Rule FAULTS =
      Rule.always(
          "faults",
          "Wakeup lists are not corrupted, and SN is clear when the wakeup vector is armed.");

  /// All rules for Intel, in the order in which they are listed.
  static final List<Rule> ALL =
      List.of(
          CommonRules.PENDING,
          I2,
          I3,
          I4,
          I5,
          I5_LISTS,
          I6,
          I7,
          I8,
          CommonRules.ONCE,
          I10,
          I11,
          I12,
          I13,
          CommonRules.PROGRESS,
          CommonRules.RUNNING,
          COUNT,
          CommonRules.DELIVERED,
          CommonRules.ANSWERED,
          CommonRules.HARDWARE,
          CommonRules.SOFTWARE,
          CommonRules.ENDED,
          FAULTS);

  private IntelRule() {}
}
