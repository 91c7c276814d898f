package org.pirouette.host.machine;

import java.util.List;
import java.util.Set;

/// A process that runs a virtual machine.
///
/// @param processId of the VMM (virtual machine monitor)
/// @param kind which VMM
/// @param name of the machine as the VMM was told, else the name of the process
/// @param arguments the words of the command line, empty where it cannot be read
/// @param processors its vCPUs, by number
/// @param groups the IOMMU groups it has open (`/dev/vfio/N`)
public record VirtualMachine(
    long processId,
    Vmm kind,
    String name,
    List<String> arguments,
    List<VirtualProcessor> processors,
    Set<String> groups) {

  /// A vCPU.
  ///
  /// @param number as KVM numbers it
  /// @param threadId of the thread that runs it, or -1 where it is not known
  /// @param statistics the VMM's descriptor of this vCPU's binary statistics, or -1
  public record VirtualProcessor(int number, long threadId, int statistics) {}

  /// The VMMs whose options and threads are known.
  public enum Vmm {
    QEMU("QEMU"),
    CLOUD_HYPERVISOR("Cloud Hypervisor"),
    FIRECRACKER("Firecracker"),
    CROSVM("crosvm"),
    KVMTOOL("kvmtool"),
    OTHER("a VMM");

    private final String title;

    Vmm(String title) {
      this.title = title;
    }

    /// The name as people write it.
    public String title() {
      return title;
    }
  }
}
