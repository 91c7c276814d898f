package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each input that once hung, crashed, leaked or lost something, as `samples/hostile` keeps them,
/// comes to exactly what `hostile-samples.tsv` says of it, here or in the test that it names.
@Timeout(120)
final class HostileSamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("pirouette.root", ".."));
  private static final Path SAMPLES = ROOT.resolve("../shared/samples/hostile");

  /// To a length that only a file with holes has.
  private static final String SPARSE = "sparse";

  @TempDir private Path folder;

  /// One line of the table.
  ///
  /// @param sample its path in `samples/hostile`; a folder where the fault needs no input of its
  ///   own
  /// @param stored where the same bytes lie in this repository, packed or not; `-` for none
  /// @param command what it is given to, with INPUT in its place, or `test` and where that is
  /// @param status the exit status; of a test nothing
  /// @param said what standard output or standard error says, of a test nothing
  record Row(String sample, String stored, String command, String status, String said) {
    static Row of(String line) {
      String[] fields = line.split("\t", -1);
      return new Row(fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    boolean isTest() {
      return command.startsWith("test ");
    }

    @Override
    public String toString() {
      return sample + ": " + command;
    }
  }

  static List<Row> rows() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            HostileSamplesTest.class.getResourceAsStream("hostile-samples.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::of)
          .toList();
    }
  }

  static List<Row> commands() throws IOException {
    return rows().stream().filter(row -> !row.isTest()).toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void comesToWhatIsRight(Row row) throws Exception {
    String[] words = row.command().split(" ");
    Path input = folder.resolve(Path.of(row.sample()).getFileName().toString());
    Files.write(input, bytes(row.stored()));
    if (words[0].equals(SPARSE)) {
      try (RandomAccessFile file = new RandomAccessFile(input.toFile(), "rw")) {
        file.setLength(3L << 30);
      }
    }
    String[] command =
        Stream.of(words)
            .filter(word -> !word.equals(SPARSE))
            .map(word -> word.equals("INPUT") ? input.toString() : word)
            .toArray(String[]::new);
    Command.Outcome outcome = Command.run(command);
    String all = (outcome.out() + outcome.error()).replace(folder.toString(), "");
    assertThat(outcome.status()).as(all).isEqualTo(Integer.parseInt(row.status()));
    assertThat(all.replaceAll("\\s+", " ")).contains(row.said());
    assertThat(all).doesNotContain("bug in Pirouette").doesNotContain("\tat ");
    assertThat(all.replaceAll("[\n\r\t]", "").codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    if (row.status().equals("2")) {
      assertThat(outcome.error()).startsWith("pirouette: ").hasLineCount(1);
    }
  }

  /// A test that is named is there, and knows the input by its name.
  @Test
  void theOtherTestsAreThere() throws Exception {
    int tests = 0;
    for (Row row : rows()) {
      if (row.isTest()) {
        String[] place = row.command().substring("test ".length()).split("#");
        String source = Files.readString(ROOT.resolve(place[0]));
        assertThat(source).as(row.toString()).contains("void " + place[1] + "(");
        if (!row.stored().equals("-")) {
          assertThat(bytes(row.stored())).isNotEmpty();
          String name = Path.of(row.stored()).getFileName().toString();
          Path table = ROOT.resolve("trace/src/test/resources/org/pirouette/trace/hostile.tsv");
          assertThat(source + Files.readString(table))
              .as(row.toString())
              .contains(name.replaceFirst("\\.gz$", ""));
        }
        tests++;
      }
    }
    System.out.println(
        "hostile samples: " + commands().size() + " by command, " + tests + " by test");
    assertThat(tests).isPositive();
  }

  /// No sample without a row, and each row is of the bytes of its sample.
  @Test
  void eachSampleHasARow() throws Exception {
    if (!Files.isDirectory(SAMPLES)) {
      System.out.println("SKIPPED: samples/hostile is not beside this working copy");
    }
    assumeTrue(Files.isDirectory(SAMPLES), "no samples/hostile here");
    Set<String> samples = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = SAMPLES.relativize(file).toString();
        if (name.endsWith("/command")) {
          samples.add(name.substring(0, name.lastIndexOf('/')));
        } else if (!name.equals("README.md") && !name.matches("fuzz/.*\\.txt")) {
          samples.add(name);
        }
      }
    }
    Set<String> rows = new TreeSet<>();
    for (Row row : rows()) {
      Path folderOfRow = Path.of(row.sample()).getParent();
      rows.add(row.sample());
      rows.add(folderOfRow == null ? row.sample() : folderOfRow.toString());
      Path sample = SAMPLES.resolve(row.sample());
      if (!row.stored().equals("-") && Files.isRegularFile(sample)) {
        assertThat(unpacked(sample)).as(row.toString()).isEqualTo(bytes(row.stored()));
      }
    }
    assertThat(rows).containsAll(samples);
    System.out.println("hostile samples with a row: " + samples.size());
  }

  private static byte[] bytes(String stored) throws IOException {
    return unpacked(ROOT.resolve(stored));
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream stored = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(stored) : stored) {
      return in.readAllBytes();
    }
  }
}
