package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A program that is older than its sources hands over to the launcher, which builds.
@Timeout(60)
final class WorkingCopyTest {
  private static final FileTime BUILT = FileTime.fromMillis(1_700_000_000_000L);
  private static final FileTime BEFORE = FileTime.fromMillis(1_600_000_000_000L);

  @TempDir private Path home;
  private Path marker = Path.of("");

  @BeforeEach
  void built() throws Exception {
    marker = home.resolve("cli/target/pirouette.built");
    for (String file :
        List.of(
            "cli/target/pirouette.built",
            "pom.xml",
            "model/pom.xml",
            "model/src/main/java/A.java",
            "model/src/test/java/ATest.java",
            "bench/src/main/java/B.java",
            "docs/a.md")) {
      Path path = home.resolve(file);
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    }
    Path launcher = home.resolve("pirouette");
    Files.writeString(
        launcher, "#!/bin/sh\necho pid $$\nfor a in \"$@\"; do printf '<%s>' \"$a\"; done\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var paths = Files.walk(home)) {
      for (Path path : paths.toList()) {
        Files.setLastModifiedTime(path, BEFORE);
      }
    }
    Files.setLastModifiedTime(marker, BUILT);
  }

  private void touch(String file) throws Exception {
    Files.setLastModifiedTime(home.resolve(file), FileTime.fromMillis(BUILT.toMillis() + 1));
  }

  @Test
  void whatIsNotBuiltOrNotNewerIsNoEdit() throws Exception {
    touch("bench/src/main/java/B.java");
    touch("model/src/test/java/ATest.java");
    touch("docs/a.md");
    assertThat(new WorkingCopy(home).edited()).isEmpty();
  }

  /// A folder is newer where a file was removed from it, or came by another name.
  @ParameterizedTest
  @ValueSource(
      strings = {"pom.xml", "model/pom.xml", "model/src/main/java/A.java", "model/src/main/java"})
  void whatIsNewerIsFound(String file) throws Exception {
    touch(file);
    assertThat(new WorkingCopy(home).edited()).contains(home.resolve(file));
  }

  @Test
  void withoutABuildThereIsNothingToCompareWith() throws Exception {
    touch("pom.xml");
    Files.delete(marker);
    assertThat(new WorkingCopy(home).edited()).isEmpty();
  }

  @Test
  void theLauncherTakesItsPlaceAndNothingWasPrinted() throws Exception {
    touch("model/src/main/java/A.java");
    List<String> options = List.of("-Dpirouette.checkout=" + home);
    Process process = Command.process(options, "scenarios", "a b", "*", "", "--help").start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Command.error(process)).isZero();
    assertThat(out).isEqualTo("pid " + process.pid() + "\n<scenarios><a b><*><><--help>");
    assertThat(marker).doesNotExist();
  }

  @Test
  void anUneditedOneRuns() throws Exception {
    List<String> options = List.of("-Dpirouette.checkout=" + home);
    Process process = Command.process(options, "--version").start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Command.error(process)).isZero();
    assertThat(out).startsWith("pirouette ");
    assertThat(marker).exists();
  }

  /// As for someone who may run a copy, and not build it.
  @Test
  void whatCannotBeBuiltIsRunWithASentence() throws Exception {
    touch("model/src/main/java/A.java");
    Files.delete(home.resolve("pirouette"));
    List<String> options = List.of("-Dpirouette.checkout=" + home);
    Process process = Command.process(options, "--version").start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String error = Command.error(process);
    assertThat(process.waitFor()).isZero();
    assertThat(out).startsWith("pirouette ");
    assertThat(error)
        .startsWith("pirouette: model/src/main/java/A.java was changed after the last build")
        .contains("older build")
        .hasLineCount(1);
  }
}
