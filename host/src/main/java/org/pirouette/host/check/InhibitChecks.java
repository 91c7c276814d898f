package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.live.Counter;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.source.InhibitEvents;
import org.pirouette.host.source.KvmCounters;
import org.pirouette.host.tree.Evidence;

/// Whether KVM inhibits APICv or AVIC for a machine at run time, although the module has it on. The
/// reasons: Linux arch/x86/include/asm/kvm_host.h, enum kvm_apicv_inhibit.
final class InhibitChecks {
  /// Injections below which nothing is concluded: a guest that boots needs some.
  private static final long FEW = 100;

  static final Question INTEL =
      new Question(
          "apicv-inhibit",
          "no virtual machine inhibits APICv",
          "One inhibit reason takes a whole machine back to injection, whatever the module says.");

  static final Question AMD =
      new Question(
          "avic-inhibit",
          "no virtual machine inhibits AVIC",
          "One inhibit reason takes a whole machine back to injection, whatever the module says.");

  static final Question ANY =
      new Question(
          "apicv-inhibit",
          "no virtual machine inhibits APICv or AVIC",
          "One inhibit reason takes a whole machine back to injection, whatever the module says.");

  private InhibitChecks() {}

  /// Where nothing tells the maker of the host, only what a trace shows.
  static Finding anywhere(HostFacts facts) {
    return examine(facts, ANY, "kvm_intel", "enable_apicv");
  }

  static Finding apicv(HostFacts facts) {
    return examine(facts, INTEL, "kvm_intel", "enable_apicv");
  }

  static Finding avic(HostFacts facts) {
    return examine(facts, AMD, "kvm_amd", "avic");
  }

  private static Finding examine(
      HostFacts facts, Question question, String module, String parameter) {
    if (!facts.kernel().modules().isOn(module, parameter).orElse(true)) {
      return question.doesNotApply(parameter + " is off for all machines");
    }
    List<String> found = new ArrayList<>();
    List<Evidence> evidence = new ArrayList<>();
    fromTrace(facts, found, evidence);
    fromOptions(facts, found, evidence, module.equals("kvm_amd"));
    if (facts.activity().counters().machines().isEmpty()) {
      fromRates(facts, found, evidence);
    } else {
      fromCounters(facts, found, evidence);
    }
    if (!found.isEmpty()) {
      return question.off(
          String.join("; ", found),
          new Remedy(remedies(found), "the guest may need what inhibits it"),
          evidence);
    }
    if (facts.activity().inhibits().firstUnclear().isPresent()) {
      return question.notUnderstood(
          "the trace has events of inhibit reasons that were lost or not understood",
          "trace kvm:kvm_apicv_inhibit_changed again, with a larger buffer",
          facts.activity().inhibits().unclear().stream().limit(3).toList());
    }
    if (facts.activity().inhibits().known()) {
      return question.ok("the trace shows no inhibit reason in force");
    }
    boolean counted =
        facts.activity().counters().machines().values().stream()
                .anyMatch(
                    machine -> machine.value("exits") > FEW && machine.value("irq_injections") >= 0)
            || facts.activity().rates().stream()
                .anyMatch(
                    rates ->
                        rates.rate(Counter.EXITS) > FEW
                            && !Double.isNaN(rates.rate(Counter.INJECTIONS)));
    if (counted && facts.kernel().modules().isOn(module, parameter).orElse(false)) {
      return question.ok("the counters show hardly any injections");
    }
    return facts.guests().machines().isEmpty() && facts.view().complete()
        ? question.doesNotApply("no virtual machine runs")
        : question.unknown(
            "no counters and no trace of the machines were read",
            "trace kvm:kvm_apicv_inhibit_changed, or read irq_injections in /sys/kernel/debug/kvm");
  }

  private static void fromTrace(HostFacts facts, List<String> found, List<Evidence> evidence) {
    for (InhibitEvents.Mask mask : facts.activity().inhibits().active()) {
      List<String> reasons = new ArrayList<>();
      for (String name : InhibitReasons.names(mask, facts)) {
        reasons.add(name + " (" + meaning(name) + ")");
      }
      found.add("the trace shows it inhibited: " + String.join(", ", reasons));
      evidence.add(mask.evidence());
    }
  }

  /// VMM options that are known to inhibit.
  private static void fromOptions(
      HostFacts facts, List<String> found, List<Evidence> evidence, boolean amd) {
    for (VirtualMachine machine : facts.guests().machines()) {
      for (MachineOptions.Inhibit inhibit : MachineOptions.inhibits(machine, amd)) {
        found.add(machine.name() + ": " + inhibit.statement());
        evidence.add(
            new Evidence("/proc/" + machine.processId() + "/cmdline", 0, inhibit.option()));
      }
    }
  }

  /// With APICv in force hardly anything is injected: 3 of 2000 interrupts in the recordings,
  /// against 503 of 500 where the guest moved its APIC base.
  private static void fromCounters(HostFacts facts, List<String> found, List<Evidence> evidence) {
    for (Map.Entry<String, KvmCounters.Machine> entry :
        facts.activity().counters().machines().entrySet()) {
      KvmCounters.Machine machine = entry.getValue();
      Optional<KvmCounters.Machine> later =
          facts.activity().countersLater().map(counters -> counters.machines().get(entry.getKey()));
      long injections = machine.value("irq_injections");
      long exits = machine.value("exits");
      if (later.isPresent()) {
        injections = later.get().value("irq_injections") - injections;
        exits = later.get().value("exits") - exits;
      }
      if (injections > FEW && injections * 20 > exits) {
        found.add(
            "the machine of process "
                + machine.processId()
                + " has its interrupts injected ("
                + injections
                + " injections, "
                + exits
                + " exits)");
        evidence.add(
            new Evidence(
                "sys/kernel/debug/kvm/" + entry.getKey() + "/irq_injections",
                0,
                injections + " of " + exits + " exits"));
      }
    }
  }

  private static void fromRates(HostFacts facts, List<String> found, List<Evidence> evidence) {
    for (VcpuRates rates : facts.activity().rates()) {
      double injections = rates.rate(Counter.INJECTIONS);
      if (injections > FEW && injections * 20 > rates.rate(Counter.EXITS)) {
        String vcpu = rates.vcpu() < 0 ? "" : " vCPU " + rates.vcpu();
        found.add(
            "%s%s has its interrupts injected (%.0f per second)"
                .formatted(rates.machine(), vcpu, injections));
        evidence.add(
            new Evidence(
                facts.activity().rateSource(),
                0,
                "%.0f injections and %.0f exits per second"
                    .formatted(injections, rates.rate(Counter.EXITS))));
      }
    }
  }

  private static String meaning(String reason) {
    return switch (reason) {
      case "DISABLED", "DISABLE" -> "off in the module or absent in the CPU";
      case "HYPERV" -> "a vCPU uses Hyper-V SynIC with AutoEOI";
      case "ABSENT" -> "no in-kernel APIC";
      case "BLOCKIRQ" -> "a debugger blocks interrupts";
      case "PHYSICAL_ID_ALIASED" -> "two vCPUs share an APIC ID";
      case "APIC_ID_MODIFIED" -> "the guest changed its APIC ID";
      case "APIC_BASE_MODIFIED" -> "the guest moved its APIC";
      case "NESTED" -> "the guest runs a nested guest";
      case "IRQWIN" -> "an ExtINT waits for an interrupt window";
      case "PIT_REINJ" -> "the in-kernel PIT reinjects ticks";
      case "SEV" -> "the guest is an SEV guest";
      case "LOGICAL_ID_ALIASED" -> "two vCPUs share a logical APIC ID";
      case "PHYSICAL_ID_TOO_BIG" -> "an APIC ID is beyond the table";
      case "X2APIC" -> "the guest uses x2APIC, which this AVIC does not";
      default -> "its name depends on the version of the kernel: give /proc/version too";
    };
  }

  private static String remedies(List<String> found) {
    String all = String.join(" ", found);
    List<String> remedies = new ArrayList<>();
    if (all.contains("HYPERV") || all.contains("SynIC")) {
      remedies.add("add hv-apicv (hv-avic) to the -cpu option, or leave hv-synic out");
    }
    if (all.contains("PIT")) {
      remedies.add("-global kvm-pit.lost_tick_policy=discard, or -machine kernel-irqchip=split");
    }
    if (all.contains("ABSENT") || all.contains("irqchip")) {
      remedies.add("-machine kernel-irqchip=split (or on)");
    }
    if (remedies.isEmpty()) {
      remedies.add(
          "trace the reason: echo 1 > /sys/kernel/tracing/events/kvm/kvm_apicv_inhibit_changed/enable,"
              + " start the machine, read /sys/kernel/tracing/trace");
    }
    return String.join("; ", remedies);
  }
}
