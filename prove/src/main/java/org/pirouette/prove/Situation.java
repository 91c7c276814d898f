package org.pirouette.prove;

import java.util.List;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.rule.ProvenArchitecture;

/// A small configuration of which every run is explored.
///
/// @param architecture whose rules are checked
/// @param name for the command line
/// @param title what happens in it, in one line
/// @param arrows sections of the protocol that it covers: `A1` to `A11`
/// @param mutants names of the mutants that it was made for
/// @param memory the memory model that it is explored in unless another is asked for
/// @param properties names of the rules that are checked; all if empty
/// @param machine what there is and what may happen how often
public record Situation(
    ProvenArchitecture architecture,
    String name,
    String title,
    List<String> arrows,
    List<String> mutants,
    MemoryModel memory,
    List<String> properties,
    MachineConfiguration machine) {
  /// Copies the lists.
  public Situation {
    arrows = List.copyOf(arrows);
    mutants = List.copyOf(mutants);
    properties = List.copyOf(properties);
  }

  /// In another memory model.
  public Situation in(MemoryModel other) {
    return new Situation(architecture, name, title, arrows, mutants, other, properties, machine);
  }

  /// With other limits or a mutant.
  public Situation with(MachineConfiguration other) {
    return new Situation(architecture, name, title, arrows, mutants, memory, properties, other);
  }

  /// With only some rules checked.
  ///
  /// @param names of the rules; all if empty
  public Situation checking(List<String> names) {
    return new Situation(architecture, name, title, arrows, mutants, memory, names, machine);
  }
}
