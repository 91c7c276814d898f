package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each command prints with `--json` is what its schema beside the prose allows: all keys that
/// are there are described, and all that are promised are there.
final class SchemasTest {
  private static final Path SCHEMAS = Path.of("../docs/json");
  private static final String FIELD = "../trace/src/test/resources/org/pirouette/trace/field/";
  private static final String HOST = "../host/src/test/resources/org/pirouette/host/";
  private static final String RECORDED =
      "src/test/resources/org/pirouette/cli/recording/linux-6.12/";
  private static final String BEFORE = "../examples/recordings/spin-msi-apicv-off.ftrace.txt.gz";
  private static final String AFTER = "../examples/recordings/spin-msi-apicv-on.ftrace.txt.gz";

  @TempDir private Path folder;

  private static final Map<String, Schema> READ = new TreeMap<>();

  private static Schema schema(String name) {
    return READ.computeIfAbsent(
        name,
        key -> {
          try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                    Files.readString(SCHEMAS.resolve(key + ".schema.json")), InputFormat.JSON);
          } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
          }
        });
  }

  private static List<Error> errors(String schema, String json) {
    return schema(schema).validate(json, InputFormat.JSON);
  }

  static List<String> commands() throws IOException {
    List<String> commands = new java.util.ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(FIELD))) {
      files.sorted().forEach(file -> commands.add("exits " + file));
    }
    try (Stream<Path> files = Files.list(Path.of(HOST, "field"))) {
      files
          .filter(file -> file.toString().endsWith(".txt.gz"))
          .sorted()
          .limit(12)
          .forEach(file -> commands.add("doctor --dmesg " + file));
    }
    try (Stream<Path> files = Files.list(Path.of(HOST, "definition"))) {
      files.sorted().forEach(file -> commands.add("doctor --vm " + file));
    }
    commands.addAll(
        List.of(
            "compare --duration 1ms",
            "compare --duration 1ms --replications 1 --costs --modes apicv-same,posted,poll",
            "compare --duration 1us",
            "compare timer --duration 2ms --replications 1 --statements",
            "compare " + RECORDED + "apicv-on/trace-inhibited-apicbase-x2apic.ftrace.txt.gz",
            "compare " + RECORDED + "apicv-on/trace-spin-msi-x2apic.ftrace.txt.gz",
            "compare " + RECORDED + "apicv-off/trace-hlt-msi-x2apic.ftrace.txt.gz",
            "exits --by second " + BEFORE,
            "exits " + BEFORE + " " + AFTER,
            "exits " + BEFORE + " " + AFTER + " " + FIELD + "e_perfprof.txt.gz",
            "explain",
            "explain timer --case blocked",
            "explain --mode emulated --case preempted",
            "prove post-running",
            "prove --mutant m10",
            "prove timer --max-states 100",
            "prove --list",
            "sweep --over devices[0].maximum-rate=50k/s,500k/s --duration 1ms --replications 1"
                + " --no-refine",
            "doctor",
            "sweep --over devices[0].maximum-rate=1k..1M:log3 --duration 1ms --replications 1",
            "top --once --interval 0.1"));
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void whatIsPrintedFitsItsSchema(String command) {
    String[] arguments = (command + " --json").split(" ");
    Command.Outcome outcome = Command.run(arguments);
    if (outcome.out().isEmpty()) {
      // This machine or this file has nothing to tell, which is an error with a sentence.
      assertThat(outcome.status()).as(outcome.error()).isIn(1, 2, 3, 4);
      assertThat(outcome.error()).isNotEmpty();
      return;
    }
    String name = command.contains("--vm") ? "doctor-vm" : arguments[0].toLowerCase(Locale.ROOT);
    assertThat(errors(name, outcome.out())).as(command).isEmpty();
  }

  @Test
  void theCheckOfAPredictionFitsItsSchema() throws IOException {
    Path prediction = folder.resolve("prediction.json");
    Files.writeString(prediction, Command.run("compare", BEFORE, "--json").out());
    String check = Command.run("exits", AFTER, prediction.toString(), "--json").out();
    assertThat(check).contains("\"sentence\"");
    assertThat(errors("exits", check)).isEmpty();
  }

  @Test
  void eachDocumentOfTheProseHasASchemaThatRefusesOthers() throws IOException {
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      List<String> prose =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md"))
              .map(name -> name.replace(".md", ""))
              .sorted()
              .toList();
      assertThat(prose).hasSizeGreaterThanOrEqualTo(6);
      for (String name : prose) {
        assertThat(errors(name, "{\"schema\": \"pirouette.other\", \"version\": 1}"))
            .as(name)
            .isNotEmpty();
      }
    }
  }
}
