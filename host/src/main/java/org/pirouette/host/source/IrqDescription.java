package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// `/sys/kernel/debug/irq/irqs/N`: the chips through which one interrupt passes.
///
/// @param known whether the text is such a description
/// @param device PCI address, or empty
/// @param chips from the device inwards: `IR-PCI-MSIX-0000:06:00.0`, `INTEL-IR`, `APIC`
/// @param forwardedAt the line that says that the host handed it over to a vCPU
///   (`IRQD_FORWARDED_TO_VCPU`, Arm), if there is one
/// @param chipAt the line of the remapping chip, if there is one
public record IrqDescription(
    boolean known,
    String device,
    List<String> chips,
    Optional<Evidence> forwardedAt,
    Optional<Evidence> chipAt) {
  /// Reads the file.
  public static IrqDescription parse(Content content) {
    String device = "";
    List<String> chips = new ArrayList<>();
    Optional<Evidence> forwardedAt = Optional.empty();
    Optional<Evidence> chipAt = Optional.empty();
    for (int number = 0; number < content.lines().size(); number++) {
      String line = content.lines().get(number).strip();
      if (line.startsWith("device:")) {
        device = Text.pciAddress(line);
      } else if (line.startsWith("chip:")) {
        String chip = line.substring(5).strip();
        chips.add(chip);
        if (chip.startsWith("INTEL-IR") || chip.startsWith("AMD-IR")) {
          chipAt = Optional.of(content.at(number));
        }
      } else if (line.contains("IRQD_FORWARDED_TO_VCPU")) {
        forwardedAt = Optional.of(content.at(number));
      }
    }
    return new IrqDescription(!chips.isEmpty(), device, chips, forwardedAt, chipAt);
  }

  /// Whether the host handed it over to a vCPU.
  public boolean forwarded() {
    return forwardedAt.isPresent();
  }

  /// Whether interrupt remapping stands in its way.
  public boolean remapped() {
    return chips.stream()
        .anyMatch(chip -> chip.startsWith("INTEL-IR") || chip.startsWith("AMD-IR"));
  }

  /// Whether it is a posted MSI of the host itself (Linux 6.10, CONFIG_X86_POSTED_MSI).
  public boolean postedOnTheHost() {
    return chips.contains("INTEL-IR-POST");
  }
}
