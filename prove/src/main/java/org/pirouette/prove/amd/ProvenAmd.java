package org.pirouette.prove.amd;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.pirouette.model.amd.AmdModelChoice;
import org.pirouette.protocol.amd.Amd;
import org.pirouette.protocol.amd.AmdFeatures;
import org.pirouette.protocol.amd.AmdFeatures.Iommu;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.amd.mutant.AmdMutants;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.rule.MachineRules;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.prove.rule.Rule;
import org.pirouette.prove.rule.SituationFiles;

/// What the prover knows of AMD.
public enum ProvenAmd implements ProvenArchitecture {
  /// The one object.
  ARCHITECTURE;

  private static final int SHORT_LOG = 2;
  private static final int SHORTEST_LOG = 1;

  /// The features as words of a situation.
  private enum Word {
    /// No AVIC.
    SVM,
    /// GAPPI in place of the log.
    GAPPI,
    /// The APIC is reached by its page.
    XAPIC,
    HALT_POLLING,
    /// ICR writes are emulated in the loop, with interrupts on.
    NO_FASTPATH,
    /// A processor of family 17h; KVM keeps IsRunning out of the table.
    ERRATUM_1235,
    /// A log with room for one entry.
    SHORTEST_LOG,
    /// The IOMMU does not read GALogIntr again before it is told to.
    GALOGINTR_CACHED;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean in(List<String> words) {
      return words.contains(text());
    }
  }

  @Override
  public Architecture architecture() {
    return Amd.ARCHITECTURE;
  }

  @Override
  public List<Rule> rules() {
    return AmdRule.ALL;
  }

  @Override
  public MachineRules rules(KvmMachine machine) {
    return new AmdRules((AmdMachine) machine);
  }

  @Override
  public List<MemoryModel> memoryModels() {
    return List.of(MemoryModel.SC, MemoryModel.TSO);
  }

  @Override
  public List<Mutant> mutants() {
    return AmdMutants.all();
  }

  @Override
  public SituationFiles situations() {
    return new SituationFiles(ProvenAmd.class);
  }

  @Override
  public List<String> featureWords() {
    return Stream.of(Word.values()).map(Word::text).toList();
  }

  @Override
  public Features features(List<String> words) {
    boolean avic = !Word.SVM.in(words);
    boolean erratum = Word.ERRATUM_1235.in(words);
    AmdModelChoice logging =
        Word.GALOGINTR_CACHED.in(words)
            ? AmdModelChoice.GA_LOG_INTR_CACHED
            : AmdModelChoice.GA_LOG_INTR_FRESH;
    return new AmdFeatures(
        avic,
        avic && !erratum,
        !Word.XAPIC.in(words),
        Word.HALT_POLLING.in(words),
        !Word.NO_FASTPATH.in(words),
        erratum,
        new Iommu(
            Word.GAPPI.in(words), logging, Word.SHORTEST_LOG.in(words) ? SHORTEST_LOG : SHORT_LOG));
  }

  @Override
  public Features usualFeatures() {
    return features(List.of());
  }
}
