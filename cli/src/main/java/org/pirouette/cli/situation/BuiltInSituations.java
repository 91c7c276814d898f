package org.pirouette.cli.situation;

import java.util.List;
import java.util.Optional;
import org.pirouette.prove.ProvenArchitectures;
import org.pirouette.prove.Situation;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.settings.yaml.YamlProblem;

/// The situations that come with the program for one architecture, the cheapest first.
///
/// @param architecture whose situations they are
public record BuiltInSituations(ProvenArchitecture architecture) {
  /// Those of the usual architecture.
  public static BuiltInSituations usual() {
    return new BuiltInSituations(ProvenArchitectures.usual());
  }

  /// The names, in the order in which `prove` runs them.
  public List<String> names() {
    return architecture.situations().names();
  }

  /// The text of a built-in situation; empty if there is none of that name.
  public Optional<String> text(String name) {
    return names().contains(name)
        ? Optional.of(architecture.situations().text(name))
        : Optional.empty();
  }

  /// A built-in situation; empty if there is none of that name.
  public Optional<Situation> find(String name) {
    return text(name).map(text -> read(name, text));
  }

  /// All built-in situations.
  public List<Situation> all() {
    return names().stream().map(name -> read(name, architecture.situations().text(name))).toList();
  }

  private Situation read(String name, String text) {
    try {
      return SituationReader.read(architecture, name + ".yaml", text);
    } catch (YamlProblem problem) {
      throw new IllegalStateException("built-in situation: " + problem.getMessage(), problem);
    }
  }
}
