package org.pirouette.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules ask programs for their regions: none compares program counters, and none looks anything up
/// by the text of its name. And the explorer knows no architecture.
class RulesSourceTest {
  private static final Path SOURCES =
      Path.of(
          System.getProperty("pirouette.root", ".."), "prove/src/main/java/org/pirouette/prove");

  private static final Pattern BY_PLACE =
      Pattern.compile(
          "\\.(pc|nextPc|counter|\\w+Counter)\\(|Label\\b|indexOf\\(|name\\(\\)\\.(equals|endsWith"
              + "|startsWith|contains)\\(");

  private static final Pattern ARCHITECTURE =
      Pattern.compile("protocol\\.(x86|intel|amd|arm|riscv)\\.|prove\\.(intel|amd|arm)\\.");

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<String> lines(List<Path> files, Pattern forbidden) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        if (forbidden.matcher(line).find() && !line.strip().startsWith("//")) {
          found.add(file.getFileName() + ": " + line.strip());
        }
      }
    }
    return found;
  }

  @Test
  void noRuleComparesPlacesOrNames() throws IOException {
    List<Path> rules =
        files(SOURCES).stream()
            .filter(file -> !file.startsWith(SOURCES.resolve("explore")))
            .toList();
    assertThat(rules.size()).as("files looked at").isGreaterThan(15);
    List<String> found = lines(rules, BY_PLACE);
    found.removeIf(line -> line.contains("mutant.name().equals(name)")); // what the user typed
    assertThat(found).isEmpty();
  }

  @Test
  void onlyTheListOfArchitecturesNamesOne() throws IOException {
    List<Path> common = new ArrayList<>(files(SOURCES.resolve("explore")));
    common.addAll(files(SOURCES.resolve("rule")));
    try (Stream<Path> root = Files.list(SOURCES)) {
      root.filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("ProvenArchitectures.java"))
          .forEach(common::add);
    }
    assertThat(common.size()).as("files looked at").isGreaterThan(25);
    assertThat(lines(common, ARCHITECTURE)).isEmpty();
  }
}
