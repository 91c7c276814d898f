package org.pirouette.prove.rule;

import java.util.List;
import java.util.Optional;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.explore.MemoryModel;

/// What the prover has to know of an architecture: its rules, its situations, its mutants. One
/// object in a package of its own, and one row in `ProvenArchitectures`.
public interface ProvenArchitecture {
  /// The architecture whose step programs are explored.
  Architecture architecture();

  /// All rules, in the order in which they are listed.
  List<Rule> rules();

  /// The rules on the words of one machine of this architecture.
  MachineRules rules(KvmMachine machine);

  /// The memory models in which its processors may be explored, the usual one first.
  List<MemoryModel> memoryModels();

  /// The last of them, which allows most.
  default MemoryModel weakestMemory() {
    return memoryModels().getLast();
  }

  /// Historical bugs, and changes that are harmless.
  List<Mutant> mutants();

  /// The built-in situations.
  SituationFiles situations();

  /// What a situation may name under `features`.
  List<String> featureWords();

  /// The features with these words.
  Features features(List<String> words);

  /// The features of a situation that names none.
  Features usualFeatures();

  /// Its name on the command line, for example `intel`.
  default String key() {
    return architecture().key();
  }

  /// The mutant with a name.
  default Optional<Mutant> mutant(String name) {
    return mutants().stream().filter(mutant -> mutant.name().equals(name)).findFirst();
  }
}
