package org.pirouette.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.host.HostReader;
import org.pirouette.host.TestResource;
import org.pirouette.host.TreeOnDisk;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.HostFile;

/// Inputs that once crashed doctor, took its memory, or were read in part without a word.
final class HostileSamplesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "noend.tar, cut off after",
    "trunc-body.tar, cut off within",
    "trunc-header.tar, cut off after",
    "bomb-content.tar.zst, unpacks to more than a collection of its size can hold",
  })
  void isRefusedWithASentence(String name, String sentence) {
    Path file = TestResource.unpack("hostile/" + name, folder);
    assertThatThrownBy(() -> ArchiveTree.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fdname.tar", "fdname2.tar"})
  void aDescriptorWithoutANumberIsPassedOver(String name) throws Exception {
    HostFacts facts = facts(ArchiveTree.open(TestResource.unpack("hostile/" + name, folder)));
    assertThat(facts.guests().machines()).allMatch(machine -> machine.processors().size() <= 1);
  }

  /// A pipe gives its content once.
  @Test
  void aFileIsOpenedOnce() throws Exception {
    Path log = TestResource.unpack("hostile/dmesg", folder);
    FileTree tree = new FileTree(Optional.empty(), Map.of(HostFile.KERNEL_LOG.path(), log));
    tree.read(HostFile.KERNEL_LOG.path());
    Files.delete(log);
    assertThat(Diagnosis.of(facts(tree)).verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
  }

  @Test
  void machinesWithAMillionArgumentsTakeBoundedTimeAndMemory() {
    TreeOnDisk host = new TreeOnDisk(folder);
    String arguments = "qemu\0" + "hv-synic,x=y\0".repeat(1_000_000);
    for (int process = 100; process < 104; process++) {
      host.with("proc/" + process + "/comm", "qemu-system-x86\n")
          .with("proc/" + process + "/task/1/comm", "CPU 0/KVM\n")
          .with("proc/" + process + "/cmdline", arguments);
    }
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          HostFacts facts = facts(new RootedTree(folder));
          assertThat(facts.guests().machines()).hasSize(4);
          assertThat(facts.guests().machines())
              .allMatch(machine -> machine.arguments().size() <= 8192);
          assertThat(facts.view().incomplete()).hasSize(4);
          Diagnosis.of(facts);
        });
  }

  private static HostFacts facts(HostTree tree) throws InterruptedException {
    return new HostReader(tree, 1, wait -> wait).read();
  }
}
