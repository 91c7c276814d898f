package org.pirouette.report.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a name leads to, and what becomes of it.
@Timeout(30)
final class ResultFileTest {
  @TempDir private Path folder;

  private static void write(Path file, String content) throws IOException {
    try (ResultFile result = ResultFile.open(file)) {
      result.stream().write(content.getBytes(StandardCharsets.UTF_8));
      result.commit();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aNewFileHoldsWhatWasWritten() throws IOException {
    Path file = folder.resolve("new.txt");
    write(file, "content");
    assertThat(file).hasContent("content");
    assertThat(names()).containsExactly("new.txt");
  }

  @Test
  void theOldFileStandsUntilTheNewOneIsWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("old.txt"), "old");
    try (ResultFile result = ResultFile.open(file)) {
      result.stream().write(new byte[200_000]);
      assertThat(file).hasContent("old");
    }
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("old.txt");
  }

  @Test
  void permissionsStay() throws IOException {
    Path file = Files.writeString(folder.resolve("private.txt"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    write(file, "new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = Files.writeString(folder.resolve("file.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("file.txt"));
    write(link, "new");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(file).hasContent("new");
  }

  @Test
  void aLinkThatLeadsToNothingMakesItsTarget() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("missing.txt"));
    write(link, "new");
    assertThat(folder.resolve("missing.txt")).hasContent("new");
  }

  @Test
  void linksInACircleAreRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
    assertThatThrownBy(() -> write(link, "new"))
        .isInstanceOf(CannotWrite.class)
        .hasMessageContaining("circle");
  }

  @Test
  void aHardLinkKeepsTheOldContent() throws IOException {
    Path file = Files.writeString(folder.resolve("file.txt"), "old");
    Path second = Files.createLink(folder.resolve("second.txt"), file);
    write(file, "new");
    assertThat(second).hasContent("old");
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> write(folder, "new"))
        .isInstanceOf(CannotWrite.class)
        .hasMessage("cannot write '" + folder + "': it is a folder.");
  }

  @Test
  void aMissingFolderIsNamed() {
    assertThatThrownBy(() -> write(folder.resolve("no/file"), "new"))
        .isInstanceOf(CannotWrite.class)
        .hasMessageContaining("its folder does not exist");
  }

  @Test
  void aFullDeviceFailsAndStays() {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device), "no /dev/full here");
    assertThatThrownBy(() -> write(device, "new")).isInstanceOf(CannotWrite.class);
    assertThat(Files.exists(device)).isTrue();
  }

  @Test
  void aFifoIsWrittenInPlace() throws IOException, InterruptedException {
    Path fifo = folder.resolve("fifo");
    Process make = new ProcessBuilder("mkfifo", fifo.toString()).start();
    assumeTrue(make.waitFor() == 0, "no mkfifo here");
    Process reader = new ProcessBuilder("cat", fifo.toString()).start();
    write(fifo, "through the pipe");
    assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("through the pipe");
    assertThat(reader.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(names()).containsExactly("fifo");
  }

  @Test
  void whatAnotherProcessIsWritingStays() throws IOException {
    Path mine = folder.resolve("mine");
    try (ResultFile first = ResultFile.open(mine)) {
      write(folder.resolve("other"), "x");
      first.stream().write('y');
      first.commit();
    }
    assertThat(mine).hasContent("y");
  }
}
