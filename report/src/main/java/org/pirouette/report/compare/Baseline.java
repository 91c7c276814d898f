package org.pirouette.report.compare;

import java.util.List;
import java.util.Optional;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.DeliveryMode.HostInterrupts;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.simulate.ModeSummary;

/// The delivery mode that somebody has today, against which a decision counts the gain.
///
/// @param mode the mode
/// @param why what says so, as a clause: `the mode of the recording`
public record Baseline(DeliveryMode mode, String why) {
  /// Where nothing tells: a host of today virtualizes its guests' interrupt controllers and takes
  /// devices' interrupts itself, on the pCPU of the vCPU.
  public static Baseline usual(List<ModeSummary> modes) {
    return modes.stream()
        .map(ModeSummary::mode)
        .filter(Baseline::isUsual)
        .findFirst()
        .map(mode -> new Baseline(mode, "assumed, as on most hosts"))
        .orElseGet(() -> first(modes));
  }

  /// What the user named first.
  public static Baseline first(List<ModeSummary> modes) {
    return new Baseline(modes.getFirst().mode(), "the first of the modes compared");
  }

  /// The mode with a role, if it is among the modes compared.
  ///
  /// @param why what tells the role
  public static Optional<Baseline> withRole(Role role, String why, List<ModeSummary> modes) {
    return modes.stream()
        .map(ModeSummary::mode)
        .filter(mode -> role == Role.HOST_DELIVERED ? isUsual(mode) : mode.role() == role)
        .findFirst()
        .map(mode -> new Baseline(mode, why));
  }

  private static boolean isUsual(DeliveryMode mode) {
    return mode.role() == Role.HOST_DELIVERED && mode.hostInterrupts() == HostInterrupts.SAME;
  }

  /// The summary of the baseline among the modes compared.
  ///
  /// @throws java.util.NoSuchElementException if it was not simulated
  public ModeSummary in(List<ModeSummary> modes) {
    return modes.stream().filter(summary -> summary.mode() == mode).findFirst().orElseThrow();
  }
}
