package org.pirouette.cli.situation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.pirouette.cli.yaml.YamlProblem;
import org.pirouette.prove.Situation;

/// The situations that come with the program, listed in `situations.txt`, the cheapest first.
public final class BuiltInSituations {
  private BuiltInSituations() {}

  /// The names, in the order in which `prove` runs them.
  public static List<String> names() {
    return resource("situations.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /// The text of a built-in situation; empty if there is none of that name.
  public static Optional<String> text(String name) {
    return names().contains(name) ? Optional.of(resource(name + ".yaml")) : Optional.empty();
  }

  /// A built-in situation; empty if there is none of that name.
  public static Optional<Situation> find(String name) {
    return text(name).map(text -> read(name, text));
  }

  /// All built-in situations.
  public static List<Situation> all() {
    return names().stream().map(name -> read(name, resource(name + ".yaml"))).toList();
  }

  private static Situation read(String name, String text) {
    try {
      return SituationReader.read(name + ".yaml", text);
    } catch (YamlProblem problem) {
      throw new IllegalStateException("built-in situation: " + problem.getMessage(), problem);
    }
  }

  private static String resource(String file) {
    try (InputStream stream = BuiltInSituations.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the program's file " + file + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the program's file " + file, failure);
    }
  }
}
