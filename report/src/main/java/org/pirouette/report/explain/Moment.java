package org.pirouette.report.explain;

import java.util.List;

/// One step on the interrupt's way.
///
/// @param number from 1
/// @param agent who takes the step: `IOMMU 0`, `KVM thread 0`
/// @param step what it is called
/// @param source the kernel function or manual section that it stands for
/// @param cycles its cost
/// @param total cost of all steps up to this one
/// @param events what it means: `VM exit: EXTERNAL_INTERRUPT F2h`, `the guest's handler starts`
/// @param changes other words that it changed: `vCPU 0 mode 0 -> 1`
/// @param place where it happens: `IOMMU`, `pCPU 0`, `vCPU 0`; empty if nowhere in particular
/// @param travels what goes from one place to another by it
/// @param after the state after it
public record Moment(
    int number,
    String agent,
    String step,
    String source,
    long cycles,
    long total,
    List<String> events,
    List<String> changes,
    String place,
    List<Travel> travels,
    Snapshot after) {
  /// Something on its way.
  ///
  /// @param to a place, or `memory`
  /// @param what it is: a vector, a message
  public record Travel(String to, String what) {}

  /// Copies the lists.
  public Moment {
    events = List.copyOf(events);
    changes = List.copyOf(changes);
    travels = List.copyOf(travels);
  }
}
