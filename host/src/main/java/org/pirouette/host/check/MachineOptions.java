package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.machine.VirtualMachine.Vmm;

/// What the options of a VMM mean for posted interrupts.
public final class MachineOptions {
  private MachineOptions() {}

  /// An option that takes APICv, AVIC or posting away.
  ///
  /// @param statement what it does
  /// @param option the word on the command line
  public record Inhibit(String statement, String option) {}

  /// The options of a machine that inhibit APICv (or AVIC).
  public static List<Inhibit> inhibits(VirtualMachine machine, boolean amd) {
    List<Inhibit> found = new ArrayList<>();
    if (machine.kind() != Vmm.QEMU) {
      return found;
    }
    for (String raw : machine.arguments()) {
      String option = raw.toLowerCase(Locale.ROOT).replace('_', '-');
      if (option.contains("hv-synic") && !turnedOff(option, "hv-synic") && !softened(option)) {
        found.add(
            new Inhibit(
                "Hyper-V SynIC without hv-apicv: inhibited once a guest uses AutoEOI", raw));
      }
      if (option.contains("kernel-irqchip=off")) {
        found.add(
            new Inhibit("the interrupt controller is not in the kernel (kernel-irqchip=off)", raw));
      }
      if (amd && option.contains("kvm-pit.lost-tick-policy=delay")) {
        found.add(new Inhibit("the in-kernel PIT reinjects ticks (PIT_REINJ)", raw));
      }
    }
    return found;
  }

  private static boolean turnedOff(String option, String feature) {
    return option.contains(feature + "=off") || option.contains("-" + feature);
  }

  private static boolean softened(String option) {
    return option.contains("hv-apicv") || option.contains("hv-avic");
  }

  /// The options that keep the MSIs of an assigned device out of the kernel, so that they are
  /// relayed by the VMM and never posted.
  public static List<Inhibit> relays(VirtualMachine machine) {
    List<Inhibit> found = new ArrayList<>();
    for (String raw : machine.arguments()) {
      String option = raw.toLowerCase(Locale.ROOT).replace('_', '-');
      if (option.contains("vfio-pci")
          && (option.contains("x-no-kvm-msix=on")
              || option.contains("x-no-kvm-msi=on")
              || option.contains("x-no-kvm-msix=true"))) {
        found.add(new Inhibit("its MSIs are relayed by QEMU (x-no-kvm-msi)", raw));
      }
    }
    return found;
  }
}
