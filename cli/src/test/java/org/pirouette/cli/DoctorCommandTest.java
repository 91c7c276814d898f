package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.report.text.JsonTree;

/// `pirouette doctor` and `top` as a person or a script meets them.
final class DoctorCommandTest {
  private static final String NO_POSTING =
      "DMAR: dmar0: reg_base_addr fed90000 ver 1:0 cap d2008c40660462 ecap f050da\n";

  @TempDir private Path folder;

  private record Outcome(int status, String out, String error) {}

  private static Outcome run(String... arguments) {
    PrintStream out = System.out;
    PrintStream error = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errorBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errorBytes, true, StandardCharsets.UTF_8));
      int status = Main.run(arguments);
      return new Outcome(
          status,
          outBytes.toString(StandardCharsets.UTF_8),
          errorBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(error);
    }
  }

  private String file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void theAnswerIsTheFirstLineAndTheStatus() throws Exception {
    Outcome outcome = run("doctor", "--dmesg", file("log", NO_POSTING));
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.out().lines().findFirst().orElseThrow())
        .startsWith("Posted interrupts are not available here: dmar0 cannot post");
    assertThat(outcome.out()).contains("log:1:").doesNotContain("\u001b");
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(outcome.error()).isEmpty();
  }

  @Test
  void jsonHasTheVerdictAndTheChain() throws Exception {
    Outcome outcome = run("doctor", "--json", "--dmesg", file("log", NO_POSTING));
    Map<String, @Nullable Object> json =
        JsonTree.read(new ByteArrayInputStream(outcome.out().getBytes(StandardCharsets.UTF_8)));
    assertThat(json)
        .containsEntry("schema", "pirouette.doctor")
        .containsEntry("verdict", "not-available")
        .containsEntry("exitStatus", 3L)
        .containsEntry("firstBrokenLink", "iommu-posting")
        .containsEntry("platform", "intel");
    assertThat((List<?>) json.get("chain")).hasSize(11);
  }

  @Test
  void theDescriptionsGrepIsAnswered() throws Exception {
    assertThat(run("doctor", "--dmesg", file("log", NO_POSTING)).out())
        .contains("Linux never prints such a line");
  }

  /// A trace with an inhibition tells that it is not in use, and nothing of a switch that is on.
  @Test
  void anInhibitionAloneDoesNotSayThatItIsOn() throws Exception {
    String line =
        "apicv_test-1469    [000] .....     9.797553: kvm_apicv_inhibit_changed: set reason=0, inhibits=0x1 DISABLED\n";
    Outcome outcome = run("doctor", "--trace", file("trace", line));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("Interrupt virtualization is inhibited for at least one virtual machine.")
        .doesNotContain(" is on");
  }

  @Test
  void wrongUsageIsToldInASentence() throws Exception {
    Path nowhere = folder.resolve("nowhere");
    for (String[] arguments :
        new String[][] {
          {"doctor", "--dmesg", nowhere.toString()},
          {"doctor", "--dmesg", folder.toString()},
          {"doctor", "--root", nowhere.toString()},
          {"doctor", "--root", file("no-archive", "x")},
          {"doctor", "--interval", "0"},
          {"doctor", "--interval", "x"},
          {"top", "--interval", "0"},
          {"top", "--sort", "nonsense"},
        }) {
      Outcome outcome = run(arguments);
      assertThat(outcome.status()).as(String.join(" ", arguments)).isEqualTo(2);
      assertThat(outcome.error()).startsWith("pirouette: ").doesNotContain("\tat ");
      assertThat(outcome.error().strip().lines()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void thisHostIsReadToo() {
    Outcome outcome = run("doctor", "--interval", "0.1");
    assertThat(outcome.status()).isIn(0, 1, 3, 4);
    assertThat(outcome.out()).contains("Chain, in order of dependence");
  }

  @Test
  void topOnceEnds() {
    Outcome outcome = run("top", "--once", "--interval", "0.1");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).isNotEmpty();
  }
}
