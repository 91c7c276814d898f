package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.tree.Evidence;

/// The chain under Xen, read from Xen's own log (`xl dmesg`), which, unlike Linux, says it in a
/// line (Xen drivers/passthrough/vtd/iommu.c).
final class XenChain {
  private static final Question PROCESSOR =
      new Question(
          "cpu-apicv",
          "the CPU posts interrupts into a running guest (APICv)",
          "Without APICv each interrupt for a guest forces it out: two to three exits each.");

  private static final Question REMAPPING =
      new Question(
          "remapping",
          "interrupt remapping is on",
          "Posting is a format of the interrupt-remapping table: without remapping there is none.");

  private static final Question POSTING =
      new Question(
          "xen-posting",
          "Xen uses VT-d posted interrupts",
          "Xen leaves them off unless booted with iommu=intpost.");

  /// In order of dependence. The links, and what follows from which.
  static final Chain CHAIN =
      new Chain(
          List.of(XenChain::processor, XenChain::remapping, XenChain::posting),
          List.of(Set.of(POSTING)),
          Set.of(PROCESSOR),
          Set.of(),
          Set.of(),
          Set.of(DeliveryChecks.DEVICES));

  private XenChain() {}

  /// Xen has neither AVIC nor the guest mode of AMD's IOMMU (no Xen up to 4.20 sets them up).
  private static boolean amd(HostFacts facts) {
    return facts.kernel().log().says(LogFact.XEN_AMD);
  }

  private static List<Evidence> amdEvidence(HostFacts facts) {
    return facts.kernel().log().first(LogFact.XEN_AMD).stream().toList();
  }

  private static Finding processor(HostFacts facts) {
    if (amd(facts)) {
      return PROCESSOR.impossible(
          "this is an AMD host, and Xen does not use AVIC: it injects every interrupt",
          new Remedy("none under Xen; KVM uses AVIC on this hardware", "another hypervisor"),
          amdEvidence(facts));
    }
    List<Evidence> evidence = new ArrayList<>();
    for (LogFact fact :
        List.of(
            LogFact.XEN_POSTED_PROCESSING,
            LogFact.XEN_VIRTUAL_INTERRUPTS,
            LogFact.XEN_REGISTER_VIRTUALIZATION)) {
      facts.kernel().log().first(fact).ifPresent(evidence::add);
    }
    if (facts.kernel().log().says(LogFact.XEN_POSTED_PROCESSING)) {
      return PROCESSOR.ok("the CPU has posted-interrupt processing", evidence);
    }
    return PROCESSOR.unknown(
        "Xen's list of VMX features is missing or cut off",
        "read all of 'xl dmesg': 'VMX: Supported advanced features', 'Posted Interrupt Processing'");
  }

  private static Finding remapping(HostFacts facts) {
    Optional<Evidence> on = facts.kernel().log().first(LogFact.XEN_REMAPPING_ON);
    if (on.isPresent()) {
      return REMAPPING.ok("Xen remaps interrupts", on.get());
    }
    Optional<Evidence> off =
        facts
            .kernel()
            .log()
            .first(LogFact.XEN_REMAPPING_OFF)
            .or(() -> facts.kernel().log().first(LogFact.XEN_NO_IOMMU));
    String firmware = amd(facts) ? "AMD-Vi" : "VT-d";
    return off.map(
            line ->
                REMAPPING.off(
                    "Xen runs without interrupt remapping",
                    new Remedy(
                        "boot Xen with iommu=intremap; switch on " + firmware + " in the BIOS",
                        "a reboot"),
                    List.of(line)))
        .orElseGet(() -> REMAPPING.unknown("Xen's log was not read", "read 'xl dmesg'"));
  }

  private static Finding posting(HostFacts facts) {
    if (amd(facts)) {
      return POSTING.impossible(
          "Xen does not post interrupts through AMD's IOMMU",
          new Remedy("none under Xen; KVM does on this hardware", "another hypervisor"),
          amdEvidence(facts));
    }
    Optional<Evidence> on = facts.kernel().log().first(LogFact.XEN_POSTING_ON);
    if (on.isPresent()) {
      return POSTING.ok("Xen posts interrupts", on.get());
    }
    List<Evidence> off = new ArrayList<>();
    facts.kernel().log().first(LogFact.XEN_POSTING_OFF).ifPresent(off::add);
    facts.kernel().log().first(LogFact.XEN_POSTING_OFF_CPU).ifPresent(off::add);
    return off.isEmpty()
        ? POSTING.unknown(
            "this is a Xen domain; only Xen's own log tells",
            "read 'xl dmesg': 'Intel VT-d Posted Interrupt enabled'")
        : POSTING.off(
            "Xen runs without VT-d posted interrupts",
            new Remedy(
                "boot Xen with iommu=intpost (off by default); if the line stays, a VT-d unit lacks"
                    + " posting",
                "a reboot; Xen calls it experimental"),
            off);
  }
}
