package org.pirouette.cli.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The same workload recorded twice, with APICv off and on: all pairs of the shared samples where
/// they are, else those among the test resources.
final class RecordedPairs {
  private RecordedPairs() {}

  /// @param name for output
  record Pair(String name, Path off, Path on) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<String> SETS =
      List.of(
          "apicv-host/linux-6.12",
          "apicv-host/linux-6.12-nohz_full",
          "apicv-host/linux-6.12-perf",
          "apicv-rich");

  private static final List<String> COMMITTED =
      List.of("linux-6.12", "linux-6.12-nohz_full", "linux-6.12-perf", "rich");

  /// All pairs, in the order of their names.
  static List<Pair> all() throws IOException {
    Path repository = Path.of(System.getProperty("pirouette.root"));
    Path shared = repository.resolve("../shared/samples").normalize();
    boolean complete = SETS.stream().allMatch(set -> Files.isDirectory(shared.resolve(set)));
    Path root =
        complete
            ? shared
            : repository.resolve("cli/src/test/resources/org/pirouette/cli/recording");
    return (complete ? SETS : COMMITTED).stream().flatMap(set -> pairs(root, set)).toList();
  }

  private static Stream<Pair> pairs(Path root, String set) {
    try (Stream<Path> files = Files.list(root.resolve(set + "/apicv-off"))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(RecordedPairs::isRecording)
          .sorted()
          .flatMap(file -> pair(root, set, file))
          .toList()
          .stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Either may be compressed.
  private static Stream<Pair> pair(Path root, String set, String file) {
    String plain = file.replaceFirst("\\.gz$", "");
    Path off = root.resolve(set + "/apicv-off/" + file);
    return Stream.of(plain, plain + ".gz")
        .map(name -> root.resolve(set + "/apicv-on/" + name))
        .filter(Files::exists)
        .limit(1)
        .map(on -> new Pair(set + " " + plain.replaceFirst("\\.txt$", ""), off, on));
  }

  /// `perf kvm stat record` records entries and exits alone, so that its files tell no arrivals.
  private static boolean isRecording(String file) {
    return file.matches(
        ".*\\.ftrace\\.txt(\\.gz)?|perf-[a-z]+\\.(data|script\\.txt)(\\.gz)?"
            + "|trace-cmd-[a-z]+\\.report\\.txt(\\.gz)?");
  }

  /// The lines of a recording in text.
  static List<String> lines(Path file) throws IOException {
    try (var stream = Files.newInputStream(file);
        var reader =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(stream) : stream,
                    StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
