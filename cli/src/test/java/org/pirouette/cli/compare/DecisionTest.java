package org.pirouette.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.cli.CommandRun;

/// What `compare` ends in.
final class DecisionTest {
  @TempDir private Path folder;

  private static List<String> lastRows(String... arguments) {
    CommandRun.Result result = CommandRun.of(arguments);
    assertThat(result.status()).as(result.error()).isZero();
    List<String> rows = result.out().lines().toList();
    return rows.subList(rows.size() - 15, rows.size());
  }

  @Test
  void theDecisionFitsTheLastFifteenRows() {
    List<String> rows = lastRows("compare", "--duration", "2ms", "--replications", "2");
    String text = String.join("\n", rows);
    assertThat(text)
        .contains("Decision: posted or apicv-same (assumed, as on most hosts)?")
        .contains("Posted interrupts take away 99.8 % of the exits")
        .contains("gain    0.50 cores of host time per VM (0.50 to 1.38 over")
        .contains("over 2 seeds and 4 cost")
        .contains("latency interrupt p99", "pays    at every rate", "stays ", "trust ", "next ");
    assertThat(rows).allMatch(row -> row.length() <= 80);
  }

  @Test
  void aFleetIsCounted() {
    assertThat(
            String.join(
                "\n",
                lastRows(
                    "compare",
                    "--duration",
                    "2ms",
                    "--replications",
                    "1",
                    "--vms",
                    "400",
                    "--hosts",
                    "20")))
        .containsPattern("fleet   400 such VMs on 20 hosts: 20[0-9] cores in all")
        .contains("10.0 per host");
  }

  @Test
  void whatDoctorFoundIsTheBaseline() throws IOException {
    Path host = folder.resolve("doctor.json");
    Files.writeString(
        host,
        """
        {"schema": "pirouette.doctor", "version": 1, "verdict": "not-available",
         "vcpuPosting": "off", "platform": "intel"}
        """);
    assertThat(
            String.join(
                "\n",
                lastRows(
                    "compare",
                    "--duration",
                    "2ms",
                    "--replications",
                    "1",
                    "--host",
                    host.toString())))
        .contains("Decision: posted or emulated (as doctor found)?");
    Files.writeString(host, "{\"schema\": \"pirouette.doctor\", \"platform\": \"arm\"}");
    CommandRun.Result other = CommandRun.of("compare", "--host", host.toString());
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.error()).contains("platform 'arm'");
    CommandRun.Result missing = CommandRun.of("compare", "--host", folder + "/none");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(CommandRun.of("compare", "--hosts", "3").error()).contains("give --vms");
  }

  @ParameterizedTest
  @CsvSource({
    "on, posted or apicv-same (as doctor found)?",
    "off, posted or emulated (as doctor found)?"
  })
  void doctorsOwnOutputIsTheBaseline(String apicv, String decision) throws IOException {
    Path host = folder.resolve("host.json");
    CommandRun.Result doctor =
        CommandRun.of(
            "doctor",
            "--json",
            "--dmesg",
            unpacked("dmesg.txt"),
            "--cpuinfo",
            unpacked("cpuinfo.txt"),
            "--cmdline",
            unpacked("cmdline.txt"),
            "--parameters",
            unpacked(apicv + "-parameters.txt"));
    Files.writeString(host, doctor.out());
    CommandRun.Result compared =
        CommandRun.of(
            "compare", "--duration", "1ms", "--replications", "1", "--host", host.toString());
    assertThat(compared.status()).as(compared.error()).isZero();
    assertThat(compared.out()).contains("Decision: " + decision);
  }

  private String unpacked(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(
                Path.of(
                    "../host/src/test/resources/org/pirouette/host/apicv-host", name + ".gz")))) {
      Files.write(file, in.readAllBytes());
    }
    return file.toString();
  }

  @Test
  void hardlyAnyEventIsNoVerdict() {
    CommandRun.Result result = CommandRun.of("compare", "--duration", "1us");
    assertThat(result.status()).isZero();
    assertThat(result.out().replaceAll("\\s+", " "))
        .startsWith("nvme-500k: only ")
        .contains("too few for a verdict")
        .doesNotContain("take away")
        .doesNotContain("Change against");
  }

  @Test
  void aGuestThatOnlyHasTimersGainsNothing() {
    assertThat(String.join("\n", lastRows("compare", "timer", "--replications", "2")))
        .contains("Posted interrupts leave the number of exits as it is")
        .contains("gives nothing back at any rate")
        .contains("stays   timers of the host");
  }

  @Test
  void statementsAreShownOnRequest() {
    String[] brief = {"compare", "--duration", "1ms", "--replications", "1"};
    assertThat(CommandRun.of(brief).out()).doesNotContain("description's statements");
    assertThat(
            CommandRun.of("compare", "--duration", "1ms", "--replications", "1", "--statements")
                .out())
        .contains("What this run says about the description's statements");
  }
}
