package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.report.text.JsonTree;

/// `explain` and the options that write files, as a user runs them.
final class ExplainCommandTest {
  @TempDir private Path folder;

  private final PrintStream output = System.out;
  private final PrintStream error = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(output);
    System.setErr(error);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return complained.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theOutcomeComesFirst() {
    assertThat(Main.run("explain")).isZero();
    assertThat(printed()).startsWith("Vector 21h reaches the guest without a VM exit");
  }

  @Test
  void jsonIsADocumentOfItsSchema() {
    assertThat(Main.run("explain", "--case", "blocked", "--json")).isZero();
    Map<String, ?> document = JsonTree.read(new ByteArrayInputStream(printed.toByteArray()));
    assertThat(document.get("schema")).isEqualTo("pirouette.explain");
    assertThat(printed()).contains("\"situation\" : \"blocked\"");
  }

  @Test
  void theListHoldsEveryModeAndCase() {
    assertThat(Main.run("explain", "--list")).isZero();
    assertThat(printed())
        .contains("emulated", "apicv-same", "apicv-other", "posted", "below-priority");
  }

  @Test
  void pagesAndTimelinesAreWritten() throws IOException {
    Path page = folder.resolve("explain.html");
    assertThat(Main.run("explain", "--html", page.toString())).isZero();
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>");
    Path report = folder.resolve("compare.html");
    Path trace = folder.resolve("compare.pftrace");
    assertThat(
            Main.run(
                "compare",
                "nvme-qd1",
                "--modes",
                "emulated,posted",
                "--duration",
                "2ms",
                "--replications",
                "2",
                "--report",
                report.toString(),
                "--perfetto",
                trace.toString()))
        .isZero();
    assertThat(Files.readString(report)).contains("nvme-qd1", "./pirouette compare nvme-qd1");
    assertThat(Files.size(report)).isLessThan(2_000_000);
    assertThat(Files.size(trace)).isPositive();
  }

  @Test
  void wrongWordsNameTheNearestAndEndWithTwo() {
    assertThat(Main.run("explain", "--mode", "postd")).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(complained()).contains("did you mean 'posted'?").doesNotContain("\tat ");
    assertThat(Main.run("explain", "--case", "blokked")).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(complained()).contains("did you mean 'blocked'?");
    assertThat(Main.run("explain", "no-such-scenario")).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(Main.run("explain", "--mode", "poll")).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(Main.run("explain", "--mode", "emulated", "--case", "inhibited"))
        .isEqualTo(ExitStatus.WRONG_INPUT);
    Path nowhere = folder.resolve("missing").resolve("page.html");
    assertThat(Main.run("explain", "--html", nowhere.toString())).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(complained())
        .contains("cannot write", "its folder does not exist")
        .doesNotContain("\tat ");
  }
}
