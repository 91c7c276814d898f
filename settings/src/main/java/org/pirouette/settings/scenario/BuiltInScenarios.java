package org.pirouette.settings.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.settings.yaml.YamlProblem;

/// The scenarios that come with the program.
public final class BuiltInScenarios {
  /// What `pirouette compare` runs without an argument.
  public static final String DEFAULT = "nvme-500k";

  private static final List<String> NAMES =
      List.of(
          "nvme-500k",
          "nvme-qd1",
          "nic-100g",
          "overcommit",
          "idle-halt",
          "timer",
          "ipi",
          "nvme-arm",
          "nic-arm",
          "idle-arm",
          "overcommit-arm",
          "sgi-arm");

  private BuiltInScenarios() {}

  /// The names, the default one first.
  public static List<String> names() {
    return NAMES;
  }

  /// The text of a built-in scenario; empty if there is none of that name.
  public static Optional<String> text(String name) {
    return NAMES.contains(name) ? Optional.of(resource(name + ".yaml")) : Optional.empty();
  }

  /// A built-in scenario; empty if there is none of that name.
  public static Optional<ScenarioFile> find(String name) {
    return find(name, Optional.empty());
  }

  /// The same for a host of another architecture, if one is given.
  public static Optional<ScenarioFile> find(String name, Optional<Architecture> wanted) {
    return text(name).map(text -> read(name, text, wanted));
  }

  private static ScenarioFile read(String name, String text, Optional<Architecture> wanted) {
    try {
      return ScenarioReader.read(name + ".yaml", text, wanted);
    } catch (YamlProblem problem) {
      throw new IllegalStateException("built-in scenario: " + problem.getMessage(), problem);
    }
  }

  static String resource(String file) {
    try (InputStream stream = BuiltInScenarios.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the program's file " + file + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the program's file " + file, failure);
    }
  }
}
