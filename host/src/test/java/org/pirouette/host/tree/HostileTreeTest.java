package org.pirouette.host.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.HostReader;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Verdict;

/// Trees that want to harm: none may crash or hang the reader, and what was not read is listed.
final class HostileTreeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void aHugeLogIsReadInPart() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("dmesg").toFile(), "rw")) {
      file.write("[ 0.1] DMAR-IR: Enabled IRQ remapping in x2apic mode\n".getBytes(ISO_8859_1));
      file.setLength(10L << 30);
    }
    Diagnosis diagnosis = diagnose();
    assertThat(diagnosis.facts().kernel().log().known()).isTrue();
    assertThat(diagnosis.facts().view().incomplete())
        .anyMatch(file -> file.path().equals("dmesg") && file.reason().contains("limit"));
  }

  @Test
  void aSingleEndlessLineIsCut() throws Exception {
    byte[] line = new byte[8 << 20];
    Arrays.fill(line, (byte) 'x');
    Files.write(folder.resolve("dmesg"), line);
    Content content = new RootedTree(folder).read("dmesg");
    assertThat(content.lines()).hasSize(1);
    assertThat(content.lines().getFirst()).hasSize(ReadLimits.STANDARD.lineLength());
    assertThat(((Content.Text) content).truncated()).isTrue();
  }

  @Test
  void linksDoNotLeaveTheTree() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "outside");
    Path root = Files.createDirectories(folder.resolve("root/proc"));
    Files.createSymbolicLink(root.resolve("cpuinfo"), secret);
    Files.createSymbolicLink(root.resolve("cmdline"), Path.of("../../secret"));
    Files.createSymbolicLink(root.resolve("iomem"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(root.resolve("version"), Path.of("version"));
    Files.createSymbolicLink(folder.resolve("root/sys"), folder);
    HostTree tree = new RootedTree(folder.resolve("root"));
    for (String path :
        new String[] {"proc/cpuinfo", "proc/cmdline", "proc/iomem", "proc/version", "sys/secret"}) {
      assertThat(tree.read(path)).as(path).isInstanceOf(Content.Unreadable.class);
      assertThat(tree.read(path).lines()).isEmpty();
    }
    assertThat(tree.list("sys")).isEmpty();
    assertThat(tree.read("../secret")).isInstanceOf(Content.Unreadable.class);
  }

  @Test
  void linksInsideTheTreeAreFollowed() throws Exception {
    Path units =
        Files.createDirectories(folder.resolve("sys/devices/virtual/iommu/dmar0/intel-iommu"));
    Files.writeString(units.resolve("cap"), "8d2078c106f0466\n");
    Files.createDirectories(folder.resolve("sys/class/iommu"));
    Files.createSymbolicLink(
        folder.resolve("sys/class/iommu/dmar0"), Path.of("../../devices/virtual/iommu/dmar0"));
    HostTree tree = new RootedTree(folder);
    assertThat(tree.read("sys/class/iommu/dmar0/intel-iommu/cap").value())
        .isEqualTo("8d2078c106f0466");
  }

  @Test
  void pipesAndFoldersAreNotOpened() throws Exception {
    Path pipe = folder.resolve("dmesg");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Files.createDirectories(folder.resolve("proc/cpuinfo"));
    Diagnosis diagnosis = diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(diagnosis.facts().view().incomplete())
        .extracting(Content.Unreadable::path)
        .contains("dmesg", "proc/cpuinfo");
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() throws Exception {
    Files.writeString(
        folder.resolve("dmesg"),
        "\u001b]0;owned\u0007\u001b[2J DMAR-IR: Enabled IRQ remapping in xapic mode\u202e\n");
    String line = new RootedTree(folder).read("dmesg").lines().getFirst();
    assertThat(line).doesNotContain("\u001b", "\u0007", "\u202e").contains("DMAR-IR");
  }

  @Test
  void binaryFilesAndEmptyOnesAreJustFiles() throws Exception {
    for (String name : new String[] {"proc/cpuinfo", "proc/interrupts", "dmesg"}) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.write(folder.resolve(name), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 0, 13, 10, 58});
    }
    Files.write(folder.resolve("proc/cmdline"), new byte[0]);
    assertThat(diagnose().verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aNamedFileThatVanishesIsListed() {
    FileTree tree = new FileTree(Optional.empty(), Map.of("dmesg", folder.resolve("was/here")));
    assertThat(tree.read("dmesg")).isInstanceOf(Content.Absent.class);
  }

  @Test
  void archivesThatAreNoneAreRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("a.tar.zst"), "no archive at all");
    assertThatThrownBy(() -> ArchiveTree.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no tar archive");
  }

  private Diagnosis diagnose() {
    return Assertions.assertTimeoutPreemptively(
        PATIENCE,
        () ->
            Diagnosis.of(
                new HostReader(new RootedTree(folder), Double.NaN, seconds -> seconds).read()));
  }
}
