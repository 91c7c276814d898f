package org.pirouette.host.collect;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.source.KvmCounters;
import org.pirouette.host.tree.HostTree;

/// The rule for each file that doctor reads. A file without a rule is not packed; a test holds that
/// whatever doctor reads has one, or stands among those that are never packed.
final class Rules {
  private static final Set<String> MODULES = Set.of("kvm", "kvm_intel", "kvm_amd");

  /// Read, and told in other ways or not needed.
  private static final Set<String> NEVER =
      Set.of(
          "proc/self/status",
          "proc/sys/kernel/hostname",
          HostCollection.MARKER,
          HostCollection.RATES);

  private static final Set<String> HYPERVISORS = Set.of("xen", "kvm", "none");

  private static final Set<String> LOCKDOWNS =
      Set.of(
          "none",
          "[none]",
          "integrity",
          "[integrity]",
          "confidentiality",
          "[confidentiality]",
          "[inet]");

  private static final List<PathRule> PATHS =
      List.of(
          path(
              "sys/class/iommu/(dmar|ivhd)\\d{1,4}/(intel-iommu/(cap|ecap|version)"
                  + "|amd-iommu/(features|cap))",
              IommuRules::capability),
          path("sys/kernel/debug/irq/irqs/\\d{1,6}", Rule.each(IommuRules::interrupt)),
          path(
              "sys/kernel/debug/kvm/\\d{1,10}-\\d{1,6}/(vcpu\\d{1,5}/pid|"
                  + String.join("|", KvmCounters.USED)
                  + ")",
              CounterRules::value),
          path("sys/hypervisor/type", Rule.each(line -> Allowed.words(line, HYPERVISORS))),
          path("sys/kernel/security/lockdown", Rule.each(line -> Allowed.words(line, LOCKDOWNS))),
          path("proc/\\d{1,10}/comm", MachineRules::command),
          path("proc/\\d{1,10}/cmdline", MachineRules::arguments),
          path("proc/\\d{1,10}/task/\\d{1,10}/comm", MachineRules::thread));

  private Rules() {}

  private record PathRule(Pattern path, Rule rule) {}

  private static PathRule path(String pattern, Rule rule) {
    return new PathRule(Pattern.compile(pattern), rule);
  }

  /// The rule for a file, by its path on the host; nothing where it is not packed.
  static Optional<Rule> of(String path) {
    String name =
        path.endsWith(HostTree.LATER)
            ? path.substring(0, path.length() - HostTree.LATER.length())
            : path;
    Optional<Rule> known =
        HostFile.named(path)
            .or(() -> HostFile.named(name))
            .map(Rules::of)
            .or(() -> parameter(name));
    return known.or(
        () ->
            PATHS.stream()
                .filter(rule -> rule.path().matcher(name).matches())
                .map(PathRule::rule)
                .findFirst());
  }

  /// Whether a file is read and never packed.
  static boolean never(String path) {
    return NEVER.contains(path);
  }

  /// `sys/module/kvm/parameters/nested`.
  private static Optional<Rule> parameter(String path) {
    String[] parts = path.split("/");
    boolean parameter =
        parts.length == 5
            && path.startsWith("sys/module/")
            && MODULES.contains(parts[2])
            && parts[3].equals("parameters")
            && ModuleRules.named(parts[4]);
    return parameter ? Optional.of(ModuleRules::value) : Optional.empty();
  }

  private static Rule of(HostFile file) {
    return switch (file) {
      case CPUINFO -> new ProcessorRule();
      case CMDLINE -> new KernelOptionsRule();
      case VERSION ->
          lines ->
              List.of("Linux version " + Allowed.release(lines.isEmpty() ? "" : lines.getFirst()));
      case INTERRUPTS, INTERRUPTS_LATER -> new InterruptsRule();
      case IOMEM -> Rule.each(IommuRules::memory);
      case KERNEL_LOG -> new KernelLogRule();
      case PARAMETERS -> Rule.each(ModuleRules::listed);
      case KVM_COUNTERS -> Rule.each(CounterRules::listed);
      case KVM_STAT -> Rule.each(CounterRules::event);
      case REMAPPING_TABLES -> Rule.each(IommuRules::table);
      case IOMMU_REGISTERS -> Rule.each(IommuRules::registers);
      case IOMMU_LATENCY -> Rule.each(IommuRules::latency);
      case IRQ_DESCRIPTION -> Rule.each(IommuRules::interrupt);
      case TRACE -> new TraceRule();
    };
  }
}
