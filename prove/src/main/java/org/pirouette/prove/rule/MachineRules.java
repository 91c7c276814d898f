package org.pirouette.prove.rule;

import java.util.List;
import org.pirouette.prove.explore.Property;

/// The rules of an architecture on the words of one machine.
public interface MachineRules {
  /// All of them, the cheapest first where it matters.
  List<Property> properties();

  /// Whether no rule looks at the registers and the program counter of the thread of vCPU v as they
  /// are now, so that a reduction may take its private steps ahead of all others.
  default boolean unnoticed(int v) {
    return false;
  }
}
