package org.pirouette.host.check;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.tree.Evidence;

/// The arm64 chain: GICv4 in every redistributor and ITS, and KVM told to use it (Linux
/// drivers/irqchip/irq-gic-v3*.c, arch/arm64/kvm/vgic/vgic-v3.c).
final class ArmChain {
  private static final Question GIC =
      new Question(
          "gicv4",
          "the interrupt controller has GICv4",
          "Only a GICv4 delivers a device's interrupt (LPI) into a running vCPU by itself.");

  private static final Question ITS =
      new Question(
          "its-gicv4",
          "the ITS drives GICv4",
          "The ITS maps a device's event to a virtual interrupt of a vCPU.");

  private static final Question COMMAND_LINE =
      new Question(
          "command-line",
          "kvm-arm.vgic_v4_enable=1 is on the kernel command line",
          "KVM leaves GICv4 off unless asked for.");

  private static final Question KVM =
      new Question(
          "kvm-gicv4", "KVM uses GICv4", "KVM maps the interrupts of assigned devices to vCPUs.");

  /// In order of dependence. The links, and what follows from which.
  static final Chain CHAIN =
      Chain.of(
              CommonChecks::bareMetal,
              ArmChain::controller,
              ArmChain::translation,
              ArmChain::commandLine,
              ArmChain::kvm,
              DeliveryChecks::devices)
          .with(List.of(Set.of(KVM)));

  private ArmChain() {}

  private static Finding controller(HostFacts facts) {
    for (LogFact fact :
        List.of(
            LogFact.ARM_GICV4_FEATURES,
            LogFact.ARM_ITS_GICV41,
            LogFact.ARM_ITS_ON,
            LogFact.ARM_KVM_ON,
            LogFact.ARM_KVM_OFF)) {
      Optional<Evidence> line = facts.kernel().log().first(fact);
      if (line.isPresent()) {
        boolean fourOne =
            facts.kernel().log().says(LogFact.ARM_ITS_GICV41)
                || facts.kernel().log().first(LogFact.ARM_GICV4_FEATURES).stream()
                    .anyMatch(found -> found.text().contains("RVPEID"));
        return GIC.ok(fourOne ? "GICv4.1" : "GICv4", line.get());
      }
    }
    Optional<InterruptTable.Row> row = vpe(facts);
    if (row.isPresent()) {
      return GIC.ok("vPE doorbells are set up", row.get().evidence());
    }
    // KVM prints "GICv4 support enabled" or "disabled" wherever the hardware has it.
    Optional<Evidence> vgic = facts.kernel().log().first(LogFact.ARM_KVM_VGIC);
    if (vgic.isPresent()) {
      return GIC.impossible(
          "KVM's vGIC started without a word of GICv4: the controller has none",
          new Remedy("none in software", "another machine"),
          List.of(vgic.get()));
    }
    return GIC.unknown(
        "nothing here tells whether the controller has GICv4",
        "read dmesg from boot: 'GICv3: GICv4 features:' and 'kvm [1]: GICv4 support'");
  }

  private static Optional<InterruptTable.Row> vpe(HostFacts facts) {
    return facts.activity().interrupts().rows().values().stream()
        .filter(row -> row.chip().startsWith("GICv4") && row.chip().contains("vpe"))
        .findFirst();
  }

  private static Finding translation(HostFacts facts) {
    Optional<Evidence> off =
        facts
            .kernel()
            .log()
            .first(LogFact.ARM_ITS_OFF)
            .or(() -> facts.kernel().log().first(LogFact.ARM_ITS_NO_DOMAIN));
    if (off.isPresent()) {
      return ITS.impossible(
          "the ITS does not drive GICv4",
          new Remedy(
              "update firmware; all ITSes must have GICv4, and errata (T241-FABRIC-4) switch it off",
              "a reboot"),
          off.stream().toList());
    }
    Optional<Evidence> on =
        facts
            .kernel()
            .log()
            .first(LogFact.ARM_ITS_ON)
            .or(() -> facts.kernel().log().first(LogFact.ARM_ITS_GICV41))
            .or(() -> facts.kernel().log().first(LogFact.ARM_ITS_DIRECT))
            .or(() -> facts.kernel().log().first(LogFact.ARM_KVM_ON));
    return on.map(line -> ITS.ok("the ITS drives GICv4", line))
        .orElseGet(
            () ->
                ITS.unknown(
                    "the log does not tell",
                    "read dmesg from boot: 'ITS: Enabling GICv4 support', 'Using GICv4.1 mode'"));
  }

  private static Finding commandLine(HostFacts facts) {
    if (!facts.kernel().commandLine().known()) {
      return COMMAND_LINE.unknown("the command line is not known", "read /proc/cmdline");
    }
    Optional<Evidence> on =
        facts
            .kernel()
            .commandLine()
            .gives("kvm-arm.vgic_v4_enable", "1")
            .or(() -> facts.kernel().commandLine().gives("kvm-arm.vgic_v4_enable", "y"))
            .or(() -> facts.kernel().commandLine().gives("kvm-arm.vgic_v4_enable", "on"));
    return on.map(word -> COMMAND_LINE.ok("the command line asks for GICv4", word))
        .orElseGet(
            () ->
                COMMAND_LINE.off(
                    "the command line does not ask for it, so KVM leaves GICv4 off",
                    remedy(),
                    List.of()));
  }

  private static Remedy remedy() {
    return new Remedy(
        "add kvm-arm.vgic_v4_enable=1 to the kernel command line", "a reboot; off by default");
  }

  private static Finding kvm(HostFacts facts) {
    Optional<Evidence> on = facts.kernel().log().first(LogFact.ARM_KVM_ON);
    if (on.isPresent()) {
      return KVM.ok("KVM uses it", on.get());
    }
    Optional<Evidence> off = facts.kernel().log().first(LogFact.ARM_KVM_OFF);
    if (off.isPresent()) {
      return KVM.off("KVM leaves GICv4 off", remedy(), off.stream().toList());
    }
    return vpe(facts)
        .map(row -> KVM.ok("vPE doorbells are set up", row.evidence()))
        .orElseGet(
            () ->
                KVM.unknown(
                    "KVM's choice is not known", "read dmesg: 'kvm [1]: GICv4 support enabled'"));
  }
}
