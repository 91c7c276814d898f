package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Each option of each command that writes a file, on a full disk: the old file stands, nothing is
/// left beside it, and the user is told.
@Timeout(60)
final class WrittenFilesTest {
  private static final String SAMPLE =
      "../trace/src/test/resources/org/pirouette/trace/samples/perf-kvm-stat-hlt-apicv-on.data.gz";

  /// What each option that writes is tried with. FILE is what it writes.
  private static final Map<String, String> WRITERS =
      Map.of(
          "compare --report", "compare idle-halt --duration 1ms --replications 1 --report FILE",
          "compare --perfetto", "compare idle-halt --duration 1ms --replications 1 --perfetto FILE",
          "exits --report", "exits " + SAMPLE + " --report FILE",
          "exits --perfetto", "exits " + SAMPLE + " --perfetto FILE",
          "doctor --collect", "doctor --root ../host/src/test/resources --collect FILE",
          "prove --mermaid", "prove --mutant m1 --mermaid FILE",
          "prove --perfetto", "prove --mutant m1 --perfetto FILE",
          "explain --html", "explain --html FILE",
          "sweep --csv", "sweep --over devices[0].queue-depth=1 --duration 1ms --csv FILE",
          "man --write", "man --write FOLDER");

  /// A recording grows in place, so that it is whole whenever the host stops; an older one is put
  /// aside first (RecordFileTest).
  private static final Set<String> RECORDS = Set.of("record --output");

  private static final Set<String> READERS =
      Set.of(
          "compare --formats",
          "compare --host",
          "exits FILE",
          "exits --formats",
          "doctor FILE",
          "doctor --root",
          "doctor --dmesg",
          "doctor --interrupts",
          "doctor --cpuinfo",
          "doctor --cmdline",
          "doctor --parameters",
          "doctor --kvm-stat",
          "doctor --kvm-debugfs",
          "doctor --iommu",
          "doctor --irq",
          "doctor --trace",
          "doctor --vm",
          "prove --replay");

  @TempDir private Path folder;
  private boolean mounted;

  static Collection<String> writers() {
    return new TreeSet<>(WRITERS.keySet());
  }

  @Test
  void everyOptionThatNamesAFileIsKnown() {
    Set<String> found = new TreeSet<>();
    Main.commandLine().getSubcommands().forEach((name, command) -> addFiles(found, name, command));
    Set<String> known = new TreeSet<>(WRITERS.keySet());
    known.addAll(RECORDS);
    known.addAll(READERS);
    assertThat(found).isEqualTo(known);
  }

  private static void addFiles(Set<String> found, String name, CommandLine command) {
    for (ArgSpec argument : command.getCommandSpec().args()) {
      boolean path =
          argument.type() == Path.class
              || Stream.of(argument.auxiliaryTypes()).anyMatch(it -> it == Path.class);
      boolean written = Set.of("FILE", "FOLDER", "PATH").contains(argument.paramLabel());
      if (path || written) {
        found.add(
            name
                + " "
                + (argument instanceof OptionSpec option
                    ? Stream.of(option.names()).filter(it -> it.startsWith("--")).findFirst().get()
                    : argument.paramLabel()));
      }
    }
  }

  @BeforeEach
  void smallDisk() throws Exception {
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder.toString())
            .redirectErrorStream(true)
            .start();
    mounted = mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0;
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      new ProcessBuilder("umount", folder.toString()).start().waitFor();
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void onAFullDiskTheOldFileStands(String option) throws Exception {
    if (!mounted) {
      System.out.println("SKIPPED: a full disk for " + option + "; root may mount one");
    }
    assumeTrue(mounted, "no small file system can be mounted here");
    String words = WRITERS.get(option);
    Path old = folder.resolve(words.endsWith("FOLDER") ? "pirouette.1" : "result");
    Files.writeString(old, "precious");
    fill();
    List<String> before = names();
    String command = words.replace("FILE", old.toString()).replace("FOLDER", folder.toString());
    Command.Outcome outcome = Command.run(command.split(" "));
    assertThat(outcome.error()).startsWith("pirouette: cannot write '").hasLineCount(1);
    assertThat(outcome.status()).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(old).hasContent("precious");
    assertThat(names()).isEqualTo(before);
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(Files.getFileStore(folder).getUsableSpace()).isZero();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
