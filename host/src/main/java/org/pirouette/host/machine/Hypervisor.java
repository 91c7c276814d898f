package org.pirouette.host.machine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.source.KernelLog;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.source.Processor;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;
import org.pirouette.host.tree.HostTree;

/// Finds out whether the host is itself a guest of another hypervisor.
public final class Hypervisor {
  private static final List<LogFact> SAID_BY_THE_KERNEL =
      List.of(
          LogFact.HYPERVISOR,
          LogFact.PARAVIRTUALIZED,
          LogFact.UNDER_HYPERV,
          LogFact.HYPERV_BALLOON,
          LogFact.HYPERV_BUS);

  private static final List<String> VIRTUAL_MACHINES =
      List.of(
          "qemu", "kvm", "vmware", "virtualbox", "virtual machine", "firecracker", "bhyve", "xen");

  private Hypervisor() {}

  /// The evidence, if there is any.
  public static Optional<Evidence> find(
      HostTree tree, Processor processor, KernelLog log, InterruptTable interrupts) {
    for (LogFact fact : SAID_BY_THE_KERNEL) {
      Optional<Evidence> line = log.first(fact).filter(found -> !onBareHardware(found));
      if (line.isPresent()) {
        return line;
      }
    }
    Content type = tree.read("sys/hypervisor/type");
    if (!type.value().isEmpty()) {
      return Optional.of(type.at(0));
    }
    if (processor.flags().contains("hypervisor")) {
      return processor.flagsAt().map(at -> new Evidence(at.source(), at.line(), "flag hypervisor"));
    }
    Optional<Evidence> hardware =
        log.first(LogFact.HARDWARE_NAME)
            .or(() -> log.first(LogFact.DMI))
            .filter(Hypervisor::virtual);
    return hardware.or(() -> fromInterrupts(interrupts));
  }

  private static boolean onBareHardware(Evidence line) {
    return line.text().contains("bare hardware");
  }

  private static boolean virtual(Evidence line) {
    String text = line.text().toLowerCase(Locale.ROOT);
    return VIRTUAL_MACHINES.stream().anyMatch(text::contains);
  }

  /// Hyper-V's timer interrupts; a hypervisor's callbacks together with its paravirtual devices.
  private static Optional<Evidence> fromInterrupts(InterruptTable interrupts) {
    Optional<Evidence> hyperv =
        interrupts.row("HVS").filter(row -> row.total() > 0).map(InterruptTable.Row::evidence);
    if (hyperv.isPresent()) {
      return hyperv;
    }
    boolean paravirtual =
        interrupts.rows().values().stream().anyMatch(row -> row.description().contains("virtio"));
    return interrupts
        .row("HYP")
        .filter(row -> row.total() > 0 && paravirtual)
        .map(InterruptTable.Row::evidence);
  }
}
