package org.pirouette.host.check;

import java.util.List;
import java.util.Optional;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.tree.Evidence;

/// The chain under FreeBSD, read from the settings `hw.vmm.vmx` of bhyve (FreeBSD
/// sys/amd64/vmm/intel/vmx.c), which say whether it uses APICv. Whether devices post is not told.
final class FreeBsdChain {
  private static final Question PROCESSOR =
      new Question(
          "bhyve-posting",
          "bhyve posts its interrupts into a running guest (APICv)",
          "Without APICv each interrupt for a guest forces it out: two to three exits each.");

  private static final Question DEVICES =
      new Question(
          "device-posting",
          "the interrupts of assigned devices are posted",
          "Without it each interrupt of a device forces the guest out, or wakes the host first.");

  /// In order of dependence. The links.
  static final Chain CHAIN = Chain.of(FreeBsdChain::processor, FreeBsdChain::devices);

  private FreeBsdChain() {}

  private static Finding processor(HostFacts facts) {
    Optional<Evidence> off =
        facts
            .kernel()
            .log()
            .first(LogFact.FREEBSD_VIRTUAL_INTERRUPTS_OFF)
            .or(() -> facts.kernel().log().first(LogFact.FREEBSD_POSTING_OFF));
    if (off.isPresent()) {
      return PROCESSOR.off(
          "bhyve does not use posted interrupts",
          new Remedy(
              "a CPU with APICv, and no hw.vmm.vmx.use_apic_pir=0 or use_apic_vid=0 in"
                  + " /boot/loader.conf",
              "a reboot"),
          List.of(off.get()));
    }
    return PROCESSOR.ok(
        "bhyve uses posted interrupts",
        facts.kernel().log().first(LogFact.FREEBSD_POSTING_ON).stream().toList());
  }

  private static Finding devices(HostFacts facts) {
    return DEVICES.unknown(
        "no setting of FreeBSD tells",
        "look whether interrupts of ppt devices still reach the host: vmstat -i, twice");
  }
}
