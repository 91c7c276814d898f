package org.pirouette.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.pirouette.cli.Main;

/// The undamaged inputs and the commands that take them.
final class Seeds {
  private static final Path RECORDINGS =
      Path.of("../trace/src/test/resources/org/pirouette/trace/samples");
  private static final Path HOSTILE = Path.of("src/test/resources/org/pirouette/cli/hostile");
  private static final Path HOST =
      Path.of("../host/src/test/resources/org/pirouette/host/apicv-host");
  private static final Path PROFILES =
      Path.of("../settings/src/main/resources/org/pirouette/settings/costs");
  private static final Path EXAMPLES = Path.of("../examples/recordings");
  private static final int MOST_BYTES = 2_000_000;

  private Seeds() {}

  static List<Target> targets() throws IOException {
    List<byte[]> recordings = files(RECORDINGS, ".gz");
    List<byte[]> comparable = files(EXAMPLES, ".gz");
    List<byte[]> tables = files(HOSTILE, ".txt");
    List<byte[]> archives = new ArrayList<>(files(HOSTILE, ".tar"));
    archives.addAll(files(HOST.resolveSibling("hostile"), ".tar.gz"));
    List<byte[]> scenarios =
        List.of(
            printed("scenarios", "--print", "nvme-500k"),
            printed("scenarios", "--print", "idle-halt"));
    List<byte[]> situations = files(HOSTILE, "sit.yaml");
    List<byte[]> replays = List.of(printed("prove", "--mutant", "m1", "--json"));
    List<byte[]> predictions =
        List.of(printed("compare", "idle-halt", "--duration", "1ms", "--json"));
    List<byte[]> profiles = files(PROFILES, ".yaml");
    List<byte[]> hostFiles = files(HOST, ".gz");
    String shortRun = " --duration 20us --replications 1";
    List<Target> targets = new ArrayList<>();
    for (String form : List.of("", " --json", " --csv", " --events", " --by second")) {
      targets.add(Target.of("exits" + form, recordings, "exits INPUT" + form));
    }
    targets.add(Target.of("exits --report", recordings, "exits INPUT --report FILE"));
    targets.add(Target.of("exits --perfetto", recordings, "exits INPUT --perfetto FILE"));
    targets.add(Target.of("exits two", recordings, "exits INPUT GOOD"));
    targets.add(Target.of("exits two --json", recordings, "exits INPUT GOOD --json"));
    targets.add(Target.of("exits two --report", recordings, "exits GOOD INPUT --report FILE"));
    targets.add(Target.of("exits --formats", recordings, "exits GOOD --formats INPUT"));
    targets.add(Target.of("exits --from", recordings, "exits INPUT --from +0.0001 --json"));
    targets.add(Target.of("exits", recordings, "exits INPUT").ofPacked("exits zst"));
    for (String form : List.of("", " --json", " --csv", " --report FILE")) {
      targets.add(Target.of("exits table" + form, tables, "exits INPUT" + form));
    }
    for (String form : List.of("", " --json", " --report FILE")) {
      targets.add(Target.of("exits prediction" + form, predictions, "exits INPUT GOOD" + form));
    }
    for (String form : List.of("", " --json", " --report FILE", " --perfetto FILE")) {
      targets.add(Target.of("compare recording" + form, comparable, "compare INPUT" + form));
      targets.add(Target.of("compare YAML" + form, scenarios, "compare INPUT" + form + shortRun));
    }
    targets.add(
        Target.of("compare --costs", profiles, "compare idle-halt --costs INPUT" + shortRun));
    for (String form : List.of("", " --json", " --html FILE")) {
      targets.add(Target.of("explain YAML" + form, scenarios, "explain INPUT" + form));
    }
    for (String form : List.of("", " --json", " --mermaid FILE", " --perfetto FILE")) {
      targets.add(
          Target.of("prove YAML" + form, situations, "prove INPUT --max-states 20000" + form));
    }
    targets.add(Target.of("prove --replay", replays, "prove --replay INPUT"));
    for (String form : List.of("", " --json", " --show", " --collect FILE")) {
      Target archive =
          Target.of("doctor --root archive" + form, archives, "doctor --root INPUT" + form);
      targets.add(archive);
      targets.add(archive.packed("doctor --root zst" + form));
      targets.add(Target.of("doctor file" + form, hostFiles, "doctor INPUT" + form));
    }
    targets.add(
        Target.of("doctor", archives, "doctor --root INPUT").ofPacked("doctor --root broken zst"));
    return targets;
  }

  private static List<byte[]> files(Path folder, String end) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(end)).sorted().toList()) {
        byte[] content = content(file);
        if (content.length <= MOST_BYTES) {
          contents.add(content);
        }
      }
    }
    return contents;
  }

  private static byte[] content(Path file) throws IOException {
    try (InputStream stored = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(stored) : stored) {
      return in.readAllBytes();
    }
  }

  private static byte[] printed(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      System.setOut(out);
      int unused = Main.run(arguments);
    } finally {
      System.setOut(before);
    }
    return bytes.toByteArray();
  }

  /// A recording that is whole.
  static Path good() {
    return RECORDINGS.resolve("perf-kvm-stat-hlt-apicv-on.data.gz");
  }
}
