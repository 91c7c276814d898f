package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.report.text.JsonTree;

/// What `exits` says first of what people paste: the largest cause, its share, what it means.
final class FieldExitsTest {
  private static final Path FIELD =
      Path.of("../trace/src/test/resources/org/pirouette/trace/field");

  @TempDir private Path folder;

  private static String field(String name) {
    return FIELD.resolve(name + ".gz").toString();
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static Map<String, @Nullable Object> json(String text) {
    return JsonTree.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e_hot_vcpu.txt|vCPU 7 of 16 vCPUs is hot: handling exits takes 55.4 % of its core (4.34 %"
            + " on average of all). EXTERNAL_INTERRUPT (mostly device (41)) is 100 % of the exits",
        "e_kvmstat_old_header.txt|13,798,699 exits (331 k/s). EXCEPTION_NMI is 100 % of the exits"
            + " per second: exceptions or NMIs",
        "e_kvmstat_old_no_header.txt|13,798,699 exits (331 k/s). EXCEPTION_NMI is 100 % of the"
            + " exits per second: exceptions or NMIs",
        "e_perfkvm_all_vcpus.txt|56,385 exits. IO_INSTRUCTION is 98.7 % of the exits and 99.7 % of"
            + " their handling time: the guest uses emulated devices by port I/O.",
        "e_perfkvm_fewer_columns.txt|15,257 exits. Hypercall is 33.1 % of the exits and 50.8 % of"
            + " their handling time: the guest calls the hypervisor.",
        "e_perfkvm_names_spaces.txt|83,641 exits. Memory store is 50.0 % of the exits: the guest"
            + " touches memory",
        "e_perfprof.txt|5,301 exits. IO_INSTRUCTION is 79.0 % of the exits and 100 % of their"
            + " handling time",
        "e_perfstat_commented.txt|3,358,451 exits (31.2 k/s). Their reasons were not recorded:",
        "e_perfstat_counts_only.txt|8,343 exits. Their reasons were not recorded:",
        "e_reinjected.txt|One vCPU: 2 exits. EPT_VIOLATION is 100 % of the exits",
        "e_reinjected_wrapped.txt|One vCPU: 2 exits. EPT_VIOLATION is 100 % of the exits",
        "e_two_tables_before_after.txt|2 tables in one file, kept apart: table 1: Without patch:"
            + " 42,916 exits; table 2: While with patch: 6,871 exits.",
        "e_two_traces_joined.txt|2 traces in one file, kept apart: trace 1: With idle halt enabled:"
            + " 2 exits; trace 2: Without idle halt enabled: 1 exit."
      })
  void theFirstSentenceNamesTheLargestCause(String name, String headline) {
    Command.Outcome text = Command.run("exits", field(name));
    assertThat(text.status()).as(text.error()).isZero();
    assertThat(plain(text.out())).startsWith(headline);
    assertThat(text.out()).doesNotContain("0 % of the exits deliver");
    assertThat(json(Command.run("exits", "--json", field(name)).out()).get("headline"))
        .asString()
        .startsWith(headline);
  }

  @Test
  void twoPartsAreComparedAndEachCanBeChosen() {
    String file = field("e_two_tables_before_after.txt");
    Map<String, @Nullable Object> whole = json(Command.run("exits", "--json", file).out());
    assertThat(whole).doesNotContainKey("total");
    assertThat((List<?>) whole.get("parts")).hasSize(2);
    assertThat(((Map<?, ?>) whole.get("comparison")).get("sentences"))
        .asString()
        .contains("EXTERNAL_INTERRUPT exits fell by 84.0 %.")
        .doesNotContain("posted");
    assertThat(plain(Command.run("exits", file).out()))
        .contains("interrupts of unknown origin", "49.4 % of the exits", "42,916 6,871 -84.0 %");
    assertThat(Command.run("exits", "--part", "2", file).out()).startsWith("6,871 exits.");
    assertThat(Command.run("exits", "--part", "3", file).error())
        .contains("Expected --part from 1 to 2");
    assertThat(Command.run("exits", file, file).error()).contains("choose one with --part N");
  }

  @Test
  void aKnownHeaderWithoutRowsIsNoRecordingWithoutExits() throws Exception {
    for (String text :
        List.of(
            "            VM-EXIT  Samples  Samples%  Time%\n\nand so on\n",
            " Performance counter stats for 'system wide':\n\n  not much\n")) {
      Path file = Files.writeString(folder.resolve("header.txt"), text);
      Command.Outcome outcome = Command.run("exits", file.toString());
      assertThat(outcome.status()).isEqualTo(ExitStatus.WRONG_INPUT);
      assertThat(outcome.error()).contains("Expected rows below the header");
    }
  }

  @Test
  void rowsThatCannotBeReadAreCountedAndNamed() throws Exception {
    String table =
        """
                    VM-EXIT  Samples  Samples%  Time%   Min Time  Max Time   Avg time
        EXTERNAL_INTERRUPT    42916    49.43%   39.30%   0.47us   106.09us   0.71us
                   CPUID    12x34    50.57%   60.70%   0.47us   106.09us   0.71us
        """;
    Path file = Files.writeString(folder.resolve("damaged.txt"), table);
    assertThat(Command.run("exits", file.toString()).out())
        .contains("One place could not be read", "3: CPUID");
  }

  @Test
  void threeRecordingsAreAllReported() {
    Command.Outcome outcome =
        Command.run(
            "exits",
            field("e_perfkvm_all_vcpus.txt"),
            field("e_perfprof.txt"),
            field("e_perfstat_commented.txt"));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .startsWith("3 recordings, 3,420,137 exits in all.")
        .contains("e_perfkvm_all_vcpus", "e_perfprof", "e_perfstat_commented");
  }

  @Test
  void aSleepingGuestIsNotTakenForPosting() {
    String samples = "../trace/src/test/resources/org/pirouette/trace/samples/";
    assertThat(
            Command.run(
                    "exits",
                    samples + "perf-kvm-stat-spin-apicv-off.data.gz",
                    samples + "perf-kvm-stat-hlt-apicv-off.data.gz")
                .out())
        .contains("EXTERNAL_INTERRUPT exits fell by")
        .doesNotContain("posted");
  }

  @Test
  void aDefinitionOfAMachineIsJudgedAndNotTakenForAHost() {
    String file = "../host/src/test/resources/org/pirouette/host/definition/k_qemu_cmdline.txt";
    Command.Outcome text = Command.run("doctor", "--vm", file);
    assertThat(text.status()).isEqualTo(1);
    assertThat(plain(text.out()))
        .contains("may inhibit APICv and AVIC: synic", "hv_ipi,hv-apicv=on");
    assertThat(json(Command.run("doctor", "--vm", file, "--json").out()))
        .containsEntry("syntax", "QEMU command line")
        .containsEntry("name", "server2019");
    Command.Outcome asHost = Command.run("doctor", file);
    assertThat(asHost.status()).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(asHost.error()).contains("give it with --vm");
  }
}
