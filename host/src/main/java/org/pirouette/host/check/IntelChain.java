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
import org.pirouette.host.source.KvmStat;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.source.Processor;
import org.pirouette.host.tree.Evidence;

/// The Intel chain: APICv in the CPU, posting in every VT-d unit, remapping on, nothing switched
/// off (Linux arch/x86/kvm/vmx/vmx.c, drivers/iommu/intel/irq_remapping.c,
/// drivers/iommu/irq_remapping.c).
final class IntelChain {
  private static final Question PROCESSOR =
      new Question(
          "cpu-apicv",
          "the CPU posts interrupts into a running guest (APICv)",
          "Without APICv each interrupt for a guest forces it out: two to three exits each.");

  private static final Question IOMMU =
      new Question(
          "iommu",
          "there is an IOMMU (VT-d)",
          "The IOMMU is what posts a device's interrupt; without it devices interrupt the host.");

  private static final Question POSTING =
      new Question(
          "iommu-posting",
          "every VT-d unit can post (CAP bit 59)",
          "Linux posts only if all units can: one unit without it turns posting off for the host.");

  private static final Question REMAPPING =
      new Question(
          "remapping",
          "interrupt remapping is on",
          "Posting is a format of the interrupt-remapping table: without remapping there is none.");

  private static final Question COMMAND_LINE =
      new Question(
          "command-line",
          "the kernel command line leaves posting on",
          "intremap=off, intremap=nopost, nointremap and intel_iommu=off each switch it off.");

  private static final Question MODULE =
      new Question(
          "kvm-intel", "kvm_intel is loaded", "KVM writes the descriptors and sets up posting.");

  private static final Question APICV =
      new Question(
          "enable-apicv",
          "KVM uses APICv (enable_apicv=Y)",
          "KVM posts only with APICv; the value is what is left after the check of the hardware.");

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
              IntelChain::processor,
              IntelChain::iommu,
              IntelChain::posting,
              IntelChain::commandLine,
              IntelChain::remapping,
              IntelChain::module,
              IntelChain::apicv,
              IntelChain::devicePosting,
              InhibitChecks::apicv,
              DeliveryChecks::devices),
          List.of(Set.of(DEVICE_POSTING), Set.of(POSTING, COMMAND_LINE, REMAPPING, APICV)),
          Set.of(PROCESSOR),
          Set.of(APICV),
          Set.of(InhibitChecks.INTEL),
          Set.of(DeliveryChecks.DEVICES, InhibitChecks.INTEL));

  private IntelChain() {}

  private static Finding processor(HostFacts facts) {
    Processor processor = facts.hardware().processor();
    if (!processor.known() && processor.vmxFlagsAt().isPresent()) {
      return vmxFlags(processor, processor.vmxFlagsAt().get());
    }
    if (!processor.known()) {
      Optional<InterruptTable.Row> notified =
          facts.activity().interrupts().row("PIN").filter(row -> row.total() > 0);
      if (notified.isPresent()) {
        return PROCESSOR.ok("posted-interrupt notifications were taken", notified.get().evidence());
      }
      return facts
          .activity()
          .kvmStat()
          .event("kvm_apicv_accept_irq")
          .map(event -> PROCESSOR.ok("KVM delivers through APICv", event.evidence()))
          .orElseGet(
              () ->
                  PROCESSOR.unknown(
                      "the CPU's flags are not known",
                      "read /proc/cpuinfo: 'vmx flags' with posted_intr, vapic_reg, vid"));
    }
    Evidence flags = processor.flagsAt().orElseThrow();
    if (!processor.flags().contains("vmx")) {
      return facts.hardware().hypervisor().isPresent()
          ? PROCESSOR.impossible(
              "no VMX: the hypervisor below does not offer nested virtualization",
              new Remedy(
                  "turn on nested virtualization for this guest", "slower; larger attack surface"),
              List.of(at(flags, "no flag vmx")))
          : PROCESSOR.off(
              "no VMX: the CPU lacks it or the BIOS switched it off",
              new Remedy(
                  "switch on Intel Virtualization Technology (VT-x) in the BIOS", "a reboot"),
              List.of(at(flags, "no flag vmx")));
    }
    if (processor.vmxFlagsAt().isEmpty()) {
      return PROCESSOR.unknown(
          "the kernel prints no 'vmx flags' (Linux before 5.6)",
          "read /sys/module/kvm_intel/parameters/enable_apicv");
    }
    return vmxFlags(processor, processor.vmxFlagsAt().get());
  }

  private static Finding vmxFlags(Processor processor, Evidence line) {
    List<String> missing = new ArrayList<>(List.of("posted_intr", "vapic_reg", "vid"));
    missing.removeAll(processor.vmxFlags());
    if (missing.isEmpty()) {
      return PROCESSOR.ok("the CPU has APICv", at(line, "posted_intr vapic_reg vid"));
    }
    return PROCESSOR.impossible(
        "the CPU lacks " + String.join(", ", missing),
        new Remedy(
            "use a CPU with APICv (Xeon from Ivy Bridge-EP on, most client parts from Skylake on)",
            "another machine"),
        List.of(at(line, "without " + String.join(", ", missing))));
  }

  private static Evidence at(Evidence line, String text) {
    return new Evidence(line.source(), line.line(), text);
  }

  private static Finding iommu(HostFacts facts) {
    if (!facts.hardware().units().isEmpty()) {
      return IOMMU.ok(
          count(facts.hardware().units().size()), facts.hardware().units().getFirst().evidence());
    }
    if (facts.hardware().noUnits().isPresent()) {
      return IOMMU.impossible(
          "the firmware offers no VT-d unit (no DMAR table)",
          new Remedy(
              "if the machine has VT-d, switch it on in the BIOS (VT-d, 'Directed I/O')",
              "a reboot"),
          facts.hardware().noUnits().stream().toList());
    }
    Optional<Evidence> sign =
        facts
            .kernel()
            .log()
            .first(LogFact.DMAR_REMAPPING)
            .or(() -> facts.kernel().log().first(LogFact.DMAR))
            .or(() -> facts.activity().interrupts().first("DMAR").map(InterruptTable.Row::evidence))
            .or(() -> facts.hardware().unitNames().stream().findFirst())
            .or(
                () ->
                    facts.hardware().remapping().entries().stream()
                        .findFirst()
                        .map(e -> e.evidence()));
    if (sign.isPresent()
        || !facts.hardware().unitNames().isEmpty()
        || facts.hardware().remapping().known()) {
      int units =
          Math.max(
              facts.hardware().unitNames().size(), facts.hardware().remapping().units().size());
      return IOMMU.ok(units > 0 ? count(units) : "there is a VT-d unit", sign.stream().toList());
    }
    return IOMMU.unknown(
        "nothing here tells of a VT-d unit", "read dmesg (DMAR) or /sys/class/iommu");
  }

  private static String count(int units) {
    return units == 1 ? "1 VT-d unit" : units + " VT-d units";
  }

  private static Finding posting(HostFacts facts) {
    List<IommuUnit> units =
        facts.hardware().units().stream()
            .filter(unit -> unit.kind() == IommuUnit.Kind.INTEL)
            .toList();
    List<IommuUnit> without = units.stream().filter(unit -> !unit.canPost()).toList();
    List<Evidence> evidence = without.stream().map(IommuUnit::evidence).limit(4).toList();
    Remedy hardware =
        new Remedy(
            "none in software; client parts often lack it in the unit of the graphics (dmar0); Xeon"
                + " boards have it in all units",
            "another machine");
    if (!without.isEmpty()) {
      String names = String.join(", ", without.stream().map(IommuUnit::name).limit(8).toList());
      String rest = without.size() == units.size() ? "" : " (the other units can)";
      return POSTING.impossible(
          names + " cannot post: CAP bit 59 is clear" + rest, hardware, evidence);
    }
    if (facts.kernel().log().says(LogFact.POSTING_INCONSISTENT)) {
      return POSTING.impossible(
          "the units differ in posting, so the kernel leaves it off",
          hardware,
          facts.kernel().log().facts().getOrDefault(LogFact.POSTING_INCONSISTENT, List.of()));
    }
    List<Evidence> silent = silentUnits(facts, units);
    if (!units.isEmpty() && !silent.isEmpty()) {
      return POSTING.notUnderstood(
          units.size()
              + (units.size() == 1 ? " unit" : " units")
              + " can post; of "
              + silent.size()
              + " more the capability was not seen",
          "read /sys/class/iommu/dmar*/intel-iommu/cap of all units, or the whole dmesg",
          silent);
    }
    if (!units.isEmpty()) {
      String all =
          units.size() == 1 ? "the unit can post" : "all " + units.size() + " units can post";
      return POSTING.ok(all, units.getFirst().evidence());
    }
    return fromTables(facts);
  }

  /// Units that are there and whose capability was not seen.
  private static List<Evidence> silentUnits(HostFacts facts, List<IommuUnit> units) {
    List<Evidence> silent = new ArrayList<>();
    int known = units.size();
    for (Evidence name : facts.hardware().unitNames()) {
      boolean named = units.stream().anyMatch(unit -> unit.name().equals(name.text()));
      if (name.text().startsWith("dmar") && !named && facts.hardware().unitNames().size() > known) {
        silent.add(name);
      }
    }
    if (silent.isEmpty() && facts.kernel().log().drhds().size() > known) {
      silent.addAll(facts.kernel().log().drhdsWithoutCapability());
    }
    return silent.stream().limit(4).toList();
  }

  /// The remapping tables list a unit among the posting ones only if it can post.
  private static Finding fromTables(HostFacts facts) {
    Set<String> all = facts.hardware().remapping().units();
    Set<String> can = facts.hardware().remapping().postingUnits();
    if (!can.isEmpty() && can.containsAll(all)) {
      return POSTING.ok(
          "all " + all.size() + " units have a table of posted entries",
          facts.hardware().remapping().posted().stream()
              .limit(1)
              .map(entry -> entry.evidence())
              .toList());
    }
    if (facts.activity().interrupts().row("PMN").filter(row -> row.total() > 0).isPresent()) {
      return POSTING.ok(
          "the host takes posted MSIs itself",
          facts.activity().interrupts().row("PMN").get().evidence());
    }
    return POSTING.unknown(
        "the capabilities of the units are not known",
        "read /sys/class/iommu/dmar*/intel-iommu/cap (bit 59), or dmesg lines 'DMAR: dmar0: ... cap'");
  }

  private static Finding commandLine(HostFacts facts) {
    CommandLine line = facts.kernel().commandLine();
    if (!line.known()) {
      return COMMAND_LINE.unknown("the command line is not known", "read /proc/cmdline");
    }
    Optional<Evidence> off =
        line.any("nointremap")
            .or(() -> line.gives("intremap", "off"))
            .or(() -> line.gives("intremap", "nopost"))
            .or(() -> line.gives("intel_iommu", "off"));
    return off.map(
            evidence ->
                COMMAND_LINE.off(
                    "'" + evidence.text() + "' switches it off",
                    new Remedy(
                        "remove '"
                            + evidence.text()
                            + "' from the kernel command line; for device"
                            + " assignment also set intel_iommu=on",
                        "a reboot; someone may have set it for an erratum of the board"),
                    List.of(evidence)))
        .orElseGet(() -> COMMAND_LINE.ok("nothing on it switches posting off"));
  }

  private static Finding remapping(HostFacts facts) {
    for (LogFact on : List.of(LogFact.REMAPPING_ON_X2APIC, LogFact.REMAPPING_ON_XAPIC)) {
      if (facts.kernel().log().says(on)) {
        String note =
            facts.kernel().log().says(LogFact.X2APIC_OPT_OUT)
                ? "remapping is on, in xAPIC mode (the BIOS opts out of x2APIC; posting does not care)"
                : "remapping is on";
        return REMAPPING.ok(note, facts.kernel().log().first(on).orElseThrow());
      }
    }
    List<Evidence> failed = new ArrayList<>(CommonChecks.remappingOff(facts));
    failed.addAll(facts.hardware().remapping().disabled().stream().limit(2).toList());
    Remedy remedy =
        new Remedy(
            "update the BIOS, switch on VT-d there, and remove intremap=off from the command line",
            "a reboot");
    if (!failed.isEmpty()) {
      return REMAPPING.off("remapping is off", remedy, failed);
    }
    Optional<Boolean> chips = CommonChecks.chipsAreRemapped(facts);
    if (chips.isPresent()) {
      return chips.get()
          ? REMAPPING.ok(
              "interrupts go through remapping (chips named IR-)",
              facts.activity().interrupts().first("IR-").orElseThrow().evidence())
          : REMAPPING.off(
              "MSIs go to the CPUs without remapping (chips PCI-MSI, not IR-PCI-MSI)",
              remedy,
              facts.activity().interrupts().first("PCI-MSI").map(row -> row.evidence()).stream()
                  .toList());
    }
    if (!facts.hardware().remapping().entries().isEmpty()) {
      return REMAPPING.ok(
          "the remapping tables hold " + facts.hardware().remapping().entries().size() + " entries",
          facts.hardware().remapping().entries().getFirst().evidence());
    }
    Optional<Evidence> chip =
        facts.activity().irqs().stream().flatMap(irq -> irq.chipAt().stream()).findFirst();
    return chip.map(at -> REMAPPING.ok("the interrupt goes through remapping", at))
        .orElseGet(
            () ->
                REMAPPING.unknown(
                    "nothing here tells whether remapping is on",
                    "read dmesg: 'DMAR-IR: Enabled IRQ remapping in x2apic mode'"));
  }

  private static Finding module(HostFacts facts) {
    if (facts.kernel().modules().has("kvm_intel")) {
      return MODULE.ok("kvm_intel is loaded");
    }
    if (facts.kernel().log().says(LogFact.VMX_ABSENT)
        || facts.kernel().log().says(LogFact.KVM_NO_HARDWARE)) {
      return MODULE.impossible(
          "kvm_intel found no VMX",
          new Remedy("another CPU; in a guest, nested virtualization", "another machine"),
          facts
              .kernel()
              .log()
              .first(LogFact.VMX_ABSENT)
              .or(() -> facts.kernel().log().first(LogFact.KVM_NO_HARDWARE))
              .stream()
              .toList());
    }
    boolean bios =
        facts.kernel().log().says(LogFact.KVM_OFF_IN_BIOS)
            || facts.kernel().log().says(LogFact.VMX_OFF_IN_BIOS);
    if (!facts.kernel().modules().known() && !bios) {
      return MODULE.unknown("the modules are not known", "look for /sys/module/kvm_intel");
    }
    List<Evidence> evidence = new ArrayList<>();
    facts.kernel().log().first(LogFact.KVM_OFF_IN_BIOS).ifPresent(evidence::add);
    facts.kernel().log().first(LogFact.VMX_OFF_IN_BIOS).ifPresent(evidence::add);
    String software =
        facts.kernel().modules().has("kvm_pvm")
            ? " (KVM here is kvm_pvm: guests run by software)"
            : "";
    return MODULE.off(
        "kvm_intel is not loaded" + software,
        new Remedy("modprobe kvm_intel; if that fails, switch on VT-x in the BIOS", "none"),
        evidence);
  }

  private static Finding apicv(HostFacts facts) {
    Optional<Boolean> on = facts.kernel().modules().isOn("kvm_intel", "enable_apicv");
    Optional<Evidence> odd = CommonChecks.odd(facts, "kvm_intel", "enable_apicv");
    if (odd.isPresent()) {
      return CommonChecks.oddValue(APICV, "enable_apicv", odd.get());
    }
    Optional<KvmStat.Event> injected =
        facts.activity().kvmStat().event("kvm_inj_virq").filter(event -> event.total() > 100);
    if (on.isEmpty()
        && injected.isPresent()
        && facts.activity().kvmStat().event("kvm_apicv_accept_irq").isEmpty()) {
      return APICV.off(
          "KVM injects ("
              + injected.get().perSecond()
              + " kvm_inj_virq per second) and never delivers through APICv",
          new Remedy(
              "read /sys/module/kvm_intel/parameters/enable_apicv; if it is Y, trace"
                  + " kvm:kvm_apicv_inhibit_changed to see what inhibits it",
              "none"),
          List.of(injected.get().evidence()));
    }
    if (on.isEmpty()) {
      return facts
          .activity()
          .kvmStat()
          .event("kvm_apicv_accept_irq")
          .map(event -> APICV.ok("KVM delivers through APICv", event.evidence()))
          .orElseGet(
              () ->
                  APICV.unknown(
                      "enable_apicv is not known",
                      "read /sys/module/kvm_intel/parameters/enable_apicv"));
    }
    Evidence value = facts.kernel().modules().value("kvm_intel", "enable_apicv").orElseThrow();
    return on.get()
        ? APICV.ok("enable_apicv=" + value.text(), value)
        : APICV.off(
            "enable_apicv=" + value.text() + ": each interrupt forces the guest out",
            new Remedy(
                "options kvm_intel enable_apicv=1 in /etc/modprobe.d (or kvm_intel.enable_apicv=1 on"
                    + " the command line), then reload kvm_intel",
                "all virtual machines must be stopped for the reload"),
            List.of(value));
  }

  private static Finding devicePosting(HostFacts facts) {
    Optional<Evidence> odd = CommonChecks.odd(facts, "kvm_intel", "enable_device_posted_irqs");
    if (odd.isPresent()) {
      return CommonChecks.oddValue(DEVICE_POSTING, "enable_device_posted_irqs", odd.get());
    }
    Optional<Boolean> on = facts.kernel().modules().isOn("kvm_intel", "enable_device_posted_irqs");
    if (on.isPresent()) {
      Evidence value =
          facts.kernel().modules().value("kvm_intel", "enable_device_posted_irqs").orElseThrow();
      return on.get()
          ? DEVICE_POSTING.ok("enable_device_posted_irqs=" + value.text(), value)
          : DEVICE_POSTING.off(
              "enable_device_posted_irqs=" + value.text(),
              new Remedy(
                  "set kvm_intel.enable_device_posted_irqs=1 and see to the other links",
                  "all virtual machines must be stopped for the reload"),
              List.of(value));
    }
    if (facts.kernel().modules().has("kvm_intel") && facts.kernel().atLeast(6, 16).orElse(false)) {
      return DEVICE_POSTING.unknown(
          "the parameter was not read",
          "read /sys/module/kvm_intel/parameters/enable_device_posted_irqs");
    }
    return facts.kernel().release().isEmpty()
        ? DEVICE_POSTING.unknown(
            "the parameter was not read",
            "read /sys/module/kvm_intel/parameters/enable_device_posted_irqs (Linux 6.16 and later)")
        : DEVICE_POSTING.doesNotApply(
            "this kernel has no such parameter; the links above tell it by inference");
  }
}
