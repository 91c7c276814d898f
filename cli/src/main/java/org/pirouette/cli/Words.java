package org.pirouette.cli;

import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Stream;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.ProvenArchitectures;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.prove.rule.Rule;
import org.pirouette.report.explain.Situation;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.scenario.BuiltInScenarios;

/// The words that an option takes, for the completion of a shell: from where they are defined, of
/// every architecture.
abstract sealed class Words implements Iterable<String> {
  abstract Stream<String> words();

  @Override
  public final Iterator<String> iterator() {
    return words().distinct().iterator();
  }

  /// Built-in scenarios.
  static final class Scenarios extends Words {
    @Override
    Stream<String> words() {
      return BuiltInScenarios.names().stream();
    }
  }

  /// Delivery modes.
  static final class Modes extends Words {
    @Override
    Stream<String> words() {
      return Architectures.all().stream()
          .flatMap(architecture -> architecture.modes().stream())
          .map(DeliveryMode::key);
    }
  }

  /// Delivery modes that have an interrupt to tell of.
  static final class Delivered extends Words {
    @Override
    Stream<String> words() {
      return Architectures.all().stream()
          .flatMap(architecture -> architecture.modes().stream())
          .filter(mode -> !mode.guestPolls())
          .map(DeliveryMode::key);
    }
  }

  /// Built-in cost profiles.
  static final class Profiles extends Words {
    @Override
    Stream<String> words() {
      return CostProfiles.names().stream();
    }
  }

  /// Cases of `explain`.
  static final class Cases extends Words {
    @Override
    Stream<String> words() {
      return Stream.of(Situation.values()).map(Situation::key);
    }
  }

  /// Architectures that can be proved.
  static final class Proven extends Words {
    @Override
    Stream<String> words() {
      return ProvenArchitectures.all().stream().map(ProvenArchitecture::key);
    }
  }

  /// Built-in situations of the prover.
  static final class Situations extends Words {
    @Override
    Stream<String> words() {
      return ProvenArchitectures.all().stream()
          .map(proven -> proven.situations().names())
          .flatMap(Collection::stream);
    }
  }

  /// Mutants.
  static final class Mutants extends Words {
    @Override
    Stream<String> words() {
      return ProvenArchitectures.all().stream()
          .flatMap(proven -> proven.mutants().stream())
          .map(Mutant::name);
    }
  }

  /// Properties that the prover checks.
  static final class Properties extends Words {
    @Override
    Stream<String> words() {
      return ProvenArchitectures.all().stream()
          .flatMap(proven -> proven.rules().stream())
          .map(Rule::name);
    }
  }
}
