package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pirouette.host.source.KernelLog;

/// Takes out of a file what names its owner, and what doctor does not look at.
///
/// - Ethernet addresses, UUIDs, IPv4 addresses, serial numbers and the name of the host are
///   replaced.
/// - Of the kernel log only lines that doctor looks at stay; of the command lines of kernel and
///   VMMs only the options it knows; of `/proc/iomem` only the IOMMUs.
final class Mask {
  private static final Pattern ETHERNET =
      Pattern.compile("(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])");
  private static final Pattern UUID =
      Pattern.compile("[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}");
  private static final Pattern INTERNET =
      Pattern.compile("(?<![0-9.])(?:[0-9]{1,3}\\.){3}[0-9]{1,3}(?![0-9.])");
  private static final Pattern SERIAL =
      Pattern.compile("(?i)(serial ?(?:number|no\\.?)?|s/n)(\\s*[:=]\\s*)[^\\s,]+");
  private static final Pattern JOURNAL =
      Pattern.compile("^(\\S{3} +\\d+ [0-9:]{8}|\\S+T\\S+|\\[ *\\d+\\.\\d+\\]) (\\S+) (kernel:)");

  private static final List<String> KERNEL_OPTIONS =
      List.of(
          "intremap",
          "nointremap",
          "intel_iommu",
          "amd_iommu",
          "iommu",
          "kvm",
          "vfio",
          "isolcpus",
          "nohz_full",
          "rcu_nocbs",
          "irqaffinity",
          "mitigations",
          "nox2apic",
          "x2apic",
          "noapic",
          "nopv",
          "hugepages",
          "tsc",
          "idle",
          "nested");

  private static final List<String> VMM_OPTIONS =
      List.of("kernel-irqchip", "kernel_irqchip", "kvm-pit", "vfio");

  private static final List<String> FEATURES =
      List.of("hv", "svm", "vmx", "x2apic", "avic", "apicv");

  private final Pattern hostName;

  /// @param hostName as the host calls itself; may be empty
  Mask(String hostName) {
    // A name such as "a" or "vm" would eat words of the kernel; short ones say little anyway.
    this.hostName =
        hostName.length() < 4 || hostName.equals("localhost")
            ? Pattern.compile("(?!)")
            : Pattern.compile("\\b" + Pattern.quote(hostName) + "\\b", Pattern.CASE_INSENSITIVE);
  }

  /// The lines of a file as they may be sent.
  ///
  /// @param path on the host
  List<String> apply(String path, List<String> lines) {
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      String relevant = relevant(path, line);
      if (relevant != null) {
        kept.add(mask(relevant));
      }
    }
    return kept;
  }

  private static @Nullable String relevant(String path, String line) {
    if (path.equals("dmesg")) {
      return KernelLog.ofInterest(line) ? line : null;
    }
    if (path.equals("proc/cmdline")) {
      return known(line);
    }
    if (path.equals("proc/iomem")) {
      return line.contains("dmar") || line.contains("amd_iommu") ? line : null;
    }
    if (path.startsWith("proc/") && path.endsWith("/cmdline")) {
      return vmmOption(line);
    }
    if (path.equals("proc/cpuinfo") && line.startsWith("Serial")) {
      return null;
    }
    return line;
  }

  private static String known(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split("\\s+")) {
      if (KERNEL_OPTIONS.stream().anyMatch(word::startsWith)) {
        words.add(word);
      }
    }
    return String.join(" ", words);
  }

  /// `-cpu host,hv-synic,...` keeps the features that matter; a `-device` only if it is VFIO's.
  private static String vmmOption(String option) {
    if (option.startsWith("-") && option.length() < 20 && option.indexOf('=') < 0) {
      return option;
    }
    List<String> parts = new ArrayList<>();
    for (String part : option.split(",")) {
      boolean ours =
          VMM_OPTIONS.stream().anyMatch(part::contains)
              || FEATURES.stream()
                  .anyMatch(feature -> part.replaceFirst("^[+-]", "").startsWith(feature))
              || (option.contains("vfio")
                  && (part.startsWith("host=") || part.startsWith("x-no-")));
      if (ours) {
        parts.add(part);
      }
    }
    return parts.isEmpty() ? "x" : String.join(",", parts);
  }

  private String mask(String line) {
    String masked = JOURNAL.matcher(line).replaceFirst("$1 host $3");
    masked = ETHERNET.matcher(masked).replaceAll("00:00:00:00:00:00");
    masked = UUID.matcher(masked).replaceAll("00000000-0000-0000-0000-000000000000");
    masked = INTERNET.matcher(masked).replaceAll("0.0.0.0");
    masked = SERIAL.matcher(masked).replaceAll("$1$2" + Matcher.quoteReplacement("masked"));
    return hostName.matcher(masked).replaceAll("host");
  }
}
