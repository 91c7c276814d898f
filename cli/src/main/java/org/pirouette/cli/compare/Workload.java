package org.pirouette.cli.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.scenario.ScenarioReader;
import org.pirouette.settings.yaml.NearestWord;
import org.pirouette.settings.yaml.YamlProblem;

/// What a user gives to `compare`: a built-in scenario, a scenario file, or a recording.
public sealed interface Workload {
  /// A scenario.
  record OfScenario(ScenarioFile file) implements Workload {}

  /// A recording, not yet read.
  record OfRecording(Path file) implements Workload {}

  /// Finds out what the argument names: a file goes before a built-in scenario of the same name.
  ///
  /// @param wanted the architecture of a scenario's host, if not its own
  /// @throws YamlProblem if it names nothing, or a scenario with a mistake
  /// @throws IOException if the file cannot be read
  static Workload find(String argument, Optional<Architecture> wanted)
      throws YamlProblem, IOException {
    Path file = Path.of(argument);
    if (argument.equals("-")) {
      return new OfRecording(file);
    }
    if (Files.isDirectory(file)) {
      throw new YamlProblem(
          "'%s' is a folder; give a scenario (YAML) or a recording.".formatted(argument));
    }
    if (Files.exists(file)) {
      return looksLikeScenario(file)
          ? new OfScenario(ScenarioReader.read(file, wanted))
          : new OfRecording(file);
    }
    Optional<ScenarioFile> builtIn = BuiltInScenarios.find(argument, wanted);
    if (builtIn.isPresent()) {
      return new OfScenario(builtIn.get());
    }
    throw new YamlProblem(
        "no file and no built-in scenario '%s'%s Built in: %s."
            .formatted(
                argument,
                NearestWord.of(argument, BuiltInScenarios.names())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("."),
                String.join(", ", BuiltInScenarios.names())));
  }

  private static boolean looksLikeScenario(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return true;
    }
    try (InputStream stream = Files.newInputStream(file)) {
      String head = new String(stream.readNBytes(4096), StandardCharsets.UTF_8);
      return SCENARIO_KEY.matcher(head).find();
    }
  }

  /// A line that only a scenario begins with.
  Pattern SCENARIO_KEY = Pattern.compile("(?m)^(vms|host|modes):");
}
