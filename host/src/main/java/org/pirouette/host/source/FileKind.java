package org.pirouette.host.source;

import java.util.List;
import java.util.Optional;
import org.pirouette.host.tree.Content;

/// Recognizes which file of a host a file is, by what stands in it.
public final class FileKind {
  private static final int LINES = 2000;

  private FileKind() {}

  /// The kind, or nothing where the content is of none.
  public static Optional<HostFile> of(Content content) {
    List<String> lines = content.lines().stream().limit(LINES).toList();
    if (any(lines, "Interrupt supported on IOMMU") || any(lines, "IR table address")) {
      return Optional.of(HostFile.REMAPPING_TABLES);
    }
    if (any(lines, "Register Base Address")) {
      return Optional.of(any(lines, "<0.1us") ? HostFile.IOMMU_LATENCY : HostFile.IOMMU_REGISTERS);
    }
    if (any(lines, "chip:") && any(lines, "hwirq:")) {
      return Optional.of(HostFile.IRQ_DESCRIPTION);
    }
    if (any(lines, "# tracer:")
        || any(lines, "kvm_apicv_inhibit_changed:")
        || any(lines, "kvm_apicv_update_request:")
        || any(lines, "kvm_pi_irte_update:")) {
      return Optional.of(HostFile.TRACE);
    }
    Processor processor = Processor.parse(content);
    if (processor.known() || processor.vmxFlagsAt().isPresent()) {
      return Optional.of(HostFile.CPUINFO);
    }
    if (!ParameterListing.parse(content).values().isEmpty()) {
      return Optional.of(HostFile.PARAMETERS);
    }
    if (any(lines, "vcpu0/pid") || starts(lines, "# PID-")) {
      return Optional.of(HostFile.KVM_COUNTERS);
    }
    if (KvmStat.parse(content).known()) {
      return Optional.of(HostFile.KVM_STAT);
    }
    if (starts(lines, "GRUB_CMDLINE_LINUX")) {
      return Optional.of(HostFile.CMDLINE);
    }
    if (!KernelLog.parse(content).facts().isEmpty() && !starts(lines, "Linux version ")) {
      return Optional.of(HostFile.KERNEL_LOG);
    }
    if (!InterruptTable.parse(content).rows().isEmpty()) {
      return Optional.of(HostFile.INTERRUPTS);
    }
    if (any(lines, "] Command line: ") || any(lines, "Kernel command line: ")) {
      return Optional.of(HostFile.KERNEL_LOG);
    }
    boolean single = content.lines().size() == 1;
    if (single && starts(lines, "Linux ")) {
      return Optional.of(HostFile.VERSION);
    }
    return single && any(lines, "=") ? Optional.of(HostFile.CMDLINE) : Optional.empty();
  }

  private static boolean any(List<String> lines, String piece) {
    return lines.stream().anyMatch(line -> line.contains(piece));
  }

  private static boolean starts(List<String> lines, String piece) {
    return lines.stream().anyMatch(line -> line.startsWith(piece));
  }

  /// Whether something of the kind that a user named was read from a file; where not, the user is
  /// told.
  public static boolean reads(HostFile file, Content content) {
    return switch (file) {
      case CPUINFO -> Processor.parse(content).count() > 0 || Processor.parse(content).known();
      case CMDLINE, VERSION -> !content.lines().isEmpty();
      case INTERRUPTS, INTERRUPTS_LATER -> !InterruptTable.parse(content).rows().isEmpty();
      case IOMEM -> any(content.lines(), " : ");
      case KERNEL_LOG ->
          !KernelLog.parse(content).facts().isEmpty() || CommandLine.among(content).isPresent();
      case PARAMETERS -> !ParameterListing.parse(content).values().isEmpty();
      case KVM_COUNTERS -> KvmCounters.parse(content).known();
      case KVM_STAT -> KvmStat.parse(content).known();
      case REMAPPING_TABLES -> any(content.lines(), "supported on IOMMU");
      case IOMMU_REGISTERS, IOMMU_LATENCY -> any(content.lines(), "Register Base Address");
      case IRQ_DESCRIPTION -> IrqDescription.parse(content).known();
      case TRACE -> any(content.lines(), "# tracer:") || any(content.lines(), ": kvm_");
    };
  }
}
