package org.pirouette.prove.intel;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelFeatures;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.rule.MachineRules;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.prove.rule.Rule;
import org.pirouette.prove.rule.SituationFiles;

/// What the prover knows of Intel.
public enum ProvenIntel implements ProvenArchitecture {
  /// The one object.
  ARCHITECTURE;

  /// The features as words of a situation.
  private enum Word {
    APICV,
    IPI_VIRTUALIZATION,
    X2APIC,
    HALT_POLLING,
    FASTPATH,
    NESTED,
    POSTED_MSI;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public Architecture architecture() {
    return Intel.ARCHITECTURE;
  }

  @Override
  public List<Rule> rules() {
    return IntelRule.ALL;
  }

  @Override
  public MachineRules rules(KvmMachine machine) {
    return new IntelRules((IntelMachine) machine);
  }

  @Override
  public List<MemoryModel> memoryModels() {
    return List.of(MemoryModel.SC, MemoryModel.TSO);
  }

  @Override
  public List<Mutant> mutants() {
    return Mutants.all();
  }

  @Override
  public SituationFiles situations() {
    return new SituationFiles(ProvenIntel.class);
  }

  @Override
  public List<String> featureWords() {
    return Stream.of(Word.values()).map(Word::text).toList();
  }

  @Override
  public Features features(List<String> words) {
    return new IntelFeatures(
        words.contains(Word.APICV.text()),
        words.contains(Word.IPI_VIRTUALIZATION.text()),
        words.contains(Word.X2APIC.text()),
        words.contains(Word.HALT_POLLING.text()),
        words.contains(Word.FASTPATH.text()),
        words.contains(Word.NESTED.text()),
        words.contains(Word.POSTED_MSI.text()));
  }

  @Override
  public Features usualFeatures() {
    return IntelFeatures.posted();
  }
}
