package org.pirouette.prove.arm;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pirouette.protocol.arm.Arm;
import org.pirouette.protocol.arm.ArmFeatures;
import org.pirouette.protocol.arm.ArmFeatures.Option;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.Gic;
import org.pirouette.protocol.arm.mutant.ArmMutants;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.rule.MachineRules;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.prove.rule.Rule;
import org.pirouette.prove.rule.SituationFiles;

/// What the prover knows of Arm.
public enum ProvenArm implements ProvenArchitecture {
  /// The one object.
  ARCHITECTURE;

  /// The features as words of a situation.
  private enum Word {
    GICV3("gicv3"),
    GICV4_0("gicv4.0"),
    GICV4_1("gicv4.1"),
    TWO_ITS("two-its"),
    ONE_LIST_REGISTER("one-list-register"),
    HALT_POLLING("halt-polling", Option.HALT_POLLING),
    SHARED_TABLE("shared-table", Option.SHARED_TABLE),
    LAZY("lazy", Option.LAZY),
    VSGI("vsgi", Option.VSGI),
    UNTRAPPED_WFI("untrapped-wfi", Option.UNTRAPPED_WFI);

    private final String text;
    private final Optional<Option> option;

    Word(String text) {
      this.text = text;
      option = Optional.empty();
    }

    Word(String text, Option option) {
      this.text = text;
      this.option = Optional.of(option);
    }

    Optional<Option> option() {
      return option;
    }

    String text() {
      return text;
    }
  }

  @Override
  public Architecture architecture() {
    return Arm.ARCHITECTURE;
  }

  @Override
  public List<Rule> rules() {
    return ArmRule.ALL;
  }

  @Override
  public MachineRules rules(KvmMachine machine) {
    return new ArmRules((ArmMachine) machine);
  }

  @Override
  public List<MemoryModel> memoryModels() {
    return List.of(MemoryModel.SC, MemoryModel.PSO);
  }

  @Override
  public List<Mutant> mutants() {
    return ArmMutants.all();
  }

  @Override
  public SituationFiles situations() {
    return new SituationFiles(ProvenArm.class);
  }

  @Override
  public List<String> featureWords() {
    return Stream.of(Word.values()).map(Word::text).toList();
  }

  @Override
  public Features features(List<String> words) {
    Gic gic = words.contains(Word.GICV3.text()) ? Gic.V3 : Gic.V4_0;
    Set<Option> options = EnumSet.noneOf(Option.class);
    for (Word word : Word.values()) {
      if (words.contains(word.text())) {
        word.option().ifPresent(options::add);
      }
    }
    return new ArmFeatures(
        words.contains(Word.GICV4_1.text()) ? Gic.V4_1 : gic,
        words.contains(Word.ONE_LIST_REGISTER.text()) ? 1 : 4,
        words.contains(Word.TWO_ITS.text()) ? 2 : 1,
        options);
  }

  @Override
  public Features usualFeatures() {
    return ArmFeatures.of(Gic.V4_0);
  }
}
