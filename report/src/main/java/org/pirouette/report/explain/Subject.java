package org.pirouette.report.explain;

import java.util.Optional;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;

/// The interrupt that is followed.
///
/// @param source who raises it
/// @param device the name of the device, if one does
/// @param vector the guest's vector, 16 to 255
/// @param x2apic whether the guest uses its APIC in x2APIC mode
public record Subject(Source source, String device, int vector, boolean x2apic) {
  /// Where an interrupt comes from.
  public enum Source {
    /// An assigned device.
    DEVICE,
    /// The guest's own timer.
    TIMER,
    /// Another vCPU of the machine.
    IPI;

    /// Whether a situation is one of its interrupts: messages of devices alone are remapped, and
    /// can be on their way while a vCPU moves.
    boolean has(Situation situation) {
      return switch (situation) {
        case MIGRATING, FAULT -> this == DEVICE;
        case RUNNING, EXITED, PREEMPTED, BLOCKED, LOW_PRIORITY, INHIBITED -> true;
      };
    }
  }

  /// An interrupt of no scenario in particular.
  public static final Subject DEFAULT = new Subject(Source.DEVICE, "device", 0x61, true);

  /// The first device's interrupt in a scenario; without devices the first IPI or timer; a scenario
  /// that has none of them lends its APIC mode only.
  public static Subject of(Scenario scenario) {
    for (VirtualMachine machine : scenario.machines()) {
      for (Device device : machine.devices()) {
        return new Subject(Source.DEVICE, device.name(), device.vector(), machine.x2apic());
      }
    }
    for (VirtualMachine machine : scenario.machines()) {
      for (VirtualMachine.VirtualProcessor vcpu : machine.processors()) {
        Optional<Subject> own = ofGuest(vcpu.guest(), machine.x2apic());
        if (own.isPresent()) {
          return own.get();
        }
      }
    }
    return new Subject(
        Source.DEVICE, DEFAULT.device, DEFAULT.vector, scenario.machines().getFirst().x2apic());
  }

  private static Optional<Subject> ofGuest(Guest guest, boolean x2apic) {
    return switch (guest) {
      case Guest.Scripted ignored -> Optional.empty();
      case Guest.Synthetic synthetic ->
          synthetic.ipis().stream()
              .map(ipi -> new Subject(Source.IPI, DEFAULT.device, ipi.vector(), x2apic))
              .findFirst()
              .or(
                  () ->
                      synthetic
                          .timer()
                          .map(
                              timer ->
                                  new Subject(
                                      Source.TIMER, DEFAULT.device, timer.vector(), x2apic)));
    };
  }
}
