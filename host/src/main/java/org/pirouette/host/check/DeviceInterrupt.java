package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.source.RemappingTables;

/// How one interrupt of an assigned device reaches its guest.
///
/// @param row the interrupt
/// @param device PCI address, or empty
/// @param delivery how
/// @param growth interrupts that reached the host between the readings, or -1
/// @param postedEntries posted table entries of the device, 0 where there are none or they are not
///   known
/// @param reason why, in a sentence
public record DeviceInterrupt(
    InterruptTable.Row row,
    String device,
    Delivery delivery,
    long growth,
    int postedEntries,
    String reason) {

  /// The ways.
  public enum Delivery {
    /// The IOMMU posts it.
    POSTED,
    /// It goes to the host, which passes it on.
    REMAPPED,
    /// It cannot be posted.
    NOT_POSTABLE,
    /// It does not reach the host: posted, or the device is silent.
    QUIET
  }

  /// The interrupts of all assigned devices.
  public static List<DeviceInterrupt> of(HostFacts facts) {
    List<DeviceInterrupt> interrupts = new ArrayList<>();
    for (InterruptTable.Row row : facts.activity().interrupts().assigned()) {
      interrupts.add(of(facts, row));
    }
    return interrupts;
  }

  private static DeviceInterrupt of(HostFacts facts, InterruptTable.Row row) {
    String device = row.device();
    int posted =
        device.isEmpty()
            ? 0
            : (int)
                facts.hardware().remapping().of(device).stream()
                    .filter(RemappingTables.Entry::posted)
                    .count();
    long growth = facts.activity().growth(row);
    boolean routed = facts.activity().inhibits().routes().containsKey(row.label());
    if (row.description().contains("vfio-intx")) {
      return interrupt(
          row,
          device,
          Delivery.NOT_POSTABLE,
          growth,
          posted,
          "INTx (a wire) is never posted: let the guest use MSI-X");
    }
    if (growth > 0) {
      return interrupt(
          row,
          device,
          Delivery.REMAPPED,
          growth,
          posted,
          "its count on the host grows: each one goes through the host's handler and an eventfd");
    }
    if (growth == 0 && (posted > 0 || routed)) {
      return interrupt(
          row,
          device,
          Delivery.POSTED,
          growth,
          posted,
          "its count on the host stands still and the device has posted entries");
    }
    if (row.total() > 0 && growth < 0 && posted == 0 && !routed) {
      return interrupt(
          row,
          device,
          Delivery.REMAPPED,
          growth,
          posted,
          "so many reached the host since it was set up; a posted one reaches it no more");
    }
    if (posted > 0 || routed) {
      return interrupt(
          row, device, Delivery.POSTED, growth, posted, "the device has posted entries");
    }
    return interrupt(
        row,
        device,
        Delivery.QUIET,
        growth,
        posted,
        "none reached the host: posted, or the device is silent");
  }

  private static DeviceInterrupt interrupt(
      InterruptTable.Row row,
      String device,
      Delivery delivery,
      long growth,
      int posted,
      String reason) {
    return new DeviceInterrupt(row, device, delivery, growth, posted, reason);
  }
}
