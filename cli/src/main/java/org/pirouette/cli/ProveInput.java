package org.pirouette.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.situation.BuiltInSituations;
import org.pirouette.cli.situation.SituationReader;
import org.pirouette.cli.yaml.NearestWord;
import org.pirouette.cli.yaml.TextFile;
import org.pirouette.cli.yaml.YamlProblem;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.MemoryModel;
import org.pirouette.prove.Rule;
import org.pirouette.prove.Situation;
import org.pirouette.trace.input.InputName;

/// Turns the words of the command line into situations and mutants, or says what is wrong.
final class ProveInput {
  private final @Nullable MemoryModel memory;
  private final List<String> properties;
  private final Map<String, String> texts = new LinkedHashMap<>();

  ProveInput(@Nullable MemoryModel memory, List<String> properties) throws UserError {
    this.memory = memory;
    this.properties = new ArrayList<>();
    for (String property : properties) {
      this.properties.add(known("property", property, Rule.names()));
    }
  }

  /// The situations with these names or in these files; all built-in ones if there are none.
  List<Situation> situations(List<String> words) throws UserError {
    List<Situation> situations = new ArrayList<>();
    for (String word : words.isEmpty() ? BuiltInSituations.names() : words) {
      situations.add(situation(word));
    }
    return situations;
  }

  private Situation situation(String word) throws UserError {
    String text = BuiltInSituations.text(word).orElse(null);
    if (text == null) {
      if (!word.contains("/") && !word.contains(".yaml") && !word.contains(".yml")) {
        known("situation", word, BuiltInSituations.names());
      }
      text = file(Path.of(word));
    }
    return read(InputName.of(Path.of(word)), text);
  }

  /// A situation in the memory model that the user wants, with the properties that he wants.
  Situation read(String name, String text) throws UserError {
    try {
      Situation situation = SituationReader.read(name, text);
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
    List<String> names = Mutants.all().stream().map(Mutant::name).toList();
    String found = known("mutant", name, names);
    return Mutants.all().stream().filter(m -> m.name().equals(found)).findFirst().orElseThrow();
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
