package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.CommandLine;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.source.IommuUnit;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.tree.Evidence;

/// Links that chains of several platforms share.
final class CommonChecks {
  private static final Question HARDWARE =
      new Question(
          "bare-metal",
          "bare metal",
          "An IOMMU that posts is hardware; hypervisors do not offer one to their guests.");

  private static final Question REMAPPING =
      new Question(
          "remapping",
          "interrupts are remapped",
          "Posting is a format of the interrupt-remapping table: without remapping there is none.");

  /// For hosts whose maker nothing tells. The links of a host whose kind is not known.
  static final Chain UNKNOWN_PLATFORM =
      new Chain(
          List.of(
              CommonChecks::bareMetal,
              CommonChecks::remappingSeen,
              InhibitChecks::anywhere,
              DeliveryChecks::devices),
          List.of(),
          Set.of(),
          Set.of(),
          Set.of(InhibitChecks.ANY),
          Set.of(InhibitChecks.ANY));

  private CommonChecks() {}

  /// Nested hosts: no virtual IOMMU of a known hypervisor posts; one that does speaks for itself.
  static Finding bareMetal(HostFacts facts) {
    Optional<Evidence> guest = facts.hardware().hypervisor();
    if (guest.isEmpty()) {
      boolean enough = facts.hardware().processor().known() || facts.kernel().log().fromBoot();
      return enough
          ? HARDWARE.ok("no sign of a hypervisor below")
          : HARDWARE.unknown(
              "no sign of a hypervisor below, but cpuinfo was not read",
              "read /proc/cpuinfo: the flag 'hypervisor' is set in guests");
    }
    if (facts.hardware().units().stream().anyMatch(IommuUnit::canPost)) {
      return HARDWARE.ok(
          "this host is itself a guest, but its virtual IOMMU says that it can post", guest.get());
    }
    List<Evidence> evidence = new ArrayList<>(guest.stream().toList());
    facts.kernel().log().first(LogFact.KVM_SOFTWARE).ifPresent(evidence::add);
    String software =
        facts.kernel().modules().has("kvm_pvm")
            ? "; its KVM runs guests by software (kvm_pvm, no VMX or SVM), so there is no APICv or"
                + " AVIC either"
            : "";
    return HARDWARE.impossible(
        "this host is itself a guest: its hypervisor gives it no IOMMU that posts" + software,
        new Remedy(
            "run the virtual machines on the physical host, or take an instance on bare metal",
            "another machine"),
        evidence);
  }

  private static Finding remappingSeen(HostFacts facts) {
    List<Evidence> off = new ArrayList<>(remappingOff(facts));
    CommandLine line = facts.kernel().commandLine();
    line.gives("intremap", "off").or(() -> line.any("nointremap")).ifPresent(off::add);
    if (!off.isEmpty()) {
      return REMAPPING.off("remapping is off", remappingRemedy(), off);
    }
    Optional<InterruptTable.Row> plain = facts.activity().interrupts().first("PCI-MSI");
    if (plain.isPresent() && facts.activity().interrupts().first("IR-").isEmpty()) {
      return REMAPPING.off(
          "MSIs go to the CPUs without remapping (chips PCI-MSI, not IR-PCI-MSI)",
          remappingRemedy(),
          List.of(plain.get().evidence()));
    }
    return facts
        .activity()
        .interrupts()
        .first("IR-")
        .map(
            row ->
                REMAPPING.ok("interrupts go through remapping (chips named IR-)", row.evidence()))
        .orElseGet(
            () ->
                REMAPPING.unknown(
                    "nothing here tells whether interrupts are remapped",
                    "read dmesg (DMAR-IR, AMD-Vi) or all of /proc/interrupts (chips named IR-)"));
  }

  /// A parameter that was read and is neither on nor off.
  static Optional<Evidence> odd(HostFacts facts, String module, String parameter) {
    return facts.kernel().modules().isOn(module, parameter).isPresent()
        ? Optional.empty()
        : facts.kernel().modules().value(module, parameter);
  }

  static Finding oddValue(Question question, String parameter, Evidence value) {
    return question.notUnderstood(
        parameter + " reads '" + value.text() + "', which is neither Y nor N",
        "read the parameter again: cat /sys/module/kvm*/parameters/" + parameter,
        List.of(value));
  }

  /// The lines in which a kernel says that remapping stays off, whatever the maker.
  static List<Evidence> remappingOff(HostFacts facts) {
    List<Evidence> off = new ArrayList<>();
    for (LogFact fact :
        List.of(
            LogFact.REMAPPING_FAILED,
            LogFact.REMAPPING_NOT_ENABLED,
            LogFact.REMAPPING_ERRATUM,
            LogFact.REMAPPING_FIRMWARE_BUG,
            LogFact.AMD_REMAPPING_OFF,
            LogFact.AMD_FIRMWARE_BUG)) {
      facts.kernel().log().first(fact).ifPresent(off::add);
    }
    if (off.isEmpty()) {
      // With remapping on, even in xAPIC mode, Linux says so in the line before.
      facts.kernel().log().first(LogFact.REMAPPING_NO_X2APIC).ifPresent(off::add);
    }
    return off;
  }

  static Remedy remappingRemedy() {
    return new Remedy(
        "update the BIOS, switch on the IOMMU there (VT-d, AMD-Vi), and remove intremap=off from the"
            + " command line",
        "a reboot");
  }

  /// Rows of `/proc/interrupts` of an x86 host: with remapping their chips are named `IR-`.
  static Optional<Boolean> chipsAreRemapped(HostFacts facts) {
    if (facts.activity().interrupts().first("IR-").isPresent()) {
      return Optional.of(true);
    }
    boolean plain =
        facts.activity().interrupts().first("PCI-MSI").isPresent()
            || facts.activity().interrupts().first("IO-APIC").isPresent();
    return plain ? Optional.of(false) : Optional.empty();
  }
}
