package org.pirouette.host.check;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pirouette.host.check.Finding.Barrier;
import org.pirouette.host.check.Finding.State;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.LogFact;

/// What follows from the facts of a host.
///
/// @param facts what was read
/// @param platform which chain was examined
/// @param chain the answers, in order of dependence
/// @param broken the first link that does not hold, if there is one
/// @param verdict the answer
/// @param headline the answer in a sentence
/// @param interrupts the interrupts of assigned devices
public record Diagnosis(
    HostFacts facts,
    Platform platform,
    List<Finding> chain,
    Optional<Finding> broken,
    Verdict verdict,
    String headline,
    List<DeviceInterrupt> interrupts) {

  /// Examines the facts.
  public static Diagnosis of(HostFacts facts) {
    Platform platform = Platform.of(facts);
    List<Finding> chain =
        platform.chain().checks().stream().map(check -> check.examine(facts)).toList();
    Optional<Finding> broken =
        chain.stream().filter(finding -> finding.state() == State.NOT_OK).findFirst();
    Verdict verdict = verdict(facts, chain, platform);
    return new Diagnosis(
        facts,
        platform,
        chain,
        broken,
        verdict,
        headline(verdict, chain, broken, platform),
        DeviceInterrupt.of(facts));
  }

  /// Entries in use are proof; else a link that hardware breaks beats one that a setting breaks, as
  /// changing the setting would not help; else all links must hold.
  private static Verdict verdict(HostFacts facts, List<Finding> chain, Platform platform) {
    if (!DeliveryChecks.postedToMachines(facts).isEmpty()) {
      return Verdict.IN_USE;
    }
    Finding last = chain.getLast();
    boolean devicesPosted = last.question() == DeliveryChecks.DEVICES && last.state() == State.OK;
    if (devicesPosted) {
      return Verdict.IN_USE;
    }
    boolean hardware =
        chain.stream()
            .anyMatch(
                finding ->
                    finding.state() == State.NOT_OK && finding.barrier() == Barrier.HARDWARE);
    if (hardware) {
      return Verdict.NOT_AVAILABLE;
    }
    if (chain.stream().anyMatch(finding -> finding.state() == State.NOT_OK)) {
      return Verdict.OFF;
    }
    boolean understood =
        chain.stream().noneMatch(finding -> finding.state() == State.NOT_UNDERSTOOD);
    return understood && ready(chain, platform) ? Verdict.IN_USE : Verdict.UNKNOWN;
  }

  /// One of the sets of links that suffice, or every link up to the use without a gap.
  private static boolean ready(List<Finding> chain, Platform platform) {
    Set<Question> held =
        chain.stream()
            .filter(finding -> finding.state() == State.OK)
            .map(Finding::question)
            .collect(Collectors.toSet());
    return platform.chain().sufficient().stream().anyMatch(held::containsAll)
        || chain.stream()
            .filter(finding -> !platform.chain().afterwards().contains(finding.question()))
            .allMatch(
                finding -> finding.state() == State.OK || finding.state() == State.DOES_NOT_APPLY);
  }

  private static String headline(
      Verdict verdict, List<Finding> chain, Optional<Finding> broken, Platform platform) {
    String mechanism = platform.mechanism();
    return switch (verdict) {
      case IN_USE -> {
        Finding last = chain.getLast();
        yield last.state() == State.OK
            ? "Posted interrupts are in use: " + last.statement() + "."
            : "Posted interrupts are on (" + mechanism + "); " + last.statement() + ".";
      }
      case OFF -> "Posted interrupts are not in use: " + broken.orElseThrow().statement() + ".";
      case NOT_AVAILABLE ->
          "Posted interrupts are not available here: " + hardware(chain).statement() + ".";
      case UNKNOWN -> unknown(chain);
    };
  }

  /// Says what was seen and what the decision lacks.
  private static String unknown(List<Finding> chain) {
    String seen =
        chain.stream()
            .filter(finding -> finding.state() == State.OK && !finding.evidence().isEmpty())
            .map(Finding::statement)
            .collect(Collectors.joining("; "));
    String lacking =
        chain.stream()
            .filter(finding -> finding.state() == State.UNKNOWN)
            .map(finding -> finding.question().id())
            .collect(Collectors.joining(", "));
    String odd =
        chain.stream()
            .filter(finding -> finding.state() == State.NOT_UNDERSTOOD)
            .map(Finding::statement)
            .collect(Collectors.joining("; "));
    return "Unknown whether posted interrupts are in use: "
        + (seen.isEmpty() ? "nothing here decides it" : seen)
        + (odd.isEmpty() ? "" : "; not understood: " + odd)
        + (lacking.isEmpty() ? "" : "; not seen: " + lacking)
        + ".";
  }

  /// The link that the headline speaks of, where one does not hold.
  public Optional<Finding> decisive() {
    return verdict == Verdict.NOT_AVAILABLE ? Optional.of(hardware(chain)) : broken;
  }

  /// Whether KVM posts its own interrupts to running vCPUs.
  public VcpuPosting vcpuPosting() {
    return VcpuPosting.of(facts, platform.chain(), chain);
  }

  /// The second sentence of the answer: the other half of posted interrupts; empty where the
  /// headline says it all.
  public String vcpuSentence() {
    VcpuPosting posting = vcpuPosting();
    boolean told = verdict == Verdict.IN_USE || posting == VcpuPosting.UNKNOWN;
    return told ? "" : posting.sentence(platform) + ".";
  }

  /// What to read first, where the verdict is unknown: the kernel's own summary, else the first
  /// gap.
  public Optional<Finding> firstGap() {
    List<Finding> gaps = chain.stream().filter(finding -> finding.state().open()).toList();
    return gaps.stream()
        .filter(
            finding ->
                platform.chain().sufficient().stream()
                    .anyMatch(set -> set.equals(Set.of(finding.question()))))
        .findFirst()
        .or(() -> gaps.stream().findFirst());
  }

  /// What the grep of many guides finds in this log, and what to read in its stead.
  public String grepAnswer() {
    if (!facts.kernel().log().known()) {
      return "";
    }
    int lines = facts.kernel().log().count(LogFact.GREP_OF_DESCRIPTION);
    String found =
        lines == 0
            ? "Nothing, and that means nothing: Linux never prints such a line. "
            : lines + " line(s), which no released Linux prints: trust the chain above instead. ";
    return found
        + switch (platform) {
          case INTEL, UNKNOWN ->
              "Read instead: enable_apicv and enable_device_posted_irqs of kvm_intel, bit 59 of"
                  + " /sys/class/iommu/dmar*/intel-iommu/cap, the posted entries in"
                  + " /sys/kernel/debug/iommu/intel/ir_translation_struct, and whether the vfio-msix"
                  + " rows of /proc/interrupts stand still.";
          case AMD ->
              "Read instead: dmesg 'AMD-Vi: Virtual APIC enabled' and 'kvm_amd: AVIC enabled', and"
                  + " /sys/module/kvm_amd/parameters/avic.";
          case ARM ->
              "Read instead: dmesg 'GICv3: GICv4 features:' and 'kvm [1]: GICv4 support enabled'.";
          case FREEBSD -> "Read instead: sysctl hw.vmm.vmx.cap.";
          case XEN -> "Read instead: 'xl dmesg', 'Intel VT-d Posted Interrupt enabled'.";
        };
  }

  private static Finding hardware(List<Finding> chain) {
    return chain.stream()
        .filter(finding -> finding.state() == State.NOT_OK && finding.barrier() == Barrier.HARDWARE)
        .findFirst()
        .orElseThrow();
  }
}
