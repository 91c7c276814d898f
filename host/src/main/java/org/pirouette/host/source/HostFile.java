package org.pirouette.host.source;

import java.util.List;
import java.util.Optional;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.HostTree;

/// The files that doctor reads by a fixed name, with the names they go by in collected trees.
public enum HostFile {
  CPUINFO("proc/cpuinfo", "cpuinfo", "cpuinfo.txt"),
  CMDLINE("proc/cmdline", "cmdline", "cmdline.txt"),
  VERSION("proc/version", "proc/sys/kernel/osrelease", "uname", "uname.txt", "version.txt"),
  INTERRUPTS("proc/interrupts", "interrupts", "interrupts.txt", "proc-interrupts.txt"),
  INTERRUPTS_LATER(
      "proc/interrupts.later",
      "interrupts.later",
      "interrupts-later.txt",
      "proc-interrupts-later.txt",
      "interrupts-after.txt"),
  IOMEM("proc/iomem", "iomem", "iomem.txt"),
  KERNEL_LOG(
      "dmesg",
      "dmesg.txt",
      "dmesg.log",
      "var/log/dmesg",
      "journal.txt",
      "var/log/kern.log",
      "console.txt"),
  PARAMETERS("parameters", "parameters.txt", "kvm-params.txt"),
  KVM_COUNTERS("kvm-debugfs", "debugfs-kvm.txt", "kvm-debugfs.txt"),
  KVM_STAT("kvm_stat", "kvm_stat.txt", "kvmstat.txt"),
  REMAPPING_TABLES(
      "sys/kernel/debug/iommu/intel/ir_translation_struct", "ir_translation_struct.txt"),
  IOMMU_REGISTERS("sys/kernel/debug/iommu/intel/iommu_regset", "iommu_regset.txt"),
  IOMMU_LATENCY("sys/kernel/debug/iommu/intel/dmar_perf_latency", "dmar_perf_latency.txt"),
  IRQ_DESCRIPTION("irq", "irq.txt"),
  TRACE("sys/kernel/tracing/trace", "sys/kernel/debug/tracing/trace", "trace.txt");

  private final List<String> names;

  HostFile(String... names) {
    this.names = List.of(names);
  }

  /// The path on a host.
  public String path() {
    return names.getFirst();
  }

  /// The file that goes by this name.
  public static Optional<HostFile> named(String name) {
    for (HostFile file : values()) {
      if (file.names.contains(name)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /// Reads the file by the first of its names that is there.
  public Content read(HostTree tree) {
    Content first = tree.read(path());
    if (!(first instanceof Content.Absent)) {
      return first;
    }
    for (String name : names.subList(1, names.size())) {
      Content other = tree.read(name);
      if (other.present()) {
        return other;
      }
    }
    return first;
  }
}
