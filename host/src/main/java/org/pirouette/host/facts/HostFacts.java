package org.pirouette.host.facts;

import java.util.List;
import java.util.Optional;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.host.machine.AssignedDevice;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.source.CommandLine;
import org.pirouette.host.source.InhibitEvents;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.source.IommuUnit;
import org.pirouette.host.source.IrqDescription;
import org.pirouette.host.source.KernelLog;
import org.pirouette.host.source.KvmCounters;
import org.pirouette.host.source.KvmStat;
import org.pirouette.host.source.ModuleParameters;
import org.pirouette.host.source.Processor;
import org.pirouette.host.source.RemappingTables;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// Everything that was read from a host, before anything is concluded from it.
public record HostFacts(
    View view, Hardware hardware, Kernel kernel, Activity activity, Guests guests) {

  /// How much of the host was seen.
  ///
  /// @param name the source: `this host`, a folder, `the files given`
  /// @param complete whether what is missing was missing on the host: the running host, or a
  ///   collection
  /// @param obstacles what keeps doctor from seeing more, and what would open it
  /// @param incomplete files that could not be read, or not to their end
  public record View(
      String name, boolean complete, List<String> obstacles, List<Content.Unreadable> incomplete) {}

  /// What the machine is.
  ///
  /// @param processor from `/proc/cpuinfo`
  /// @param units IOMMU units with their capabilities
  /// @param unitNames units of which no more than the name is known
  /// @param noUnits evidence that there is no IOMMU at all, where that is certain
  /// @param remapping the interrupt-remapping tables
  /// @param hypervisor evidence that the host is itself a guest
  public record Hardware(
      Processor processor,
      List<IommuUnit> units,
      List<Evidence> unitNames,
      Optional<Evidence> noUnits,
      RemappingTables remapping,
      Optional<Evidence> hypervisor) {}

  /// What runs on it.
  ///
  /// @param release such as `6.12.113`, or empty
  /// @param commandLine of the kernel
  /// @param modules KVM's and VFIO's modules and parameters
  /// @param log of the kernel, or Xen's
  public record Kernel(
      String release, CommandLine commandLine, ModuleParameters modules, KernelLog log) {

    /// Whether the kernel is at least this version; empty where the version is not known.
    public Optional<Boolean> atLeast(int major, int minor) {
      String[] parts = release.split("[.-]", 3);
      if (parts.length < 2 || !parts[0].matches("\\d{1,4}") || !parts[1].matches("\\d{1,4}")) {
        return Optional.empty();
      }
      int found = Integer.parseInt(parts[0]);
      return Optional.of(found > major || (found == major && Integer.parseInt(parts[1]) >= minor));
    }
  }

  /// What happened while it was looked at.
  ///
  /// @param interrupts first reading
  /// @param interruptsLater second reading
  /// @param seconds between the readings, or NaN where it is not known
  /// @param rates of the vCPUs between the readings
  /// @param rateSource where the rates come from, in words; empty where there are none
  /// @param irqs descriptions of single interrupts, by number where known
  /// @param kvmStat output of kvm_stat
  /// @param counters KVM's counters, first reading
  /// @param countersLater second reading
  /// @param inhibits APICv inhibit events from a trace
  public record Activity(
      InterruptTable interrupts,
      Optional<InterruptTable> interruptsLater,
      double seconds,
      List<VcpuRates> rates,
      String rateSource,
      List<IrqDescription> irqs,
      KvmStat kvmStat,
      KvmCounters counters,
      Optional<KvmCounters> countersLater,
      InhibitEvents inhibits) {

    /// The growth of a row between the two readings (or as the file itself gives it), or -1.
    public long growth(InterruptTable.Row row) {
      if (row.growth() >= 0) {
        return row.growth();
      }
      return interruptsLater
          .flatMap(later -> later.row(row.label()))
          .map(later -> later.total() < row.total() ? 0 : later.total() - row.total())
          .orElse(-1L);
    }
  }

  /// Who runs in it.
  ///
  /// @param machines the virtual machines
  /// @param devices the assigned devices
  public record Guests(List<VirtualMachine> machines, List<AssignedDevice> devices) {}
}
