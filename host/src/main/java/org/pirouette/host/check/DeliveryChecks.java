package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pirouette.host.check.DeviceInterrupt.Delivery;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.source.IrqDescription;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.source.RemappingTables;
import org.pirouette.host.tree.Evidence;

/// The last link: what really happens to the interrupts of assigned devices.
final class DeliveryChecks {
  static final String ID = "device-interrupts";

  /// Interrupts on the host from which on one reading tells that a vector is not posted; the setup
  /// of a device alone makes some.
  private static final long MANY = 1000;

  static final Question DEVICES =
      new Question(
          ID,
          "the interrupts of assigned devices are posted",
          "A vector that is not posted forces an exit, or a wakeup of another CPU, each time.");

  private DeliveryChecks() {}

  static Finding devices(HostFacts facts) {
    List<DeviceInterrupt> interrupts = DeviceInterrupt.of(facts);
    List<RemappingTables.Entry> posted = postedToMachines(facts);
    if (!posted.isEmpty()) {
      return postedEntries(posted, interrupts);
    }
    if (!facts.hardware().remapping().posted().isEmpty()) {
      return DEVICES.notUnderstood(
          "the table has posted entries, and the host posts its own MSIs (intremap=posted_msi): none"
              + " is known to be of a virtual machine",
          "give /proc/interrupts too: its rows vfio-msix name the devices of virtual machines",
          facts.hardware().remapping().posted().stream()
              .limit(3)
              .map(RemappingTables.Entry::evidence)
              .toList());
    }
    List<DeviceInterrupt> wires = with(interrupts, Delivery.NOT_POSTABLE);
    List<DeviceInterrupt> remapped = with(interrupts, Delivery.REMAPPED);
    boolean certain =
        remapped.stream().anyMatch(one -> one.growth() > 0 || one.row().total() >= MANY);
    if (certain) {
      return DEVICES.off(remappedStatement(remapped), remedy(facts), evidence(remapped));
    }
    if (!wires.isEmpty() && wires.size() == interrupts.size()) {
      return DEVICES.off(
          "the assigned devices use INTx, which is never posted",
          new Remedy("let the guest's driver use MSI-X (or MSI)", "none"),
          evidence(wires));
    }
    List<DeviceInterrupt> vectors = with(interrupts, Delivery.POSTED);
    if (!vectors.isEmpty()) {
      return DEVICES.ok(vectors.size() + " vectors are posted", evidence(vectors));
    }
    Optional<IrqDescription> forwarded =
        facts.activity().irqs().stream().filter(IrqDescription::forwarded).findFirst();
    if (forwarded.isPresent()) {
      return DEVICES.ok(
          "the host handed the interrupt over to a vCPU (IRQD_FORWARDED_TO_VCPU)",
          forwarded.get().forwardedAt().stream().toList());
    }
    if (!interrupts.isEmpty()) {
      return DEVICES.unknown(
          interrupts.size()
              + " vectors of assigned devices, none of which interrupted the host much: posted, or silent",
          "give a second reading of /proc/interrupts under load, or ir_translation_struct from debugfs");
    }
    if (!facts.guests().devices().isEmpty()) {
      return DEVICES.unknown(
          facts.guests().devices().size()
              + " devices are bound to VFIO; no vector of theirs is set up yet",
          "start the guest's driver, then look again");
    }
    return facts.activity().interrupts().known() && facts.view().complete()
        ? DEVICES.doesNotApply("no device is assigned to a virtual machine now")
        : DEVICES.unknown(
            hostPosts(facts)
                ? "posted MSIs are of the host's own devices (intremap=posted_msi); no interrupt of"
                    + " an assigned device was seen"
                : "no interrupt of an assigned device was seen",
            "read all of /proc/interrupts (rows vfio-msix) twice, and ir_translation_struct");
  }

  /// Posted entries that are of virtual machines. A host that posts its own MSIs has posted entries
  /// too; there only those of assigned devices count.
  static List<RemappingTables.Entry> postedToMachines(HostFacts facts) {
    boolean hostPosts = hostPosts(facts);
    return facts.hardware().remapping().posted().stream()
        .filter(
            entry ->
                !hostPosts
                    || facts.guests().devices().stream()
                        .anyMatch(device -> device.address().endsWith(":" + entry.device())))
        .toList();
  }

  private static boolean hostPosts(HostFacts facts) {
    return facts.activity().interrupts().row("PMN").filter(row -> row.total() > 0).isPresent()
        || facts.kernel().commandLine().gives("intremap", "posted_msi").isPresent()
        || facts.activity().irqs().stream().anyMatch(IrqDescription::postedOnTheHost);
  }

  private static List<DeviceInterrupt> with(List<DeviceInterrupt> all, Delivery delivery) {
    return all.stream().filter(one -> one.delivery() == delivery).toList();
  }

  private static List<Evidence> evidence(List<DeviceInterrupt> interrupts) {
    return interrupts.stream()
        .sorted((one, other) -> Long.compare(weight(other), weight(one)))
        .limit(3)
        .map(one -> one.row().evidence())
        .toList();
  }

  private static long weight(DeviceInterrupt interrupt) {
    return Math.max(interrupt.growth(), interrupt.row().total());
  }

  private static Finding postedEntries(
      List<RemappingTables.Entry> posted, List<DeviceInterrupt> interrupts) {
    String devices =
        posted.stream()
            .map(RemappingTables.Entry::device)
            .distinct()
            .limit(6)
            .collect(Collectors.joining(", "));
    List<DeviceInterrupt> remapped = with(interrupts, Delivery.REMAPPED);
    String rest = remapped.isEmpty() ? "" : "; but " + remappedStatement(remapped);
    List<Evidence> evidence =
        new ArrayList<>(posted.stream().limit(3).map(RemappingTables.Entry::evidence).toList());
    evidence.addAll(evidence(remapped));
    return DEVICES.ok(
        posted.size() + " table entries are in posted format (" + devices + ")" + rest, evidence);
  }

  private static String remappedStatement(List<DeviceInterrupt> remapped) {
    long grown = remapped.stream().mapToLong(one -> Math.max(0, one.growth())).sum();
    long total = remapped.stream().mapToLong(one -> one.row().total()).sum();
    String devices =
        remapped.stream()
            .map(DeviceInterrupt::device)
            .filter(device -> !device.isEmpty())
            .distinct()
            .limit(4)
            .collect(Collectors.joining(", "));
    String vectors = remapped.size() == 1 ? "1 vector" : remapped.size() + " vectors";
    String of = devices.isEmpty() ? "" : " of " + devices;
    return grown > 0
        ? vectors + of + " interrupted the host " + grown + " times meanwhile: remapped, not posted"
        : vectors + of + " interrupted the host " + total + " times so far: remapped, not posted";
  }

  private static Remedy remedy(HostFacts facts) {
    for (VirtualMachine machine : facts.guests().machines()) {
      for (MachineOptions.Inhibit relay : MachineOptions.relays(machine)) {
        return new Remedy(
            machine.name() + ": " + relay.statement() + ": remove the option", "none");
      }
    }
    if (facts.kernel().log().says(LogFact.BYPASS_FAILED)
        || facts.kernel().log().says(LogFact.OLD_BYPASS_FAILED)) {
      return new Remedy(
          "the kernel log tells of failed registrations of the IRQ bypass; see there", "none");
    }
    return new Remedy(
        "see to the other links; then: MSI-X in the guest, each vector to one vCPU (fixed or lowest"
            + " priority with one target), the irqchip in the kernel, KVM's irqfd instead of a relay by"
            + " the VMM",
        "none");
  }
}
