package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pirouette.host.machine.QemuOptions;
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
    QemuOptions options = QemuOptions.of(machine.arguments());
    for (QemuOptions.Option cpu : options.named("cpu")) {
      Map<String, String> features = cpu.parts();
      boolean softened = isOn(features, "hv-apicv") || isOn(features, "hv-avic");
      if (isOn(features, "hv-synic") && !softened) {
        found.add(
            new Inhibit(
                "Hyper-V SynIC without hv-apicv: inhibited once a guest uses AutoEOI",
                "-cpu ...,hv-synic"));
      }
    }
    for (QemuOptions.Option place : options.named("machine", "m", "accel")) {
      if ("off".equals(place.parts().get("kernel-irqchip"))) {
        found.add(
            new Inhibit(
                "the interrupt controller is not in the kernel (kernel-irqchip=off)",
                "-" + place.name() + " ...,kernel-irqchip=off"));
      }
    }
    for (QemuOptions.Option global : options.named("global")) {
      if (amd && "delay".equals(global.parts().get("kvm-pit.lost-tick-policy"))) {
        found.add(
            new Inhibit(
                "the in-kernel PIT reinjects ticks (PIT_REINJ)",
                "-global kvm-pit.lost_tick_policy=delay"));
      }
    }
    return found;
  }

  private static boolean isOn(Map<String, String> features, String feature) {
    String value = features.getOrDefault(feature, "off");
    return value.equals("on") || value.equals("true") || value.equals("yes");
  }

  /// The options that keep the MSIs of an assigned device out of the kernel, so that they are
  /// relayed by the VMM and never posted.
  public static List<Inhibit> relays(VirtualMachine machine) {
    List<Inhibit> found = new ArrayList<>();
    for (QemuOptions.Option device : QemuOptions.of(machine.arguments()).named("device")) {
      Map<String, String> parts = device.parts();
      if (device.driver().startsWith("vfio-pci")
          && (isOn(parts, "x-no-kvm-msix") || isOn(parts, "x-no-kvm-msi"))) {
        found.add(
            new Inhibit(
                "its MSIs are relayed by QEMU (x-no-kvm-msi)",
                "-device vfio-pci,...,x-no-kvm-msi=on"));
      }
    }
    return found;
  }
}
