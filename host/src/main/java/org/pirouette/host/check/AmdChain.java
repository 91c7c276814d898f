package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.CommandLine;
import org.pirouette.host.source.IommuUnit;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.tree.Evidence;

/// The AMD chain: AVIC in the CPU and in KVM, the guest virtual APIC in every IOMMU (Linux
/// arch/x86/kvm/svm/avic.c, drivers/iommu/amd/init.c).
final class AmdChain {
  private static final Question PROCESSOR =
      new Question(
          "cpu-avic",
          "the CPU has AVIC",
          "Without AVIC each interrupt for a guest forces it out: two to three exits each.");

  private static final Question IOMMU =
      new Question(
          "iommu",
          "there is an IOMMU (AMD-Vi)",
          "The IOMMU is what posts a device's interrupt; without it devices interrupt the host.");

  private static final Question POSTING =
      new Question(
          "iommu-posting",
          "every IOMMU can post (guest virtual APIC, EFR GASup and GAMSup)",
          "Linux posts only if all units can.");

  private static final Question COMMAND_LINE =
      new Question(
          "command-line",
          "the kernel command line leaves posting on",
          "amd_iommu=off and amd_iommu_intr=legacy each switch it off.");

  private static final Question REMAPPING =
      new Question(
          "remapping",
          "interrupt remapping and the virtual APIC mode of the IOMMU are on",
          "Posting is a format of the interrupt-remapping table: without it there is none.");

  private static final Question MODULE =
      new Question("kvm-amd", "kvm_amd is loaded", "KVM sets up AVIC and posting.");

  private static final Question AVIC =
      new Question(
          "avic",
          "KVM uses AVIC (avic=Y)",
          "KVM posts only with AVIC; before Linux 6.18 it is off unless asked for.");

  private static final Question DEVICE_POSTING =
      new Question(
          "device-posting",
          "KVM posts device interrupts (enable_device_posted_irqs=Y)",
          "This parameter (Linux 6.16 and later) is Y only if all links above hold.");

  /// In order of dependence. The links, and what follows from which.
  static final Chain CHAIN =
      new Chain(
          List.of(
              CommonChecks::bareMetal,
              AmdChain::processor,
              AmdChain::iommu,
              AmdChain::posting,
              AmdChain::commandLine,
              AmdChain::remapping,
              AmdChain::module,
              AmdChain::avic,
              AmdChain::devicePosting,
              InhibitChecks::avic,
              DeliveryChecks::devices),
          List.of(Set.of(DEVICE_POSTING), Set.of(POSTING, REMAPPING, AVIC)),
          Set.of(PROCESSOR),
          Set.of(AVIC),
          Set.of(InhibitChecks.AMD),
          Set.of(DeliveryChecks.DEVICES, InhibitChecks.AMD));

  private AmdChain() {}

  private static Finding processor(HostFacts facts) {
    Optional<Evidence> used =
        facts
            .kernel()
            .log()
            .first(LogFact.X2AVIC_ON)
            .or(() -> facts.kernel().log().first(LogFact.AVIC_ON));
    if (!facts.hardware().processor().known()) {
      return used.map(line -> PROCESSOR.ok("the CPU has AVIC, as KVM uses it", line))
          .orElseGet(
              () ->
                  PROCESSOR.unknown(
                      "the CPU's flags are not known", "read /proc/cpuinfo: flags avic, x2avic"));
    }
    Evidence line = facts.hardware().processor().flagsAt().orElseThrow();
    if (facts.hardware().processor().flags().contains("avic")) {
      boolean x2avic = facts.hardware().processor().flags().contains("x2avic");
      return PROCESSOR.ok(
          x2avic ? "the CPU has AVIC and x2AVIC" : "the CPU has AVIC (not x2AVIC)",
          new Evidence(line.source(), line.line(), x2avic ? "flags avic x2avic" : "flag avic"));
    }
    boolean svm = facts.hardware().processor().flags().contains("svm");
    Evidence missing =
        new Evidence(line.source(), line.line(), svm ? "no flag avic" : "no flags svm, avic");
    if (!svm && facts.hardware().hypervisor().isEmpty()) {
      return PROCESSOR.off(
          "no SVM: the CPU lacks it or the BIOS switched it off",
          new Remedy("switch on SVM mode in the BIOS", "a reboot"),
          List.of(missing));
    }
    return PROCESSOR.impossible(
        svm
            ? "the CPU does not show AVIC"
            : "no SVM: the hypervisor below offers no nested virtualization",
        new Remedy(
            "Zen and later have AVIC; some Zen 2 and Zen 3 hide it (kvm_amd.force_avic=1 overrides,"
                + " unsafe); a guest does not get it",
            "force_avic may crash the host"),
        List.of(missing));
  }

  private static Finding iommu(HostFacts facts) {
    List<IommuUnit> units = units(facts);
    if (!units.isEmpty()) {
      return IOMMU.ok(
          units.size() == 1 ? "1 IOMMU" : units.size() + " IOMMUs", units.getFirst().evidence());
    }
    if (facts.hardware().noUnits().isPresent()) {
      return IOMMU.impossible(
          "the firmware offers no IOMMU (no IVRS table)",
          new Remedy("if the machine has one, switch on IOMMU (AMD-Vi) in the BIOS", "a reboot"),
          facts.hardware().noUnits().stream().toList());
    }
    Optional<Evidence> sign =
        facts
            .kernel()
            .log()
            .first(LogFact.AMD_IOMMU)
            .or(() -> facts.activity().interrupts().first("IOMMU-MSI").map(row -> row.evidence()))
            .or(() -> facts.activity().interrupts().action("AMD-Vi").map(row -> row.evidence()));
    return sign.map(line -> IOMMU.ok("there is an IOMMU", line))
        .orElseGet(
            () ->
                IOMMU.unknown(
                    "nothing here tells of an IOMMU", "read dmesg (AMD-Vi) or /sys/class/iommu"));
  }

  private static List<IommuUnit> units(HostFacts facts) {
    return facts.hardware().units().stream()
        .filter(unit -> unit.kind() == IommuUnit.Kind.AMD)
        .toList();
  }

  private static Finding posting(HostFacts facts) {
    List<IommuUnit> units = units(facts);
    List<IommuUnit> without = units.stream().filter(unit -> !unit.canPost()).toList();
    if (!without.isEmpty()) {
      return POSTING.impossible(
          "the extended features of " + without.getFirst().name() + " lack the guest virtual APIC",
          new Remedy("none in software", "another machine"),
          without.stream().map(IommuUnit::evidence).limit(4).toList());
    }
    List<Evidence> silent =
        facts.hardware().unitNames().stream()
            .filter(name -> name.text().startsWith("ivhd"))
            .filter(name -> units.stream().noneMatch(unit -> unit.name().equals(name.text())))
            .limit(4)
            .toList();
    if (!units.isEmpty()
        && !silent.isEmpty()
        && facts.hardware().unitNames().size() > units.size()) {
      return POSTING.notUnderstood(
          "the features of " + silent.getFirst().text() + " were not seen",
          "read /sys/class/iommu/ivhd*/amd-iommu/features of all units",
          silent);
    }
    if (!units.isEmpty()) {
      return POSTING.ok(
          units.size() == 1 ? "the unit can post" : "all units can post",
          units.getFirst().evidence());
    }
    Optional<Evidence> on = facts.kernel().log().first(LogFact.AMD_VIRTUAL_APIC_ON);
    return on.map(line -> POSTING.ok("the virtual APIC mode is on", line))
        .orElseGet(
            () ->
                POSTING.unknown(
                    "the features of the IOMMU are not known",
                    "read /sys/class/iommu/ivhd*/amd-iommu/features, or dmesg 'AMD-Vi: Extended"
                        + " features'"));
  }

  private static Finding commandLine(HostFacts facts) {
    CommandLine line = facts.kernel().commandLine();
    if (!line.known()) {
      return COMMAND_LINE.unknown("the command line is not known", "read /proc/cmdline");
    }
    return line.gives("amd_iommu", "off")
        .or(() -> line.gives("amd_iommu_intr", "legacy"))
        .or(() -> line.any("nointremap"))
        .or(() -> line.gives("intremap", "off"))
        .or(() -> line.gives("intremap", "nopost"))
        .map(
            evidence ->
                COMMAND_LINE.off(
                    "'" + evidence.text() + "' switches it off",
                    new Remedy(
                        "remove '" + evidence.text() + "' from the kernel command line",
                        "a reboot; someone may have set it for an erratum of the board"),
                    List.of(evidence)))
        .orElseGet(() -> COMMAND_LINE.ok("nothing on it switches posting off"));
  }

  private static Finding remapping(HostFacts facts) {
    Optional<Evidence> snp = facts.kernel().log().first(LogFact.AMD_VIRTUAL_APIC_OFF_SNP);
    if (snp.isPresent()) {
      return REMAPPING.off(
          "SNP forced the virtual APIC mode off",
          new Remedy("run without SEV-SNP (iommu=... or BIOS), or accept it", "no SNP guests"),
          snp.stream().toList());
    }
    Optional<Evidence> virtual = facts.kernel().log().first(LogFact.AMD_VIRTUAL_APIC_ON);
    if (virtual.isPresent()) {
      List<Evidence> evidence = new ArrayList<>();
      facts.kernel().log().first(LogFact.AMD_REMAPPING_ON).ifPresent(evidence::add);
      evidence.add(virtual.get());
      String x2apic =
          facts.kernel().log().says(LogFact.AMD_X2APIC_ON)
              ? ""
              : " (the IOMMU is not in X2APIC mode)";
      return REMAPPING.ok("remapping and virtual APIC mode are on" + x2apic, evidence);
    }
    List<Evidence> off = CommonChecks.remappingOff(facts);
    if (!off.isEmpty()) {
      return REMAPPING.off("remapping is off", CommonChecks.remappingRemedy(), off);
    }
    Optional<Boolean> chips = CommonChecks.chipsAreRemapped(facts);
    if (chips.isPresent() && !chips.get()) {
      return REMAPPING.off(
          "MSIs go to the CPUs without remapping (chips PCI-MSI, not IR-PCI-MSI)",
          new Remedy("switch on the IOMMU in the BIOS; remove amd_iommu=off", "a reboot"),
          facts.activity().interrupts().first("PCI-MSI").map(row -> row.evidence()).stream()
              .toList());
    }
    if (facts.kernel().log().says(LogFact.AMD_REMAPPING_ON) && facts.kernel().log().fromBoot()) {
      return REMAPPING.off(
          "remapping is on, the virtual APIC mode is not",
          new Remedy("boot with amd_iommu_intr=vapic", "a reboot"),
          facts.kernel().log().first(LogFact.AMD_REMAPPING_ON).stream().toList());
    }
    return REMAPPING.unknown(
        "nothing here tells whether the virtual APIC mode is on",
        "read dmesg from boot: 'AMD-Vi: Virtual APIC enabled'");
  }

  private static Finding module(HostFacts facts) {
    if (facts.kernel().modules().has("kvm_amd")) {
      return MODULE.ok("kvm_amd is loaded");
    }
    Optional<Evidence> line = facts.kernel().log().first(LogFact.KVM_AMD);
    if (line.isPresent()) {
      return MODULE.ok("kvm_amd wrote to the log", line.get());
    }
    String software =
        facts.kernel().modules().has("kvm_pvm")
            ? " (KVM here is kvm_pvm: guests run by software)"
            : "";
    return facts.kernel().modules().known()
        ? MODULE.off(
            "kvm_amd is not loaded" + software,
            new Remedy("modprobe kvm_amd; if that fails, switch on SVM in the BIOS", "none"),
            List.of())
        : MODULE.unknown("the modules are not known", "look for /sys/module/kvm_amd");
  }

  private static Finding avic(HostFacts facts) {
    Remedy remedy =
        new Remedy(
            "options kvm_amd avic=1 in /etc/modprobe.d, then reload kvm_amd (before Linux 5.19 also"
                + " nested=0)",
            "all virtual machines must be stopped; on Zen 1 and 2 IPIs still exit (erratum 1235)");
    Optional<Evidence> odd = CommonChecks.odd(facts, "kvm_amd", "avic");
    if (odd.isPresent()) {
      return CommonChecks.oddValue(AVIC, "avic", odd.get());
    }
    Optional<Boolean> on = facts.kernel().modules().isOn("kvm_amd", "avic");
    if (on.isPresent()) {
      Evidence value = facts.kernel().modules().value("kvm_amd", "avic").orElseThrow();
      return on.get()
          ? AVIC.ok("avic=" + value.text(), value)
          : AVIC.off(
              "avic=" + value.text() + ": each interrupt forces the guest out",
              remedy,
              List.of(value));
    }
    Optional<Evidence> line =
        facts
            .kernel()
            .log()
            .first(LogFact.X2AVIC_ON)
            .or(() -> facts.kernel().log().first(LogFact.AVIC_ON));
    if (line.isPresent()) {
      return AVIC.ok("kvm_amd says that AVIC is on", line.get());
    }
    Optional<Evidence> traced =
        facts.activity().kvmStat().events().entrySet().stream()
            .filter(event -> event.getKey().startsWith("kvm_avic"))
            .map(event -> event.getValue().evidence())
            .findFirst();
    if (traced.isPresent()) {
      return AVIC.ok("AVIC is at work: its events are traced", traced.get());
    }
    Optional<Evidence> refused =
        facts
            .kernel()
            .log()
            .first(LogFact.AVIC_OFF_SNP)
            .or(() -> facts.kernel().log().first(LogFact.AVIC_NO_SUPPORT));
    if (refused.isPresent()) {
      return AVIC.off("KVM left it off", remedy, refused.stream().toList());
    }
    Optional<Evidence> started = facts.kernel().log().first(LogFact.KVM_AMD_STARTED);
    return started
        .map(
            at ->
                AVIC.off("kvm_amd started without 'AVIC enabled' in the log", remedy, List.of(at)))
        .orElseGet(
            () ->
                AVIC.unknown(
                    "the parameter avic is not known", "read /sys/module/kvm_amd/parameters/avic"));
  }

  private static Finding devicePosting(HostFacts facts) {
    Optional<Evidence> odd = CommonChecks.odd(facts, "kvm_amd", "enable_device_posted_irqs");
    if (odd.isPresent()) {
      return CommonChecks.oddValue(DEVICE_POSTING, "enable_device_posted_irqs", odd.get());
    }
    Optional<Boolean> on = facts.kernel().modules().isOn("kvm_amd", "enable_device_posted_irqs");
    if (on.isEmpty()) {
      return facts.kernel().atLeast(6, 16).orElse(true)
          ? DEVICE_POSTING.unknown(
              "the parameter was not read",
              "read /sys/module/kvm_amd/parameters/enable_device_posted_irqs (Linux 6.16 and later)")
          : DEVICE_POSTING.doesNotApply(
              "this kernel has no such parameter; the links above tell it by inference");
    }
    Evidence value =
        facts.kernel().modules().value("kvm_amd", "enable_device_posted_irqs").orElseThrow();
    return on.get()
        ? DEVICE_POSTING.ok("enable_device_posted_irqs=" + value.text(), value)
        : DEVICE_POSTING.off(
            "enable_device_posted_irqs=" + value.text(),
            new Remedy(
                "set kvm_amd.enable_device_posted_irqs=1 and see to the other links",
                "all virtual machines must be stopped for the reload"),
            List.of(value));
  }
}
