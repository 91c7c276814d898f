package org.pirouette.host.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.tree.HostTree;

/// A PCI device that VFIO holds for a virtual machine.
///
/// @param address `0000:17:00.2`
/// @param group its IOMMU group, or empty
/// @param machine the machine that has the group open, where it is known
public record AssignedDevice(String address, String group, Optional<VirtualMachine> machine) {
  private static final List<String> DRIVERS =
      List.of(
          "vfio-pci",
          "mlx5_vfio_pci",
          "nvgrace-gpu-vfio-pci",
          "hisi-acc-vfio-pci",
          "virtio-vfio-pci");

  /// The devices bound to a VFIO driver, and those with VFIO's rows among the interrupts.
  public static List<AssignedDevice> find(
      HostTree tree, InterruptTable interrupts, List<VirtualMachine> machines) {
    Map<String, AssignedDevice> devices = new LinkedHashMap<>();
    for (String driver : DRIVERS) {
      for (String entry : tree.list("sys/bus/pci/drivers/" + driver)) {
        if (entry.length() == 12 && entry.charAt(4) == ':' && entry.charAt(10) == '.') {
          devices.put(entry, device(tree, entry, machines));
        }
      }
    }
    for (InterruptTable.Row row : interrupts.assigned()) {
      String address = row.device();
      if (!address.isEmpty()) {
        devices.computeIfAbsent(address, any -> device(tree, address, machines));
      }
    }
    return new ArrayList<>(devices.values());
  }

  private static AssignedDevice device(
      HostTree tree, String address, List<VirtualMachine> machines) {
    String link = tree.link("sys/bus/pci/devices/" + address + "/iommu_group").orElse("");
    String group = link.substring(link.lastIndexOf('/') + 1);
    Optional<VirtualMachine> owner =
        machines.stream()
            .filter(machine -> !group.isEmpty() && machine.groups().contains(group))
            .findFirst();
    return new AssignedDevice(address, group, owner);
  }
}
