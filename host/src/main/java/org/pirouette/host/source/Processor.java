package org.pirouette.host.source;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// What `/proc/cpuinfo` says.
///
/// @param vendor who made it
/// @param model the model name as printed
/// @param count logical CPUs listed
/// @param flags the words of `flags` (x86) or `Features` (arm64) of the first CPU
/// @param vmxFlags the words of `vmx flags` (Intel, Linux 5.6 and later), empty where there is no
///   such line
/// @param flagsAt the line of the flags
/// @param vmxFlagsAt the line of the VMX flags
public record Processor(
    Vendor vendor,
    String model,
    int count,
    Set<String> flags,
    Set<String> vmxFlags,
    Optional<Evidence> flagsAt,
    Optional<Evidence> vmxFlagsAt) {

  /// The makers whose interrupt virtualization differs.
  public enum Vendor {
    INTEL,
    AMD,
    ARM,
    OTHER,
    UNKNOWN
  }

  /// Reads the file; a missing one gives [Vendor#UNKNOWN] and no flags.
  public static Processor parse(Content content) {
    Vendor vendor = Vendor.UNKNOWN;
    String model = "";
    int count = 0;
    Set<String> flags = Set.of();
    Set<String> vmxFlags = Set.of();
    Optional<Evidence> flagsAt = Optional.empty();
    Optional<Evidence> vmxFlagsAt = Optional.empty();
    int number = -1;
    for (String line : content.lines()) {
      number++;
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String key = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      switch (key) {
        case "processor" -> count++;
        case "vendor_id", "vendor id" ->
            vendor = vendor == Vendor.UNKNOWN ? vendorOf(value) : vendor;
        case "cpu implementer" -> vendor = vendor == Vendor.UNKNOWN ? Vendor.ARM : vendor;
        case "model name" -> model = model.isEmpty() ? value : model;
        case "flags", "features" -> {
          if (flagsAt.isEmpty()) {
            flags = new LinkedHashSet<>(Text.words(value));
            flagsAt = Optional.of(content.at(number));
          }
        }
        case "vmx flags" -> {
          if (vmxFlagsAt.isEmpty()) {
            vmxFlags = new LinkedHashSet<>(Text.words(value));
            vmxFlagsAt = Optional.of(content.at(number));
          }
        }
        default -> {}
      }
    }
    if (vendor == Vendor.UNKNOWN) {
      // VMX and SVM are the virtualization of one maker each.
      vendor =
          flags.contains("svm")
              ? Vendor.AMD
              : flags.contains("vmx") || vmxFlagsAt.isPresent() ? Vendor.INTEL : vendor;
    }
    return new Processor(vendor, model, count, flags, vmxFlags, flagsAt, vmxFlagsAt);
  }

  private static Vendor vendorOf(String name) {
    return switch (name) {
      case "GenuineIntel", "CentaurHauls" -> Vendor.INTEL;
      case "AuthenticAMD", "HygonGenuine" -> Vendor.AMD;
      default -> name.contains("IBM/S390") ? Vendor.OTHER : Vendor.UNKNOWN;
    };
  }

  /// Whether the flags line was there at all.
  public boolean known() {
    return flagsAt.isPresent();
  }
}
