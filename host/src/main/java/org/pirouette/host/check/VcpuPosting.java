package org.pirouette.host.check;

import java.util.List;
import java.util.Set;
import org.pirouette.host.check.Finding.State;
import org.pirouette.host.facts.HostFacts;

/// Whether KVM itself posts to running vCPUs (APICv, AVIC): what it sends for virtio, timers and
/// other vCPUs. That needs no IOMMU, and is the smaller half of posted interrupts.
public enum VcpuPosting {
  ON("KVM posts its own interrupts to running vCPUs (%s is on)"),
  ON_UNLESS_INHIBITED(
      "%s is on, so KVM posts its own interrupts to running vCPUs unless a virtual machine inhibits"
          + " it, which was not seen"),
  OFF("%s is off, so KVM injects its own interrupts too"),
  INHIBITED("%s is inhibited for at least one virtual machine"),
  NOT_AVAILABLE("%s is not available either"),
  UNKNOWN("whether KVM posts its own interrupts (%s) is not known");

  private final String sentence;

  VcpuPosting(String sentence) {
    this.sentence = sentence;
  }

  /// In a sentence without its full stop.
  String sentence(Platform platform) {
    String name =
        switch (platform) {
          case INTEL -> "APICv";
          case AMD -> "AVIC";
          case ARM, XEN, FREEBSD, UNKNOWN -> "interrupt virtualization";
        };
    return sentence.formatted(name);
  }

  static VcpuPosting of(HostFacts facts, Chain links, List<Finding> chain) {
    if (state(chain, links.capable()) == State.NOT_OK) {
      return NOT_AVAILABLE;
    }
    State enabled = state(chain, links.enabled());
    if (enabled == State.NOT_OK) {
      return OFF;
    }
    if (state(chain, links.inhibition()) == State.NOT_OK) {
      return INHIBITED;
    }
    if (state(chain, links.inhibition()) == State.NOT_UNDERSTOOD) {
      return UNKNOWN;
    }
    boolean notified =
        facts.activity().interrupts().row("PIN").filter(row -> row.total() > 0).isPresent();
    if (notified) {
      return ON;
    }
    boolean unseen = state(chain, links.inhibition()) == State.UNKNOWN;
    return enabled != State.OK ? UNKNOWN : unseen ? ON_UNLESS_INHIBITED : ON;
  }

  private static State state(List<Finding> chain, Set<Question> questions) {
    return chain.stream()
        .filter(finding -> questions.contains(finding.question()))
        .map(Finding::state)
        .findFirst()
        .orElse(State.DOES_NOT_APPLY);
  }
}
