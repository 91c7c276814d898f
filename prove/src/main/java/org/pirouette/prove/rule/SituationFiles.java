package org.pirouette.prove.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The YAML files of an architecture's built-in situations. They lie beside a class; the file
/// `situations.txt` names them, the cheapest first.
///
/// @param beside the class
public record SituationFiles(Class<?> beside) {
  /// The names, in the order in which `prove` runs them.
  public List<String> names() {
    return resource("situations.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /// The text of a situation.
  ///
  /// @param name one of [#names]
  public String text(String name) {
    return resource(name + ".yaml");
  }

  private String resource(String file) {
    try (InputStream stream = beside.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the program's file " + file + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the program's file " + file, failure);
    }
  }
}
