package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.report.text.JsonTree;

/// `pirouette exits` as a person or a script meets it.
final class ExitsCommandTest {
  private static final Path SAMPLES =
      Path.of("../trace/src/test/resources/org/pirouette/trace/samples");
  private static final String EMULATED = sample("perf-kvm-stat-hlt-apicv-off.data.gz");
  private static final String POSTED = sample("perf-kvm-stat-hlt-apicv-on.data.gz");

  @TempDir private Path folder;

  private record Outcome(int status, String out, String error) {}

  private static String sample(String name) {
    return SAMPLES.resolve(name).toString();
  }

  private static byte[] unpacked(String file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(file)))) {
      return in.readAllBytes();
    }
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  /// Two vCPUs, two seconds: vCPU 0 exits for CPUID ten times a second, vCPU 1 for HLT in the first
  /// second only.
  private String twoVcpus() throws IOException {
    StringBuilder text = new StringBuilder("# tracer: nop\n#\n");
    for (int i = 0; i < 20; i++) {
      double time = 100 + i * 0.1;
      exit(text, 0, time, "CPUID");
      if (i < 10) {
        exit(text, 1, time + 0.01, "HLT");
      }
    }
    return file("two.txt", text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void exit(StringBuilder text, int vcpu, double time, String reason) {
    String head = " CPU %d/KVM-%d   [00%d] d..1. %.6f: ";
    text.append(head.formatted(vcpu, 1000 + vcpu, vcpu, time))
        .append(
            "kvm_exit: vcpu %d reason %s rip 0x1000 info1 0x0 info2 0x0 intr_info 0x0 error_code 0x0\n"
                .formatted(vcpu, reason))
        .append(head.formatted(vcpu, 1000 + vcpu, vcpu, time + 0.000005))
        .append("kvm_entry: vcpu %d, rip 0x1000\n".formatted(vcpu));
  }

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

  private static Outcome runOn(byte[] input, String... arguments) {
    InputStream in = System.in;
    try {
      System.setIn(new ByteArrayInputStream(input));
      return run(arguments);
    } finally {
      System.setIn(in);
    }
  }

  private static void assertRefused(String part, String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.status()).as(outcome.error()).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.error()).startsWith("pirouette: ").contains(part).hasLineCount(1);
  }

  @Test
  void theAnswerIsTheFirstLine() {
    Outcome outcome = run("exits", EMULATED);
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .startsWith("One vCPU: handling exits takes 0.74 % of a core. MSR_WRITE (mostly EOI (80b))")
        .containsPattern("MSR_WRITE +EOI \\(80b\\) +201 ");
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(outcome.error()).isEmpty();
  }

  @Test
  void compressedPlainAndPipedInputGiveTheSame() throws IOException {
    byte[] plain = unpacked(EMULATED);
    String expected = run("exits", "--csv", EMULATED).out();
    assertThat(expected.lines())
        .hasSize(6)
        .element(1)
        .asString()
        .startsWith("VM 265,0,267,MSR_WRITE,203,");
    assertThat(run("exits", "--csv", file("plain", plain)).out()).isEqualTo(expected);
    assertThat(runOn(plain, "exits", "--csv", "-").out()).isEqualTo(expected);
    assertThat(runOn(Files.readAllBytes(Path.of(EMULATED)), "exits", "--csv", "-").out())
        .isEqualTo(expected);
  }

  @Test
  void jsonAndEvents() throws Exception {
    Outcome outcome = run("exits", "--json", POSTED);
    Map<String, @Nullable Object> json =
        JsonTree.read(new ByteArrayInputStream(outcome.out().getBytes(StandardCharsets.UTF_8)));
    assertThat(json).containsEntry("schema", "pirouette.exits");
    assertThat(run("exits", "--events", EMULATED).out()).contains("kvm_exit ").contains("413");
  }

  @Test
  void aSelectionHoldsForAllThatIsPrinted() throws IOException {
    String file = twoVcpus();
    assertThat(run("exits", "--csv", "--by", "second", file).out())
        .isEqualToNormalizingNewlines("second,reason,exits\n0,CPUID,10\n0,HLT,10\n1,CPUID,10\n");
    assertThat(run("exits", "--csv", "--by", "second", "--vcpu", "1", file).out())
        .isEqualToNormalizingNewlines("second,reason,exits\n0,HLT,10\n");
    assertThat(run("exits", "--csv", "--pid", "1001", file).out())
        .contains("HLT,10,")
        .doesNotContain("CPUID");
    assertThat(run("exits", "--csv", "--from", "+1", file).out())
        .contains("CPUID,10,")
        .doesNotContain("HLT");
    assertThat(run("exits", "--csv", "--from", "100.05", "--to", "100.15", file).out())
        .contains("CPUID,1,")
        .contains("HLT,1,");
  }

  @Test
  void anEmptySelectionIsToldFromAnEmptyRecording() throws IOException {
    String file = twoVcpus();
    assertRefused("it holds vCPU 0 to 1, and times from 100.0", "exits", "--vcpu", "7", file);
    assertRefused("found none", "exits", "--from", "+5000", file);
    assertRefused("found none", "exits", "--pid", "7", file);
    assertRefused("--from before --to", "exits", "--from", "2", "--to", "1", file);
    assertRefused("found -3", "exits", "--vcpu", "-3", file);
    for (String wrong : new String[] {"abc", "1e99999999", "-1", "", "9999999999"}) {
      assertRefused("found '" + wrong + "'", "exits", "--from=" + wrong, file);
    }
    assertRefused("leave out --from", "exits", "--events", "--from", "+0", file);
    assertRefused("choose one", "exits", "--json", "--csv", file);
  }

  @Test
  void twoRecordingsAreComparedAndAPredictionIsJudged() throws IOException {
    assertThat(run("exits", EMULATED, POSTED).out())
        .startsWith("Exits by EOI fell by 100.0 %: APICv now handles the end of interrupts.");
    assertRefused("one recording with --csv", "exits", "--csv", EMULATED, POSTED);
    String prediction =
        file(
            "prediction.json",
            run("compare", "--json", sample("perf-spin-apicv-off.data.gz"))
                .out()
                .getBytes(StandardCharsets.UTF_8));
    Outcome met = run("exits", prediction, sample("perf-spin-apicv-on.data.gz"));
    assertThat(met.status()).as(met.error()).isZero();
    assertThat(met.out()).startsWith("The prediction is met");
    assertRefused(
        "other JSON", "exits", file("other.json", "{}".getBytes(StandardCharsets.UTF_8)), POSTED);
  }

  @Test
  void whatIsNoRecordingIsRefusedInOneSentence() throws IOException {
    byte[] random = new byte[5000];
    new Random(1).nextBytes(random);
    assertRefused("is empty", "exits", file("empty", new byte[0]));
    assertRefused("other binary data", "exits", file("random", random));
    assertRefused("There is no file", "exits", folder.resolve("missing").toString());
    assertRefused("the folder", "exits", folder.toString());
    assertRefused(
        "There is no file", "exits", "--json", EMULATED, folder.resolve("missing").toString());
    byte[] trace = unpacked(sample("software-trace-cmd-v7-zstd.dat.gz"));
    assertRefused("cut off", "exits", file("cut.dat", Arrays.copyOf(trace, trace.length / 3)));
  }

  @Test
  void aCutOffRecordingGivesWhatIsComplete() throws IOException {
    byte[] perf = unpacked(EMULATED);
    Outcome outcome = run("exits", file("cut.data", Arrays.copyOf(perf, perf.length / 2)));
    assertThat(outcome.status()).as(outcome.error()).isZero();
    assertThat(outcome.out()).contains("The file is cut off; what is complete was read.");
  }

  @Test
  void aCutOffRecordingCanHaveTheFormatsOfAnother() throws IOException {
    byte[] perf = unpacked(EMULATED);
    String cut = file("cut.data", Arrays.copyOf(perf, perf.length / 5));
    assertThat(run("exits", cut).out()).startsWith("No exits could be told").contains("--formats");
    Outcome outcome = run("exits", "--formats", POSTED, cut);
    assertThat(outcome.status()).as(outcome.error()).isZero();
    assertThat(outcome.out()).contains("HLT").contains("same kernel");
    assertRefused("another kernel", "exits", "--formats", sample("svm-perf-kvm-a.data.gz"), cut);
  }

  @Test
  void nothingIsLeftBehindAndNoRecordingOverwritten() throws IOException {
    String file = twoVcpus();
    byte[] before = Files.readAllBytes(Path.of(file));
    assertRefused("name a new file", "exits", "--perfetto", file, file);
    assertRefused("name a new file", "exits", "--report", file, file);
    assertThat(Files.readAllBytes(Path.of(file))).isEqualTo(before);
    Path timeline = folder.resolve("timeline");
    assertRefused("found none", "exits", "--perfetto", timeline.toString(), "--vcpu", "7", file);
    assertThat(timeline).doesNotExist();
    assertRefused("does not exist", "exits", "--perfetto", folder + "/none/x", file);
  }
}
