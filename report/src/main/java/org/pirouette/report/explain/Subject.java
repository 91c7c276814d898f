package org.pirouette.report.explain;

import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;

/// The interrupt that is followed.
///
/// @param device who raises it
/// @param vector the guest's vector, 16 to 255
/// @param x2apic whether the guest uses its APIC in x2APIC mode
public record Subject(String device, int vector, boolean x2apic) {
  /// An interrupt of no scenario in particular.
  public static final Subject DEFAULT = new Subject("device", 0x61, true);

  /// The first device's interrupt in a scenario; a scenario without devices lends its APIC mode
  /// only.
  public static Subject of(Scenario scenario) {
    for (VirtualMachine machine : scenario.machines()) {
      for (Device device : machine.devices()) {
        return new Subject(device.name(), device.vector(), machine.x2apic());
      }
    }
    return new Subject(DEFAULT.device, DEFAULT.vector, scenario.machines().getFirst().x2apic());
  }
}
