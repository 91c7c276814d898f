package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.machine.QemuOptions;

/// Files of the processes that run virtual machines: which VMM, which threads are vCPUs, and of
/// QEMU's options those that decide about posting, written anew. Names of machines, disks, networks
/// and everything else are left out; of other VMMs no option is needed.
final class MachineRules {
  private static final Set<String> COMMANDS =
      Set.of(
          "qemu-system-x86",
          "qemu-system-aar",
          "qemu-kvm",
          "kvm",
          "cloud-hyperviso",
          "firecracker",
          "crosvm",
          "lkvm",
          "kvmtool",
          "vmm");

  private static final Pattern VCPU =
      Pattern.compile("CPU (\\d{1,5})/(?:KVM|TCG)|.{0,20}vcpu[ _:-]?(\\d{1,5}).{0,20}");

  private static final Set<String> FEATURES =
      Set.of(
          "hv-apicv",
          "hv-avic",
          "hv-crash",
          "hv-emsr-bitmap",
          "hv-enforce-cpuid",
          "hv-evmcs",
          "hv-frequencies",
          "hv-ipi",
          "hv-passthrough",
          "hv-reenlightenment",
          "hv-relaxed",
          "hv-reset",
          "hv-runtime",
          "hv-stimer",
          "hv-stimer-direct",
          "hv-synic",
          "hv-syndbg",
          "hv-time",
          "hv-tlbflush",
          "hv-tlbflush-direct",
          "hv-tlbflush-ext",
          "hv-vapic",
          "hv-vpindex",
          "hv-xmm-input",
          "svm",
          "vmx",
          "x2apic",
          "avic",
          "apicv",
          "kvm-pv-eoi",
          "kvm-pv-ipi");

  private static final Set<String> SWITCHES = Set.of("on", "off", "true", "false", "yes", "no");
  private static final Set<String> IRQCHIPS = Set.of("on", "off", "split");
  private static final Set<String> TICKS = Set.of("delay", "discard", "catchup", "merge");

  private MachineRules() {}

  /// The name of the process.
  static List<String> command(List<String> lines) {
    String name = lines.isEmpty() ? "" : lines.getFirst().strip();
    if (COMMANDS.contains(name)) {
      return List.of(name);
    }
    return List.of(name.startsWith("qemu") ? "qemu-kvm" : "x");
  }

  /// The name of a thread.
  static List<String> thread(List<String> lines) {
    Matcher vcpu = VCPU.matcher(lines.isEmpty() ? "" : lines.getFirst().strip());
    if (!vcpu.matches()) {
      return List.of("x");
    }
    return List.of("CPU " + (vcpu.group(1) != null ? vcpu.group(1) : vcpu.group(2)) + "/KVM");
  }

  /// The words of the command line.
  static List<String> arguments(List<String> lines) {
    List<String> kept = new ArrayList<>(List.of("x"));
    for (QemuOptions.Option option : QemuOptions.of(lines).all()) {
      String value =
          switch (option.name()) {
            case "cpu" -> parts("x", option, FEATURES, SWITCHES);
            case "machine", "m", "accel" ->
                parts("x", option, Set.of("kernel-irqchip", "kernel_irqchip"), IRQCHIPS);
            case "global" -> parts("", option, Set.of("kvm-pit.lost-tick-policy"), TICKS);
            case "device" -> device(option);
            default -> "";
          };
      if (!value.isEmpty()) {
        kept.add("-" + option.name());
        kept.add(value);
      }
    }
    return kept;
  }

  /// The parts with a known key and a value that is known for it.
  private static String parts(
      String first, QemuOptions.Option option, Set<String> keys, Set<String> values) {
    StringBuilder kept = new StringBuilder(first);
    for (Map.Entry<String, String> part : option.parts().entrySet()) {
      if (keys.contains(part.getKey()) && values.contains(part.getValue())) {
        kept.append(kept.isEmpty() ? "" : ",");
        kept.append(part.getKey()).append('=').append(part.getValue());
      }
    }
    return kept.toString();
  }

  private static String device(QemuOptions.Option option) {
    if (!option.driver().startsWith("vfio-pci")) {
      return "";
    }
    String host = option.parts().getOrDefault("host", "");
    boolean address = host.matches("(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    return parts(
        address ? "vfio-pci,host=" + host : "vfio-pci",
        option,
        Set.of("x-no-kvm-msi", "x-no-kvm-msix", "x-no-kvm-intx"),
        SWITCHES);
  }
}
