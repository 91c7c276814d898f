package org.pirouette.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.situation.BuiltInSituations;
import org.pirouette.cli.situation.SituationReader;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.ProvenArchitectures;
import org.pirouette.prove.Situation;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.prove.rule.Rule;
import org.pirouette.settings.yaml.NearestWord;
import org.pirouette.settings.yaml.TextFile;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.trace.input.InputName;

/// Turns the words of the command line into situations and mutants, or says what is wrong.
final class ProveInput {
  private final ProvenArchitecture architecture;
  private final BuiltInSituations builtIn;
  private final @Nullable MemoryModel memory;
  private final List<String> properties;
  private final Map<String, String> texts = new LinkedHashMap<>();

  ProveInput(ProvenArchitecture architecture, @Nullable MemoryModel memory, List<String> properties)
      throws UserError {
    this.architecture = architecture;
    builtIn = new BuiltInSituations(architecture);
    this.memory = memory;
    if (memory != null && !architecture.memoryModels().contains(memory)) {
      throw new UserError(
          "--memory %s is not a memory model of %s; there it is one of %s."
              .formatted(memory, architecture.architecture(), architecture.memoryModels()));
    }
    this.properties = new ArrayList<>();
    List<String> names = architecture.rules().stream().map(Rule::name).toList();
    for (String property : properties) {
      this.properties.add(known("property", property, names));
    }
  }

  /// The architecture with a name.
  static ProvenArchitecture architecture(String name) throws UserError {
    return ProvenArchitectures.find(name)
        .orElseThrow(
            () ->
                new UserError(
                    "unknown architecture '%s'; those that can be proven are: %s."
                        .formatted(name, String.join(", ", ProvenArchitectures.keys()))));
  }

  /// The architecture whose words these are.
  ProvenArchitecture architecture() {
    return architecture;
  }

  /// The situations with these names or in these files; all built-in ones if there are none.
  List<Situation> situations(List<String> words) throws UserError {
    List<Situation> situations = new ArrayList<>();
    for (String word : words.isEmpty() ? builtIn.names() : words) {
      situations.add(situation(word));
    }
    return situations;
  }

  private Situation situation(String word) throws UserError {
    String text = builtIn.text(word).orElse(null);
    if (text == null) {
      if (!word.contains("/") && !word.contains(".yaml") && !word.contains(".yml")) {
        known("situation", word, builtIn.names());
      }
      text = file(Path.of(word));
    }
    return read(InputName.of(Path.of(word)), text);
  }

  /// A situation in the memory model that the user wants, with the properties that he wants.
  Situation read(String name, String text) throws UserError {
    try {
      Situation situation = SituationReader.read(architecture, name, text);
      texts.put(situation.name(), text);
      Situation limited = situation.checking(properties);
      return memory == null ? limited : limited.in(memory);
    } catch (YamlProblem problem) {
      throw new UserError(String.valueOf(problem.getMessage()), problem);
    }
  }

  private static String file(Path path) throws UserError {
    try {
      return TextFile.read(path, "a situation");
    } catch (YamlProblem problem) {
      throw new UserError(
          problem.getMessage() + " 'prove --list' shows the built-in situations.", problem);
    }
  }

  /// The mutant with a name.
  Mutant mutant(String name) throws UserError {
    List<String> names = architecture.mutants().stream().map(Mutant::name).toList();
    return architecture.mutant(known("mutant", name, names)).orElseThrow();
  }

  /// The word itself if it is valid (case does not matter).
  static String known(String what, String word, List<String> valid) throws UserError {
    for (String candidate : valid) {
      if (candidate.equalsIgnoreCase(word)) {
        return candidate;
      }
    }
    String near =
        NearestWord.of(word, valid).map(nearest -> "; did you mean '" + nearest + "'?").orElse(".");
    throw new UserError(
        "unknown " + what + " '" + word + "'" + near + " 'prove --list' shows all of them.");
  }

  /// The YAML texts of the situations read so far, by name.
  Map<String, String> texts() {
    return texts;
  }
}
