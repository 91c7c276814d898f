package org.pirouette.prove.amd;

import java.util.List;
import org.pirouette.prove.rule.CommonRules;
import org.pirouette.prove.rule.Rule;

/// What the protocol rests on with AMD's hardware: linux.md I14, in its parts.
final class AmdRule {
  static final Rule TOLD =
      Rule.always(
          "I14-told",
          "A vCPU that sleeps with a deliverable interrupt in its backing page is about to be told:"
              + " whoever cleared IsRunning looked at IRR afterwards, and who set the bit after that"
              + " exits, logs, interrupts or wakes.");

  static final Rule NOTICED =
      Rule.always(
          "I14-noticed",
          "A vCPU in guest mode with AVIC has recognized the highest interrupt in its page if it is"
              + " deliverable, or a doorbell to its pCPU is on its way or about to be rung.");

  static final Rule ARMED =
      Rule.always(
          "I14-armed",
          "The entries on the list of a vCPU that sleeps have IsRun clear and ask for the log, or interrupt the"
              + " pCPU on whose wakeup list it is (GAPPI).");

  static final Rule PUBLISHED =
      Rule.always(
          "I14-published",
          "While a vCPU is in guest mode with AVIC, its entry in the physical APIC ID table and its"
              + " shadow name its pCPU with IsRunning set (the table only with IPI virtualization).");

  static final Rule POINTED =
      Rule.always(
          "I14-pointed",
          "While a vCPU is in guest mode with AVIC, the entries on its list have IsRun set and name"
              + " its pCPU, or the list is locked.");

  static final Rule TAGGED =
      Rule.always(
          "I14-tag", "The GATag of an entry names the vCPU whose backing page it posts to.");

  static final Rule ONE_LIST =
      Rule.always("I14-lists", "A vCPU is on at most one wakeup list (GAPPI).");

  static final Rule LOGS =
      Rule.atRest("I14-log", "At rest the IOMMU logs: no overflow has stopped it for good.");

  static final Rule ROUTED =
      Rule.atRest(
          "rest-routed",
          "At rest the entry of each device is what its route asks for: of an unplugged one it posts"
              + " to nobody.");

  static final Rule COUNT =
      Rule.always(
          "count", "The VM counts as many possible bypass interrupts as devices are connected.");

  static final Rule FAULTS =
      Rule.always("faults", "No wakeup list is corrupted, and no lock is released by another.");

  static final List<Rule> ALL =
      List.of(
          CommonRules.PENDING,
          CommonRules.RUNNING,
          TOLD,
          NOTICED,
          ARMED,
          PUBLISHED,
          POINTED,
          TAGGED,
          ONE_LIST,
          CommonRules.ONCE,
          COUNT,
          FAULTS,
          CommonRules.DELIVERED,
          CommonRules.ANSWERED,
          CommonRules.HARDWARE,
          CommonRules.SOFTWARE,
          CommonRules.ENDED,
          ROUTED,
          LOGS,
          CommonRules.PROGRESS);

  private AmdRule() {}
}
