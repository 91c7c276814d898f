package org.pirouette.trace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.trace.Samples;

/// Runs Jazzer on the readers for a few seconds each, starting from real recordings.
///
/// Longer: `./mvnw test -pl trace -Dtest=FuzzReadersTest -Dpirouette.fuzz.seconds=600`. What it
/// finds is kept as a test of its own in [org.pirouette.trace.DamagedInputTest].
class FuzzReadersTest {
  private static final String SECONDS = System.getProperty("pirouette.fuzz.seconds", "3");
  private static final int MOST_SEED = 64 << 10;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svm-ftrace-real-hlt.txt.gz,ftrace-variant-fields.txt.gz,svm-perf-kvm-stat.report.txt.gz",
        "svm-perf-kvm-stat.data.gz,software-perf-kvm-a-zstd.data.gz,software-perf-kvm-a-pipe.data.gz",
        "svm-trace-cmd-v7.dat.gz"
      })
  void neverCrashesOrHangs(String samples) throws IOException, InterruptedException {
    Path corpus = Files.createDirectory(folder.resolve("corpus"));
    for (String sample : samples.split(",")) {
      byte[] bytes = Samples.bytes(sample);
      Samples.write(corpus, sample, Arrays.copyOf(bytes, Math.min(bytes.length, MOST_SEED)));
    }
    Path log = folder.resolve("log");
    Process jazzer =
        new ProcessBuilder(command(corpus))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long limit = Long.parseLong(SECONDS) + 240;
    boolean ended = jazzer.waitFor(limit, TimeUnit.SECONDS);
    if (!ended) {
      jazzer.destroyForcibly();
    }
    String text = Files.readString(log, StandardCharsets.UTF_8);
    if (text.contains("Failed to load") || text.contains("UnsatisfiedLinkError")) {
      System.out.println("SKIPPED: Jazzer has no library for this machine\n" + text);
      return;
    }
    assertThat(ended).as("Jazzer ends\n" + text).isTrue();
    assertThat(jazzer.exitValue()).as(text).isZero();
    Matcher runs = Pattern.compile("Done (\\d+) runs in").matcher(text);
    assertThat(runs.find()).as(text).isTrue();
    System.out.println("Jazzer: " + runs.group() + " " + SECONDS + " s or more on " + samples);
  }

  private static List<String> command(Path corpus) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + ReaderFuzzTarget.class.getName(),
        "--instrumentation_includes=org.pirouette.trace.**",
        "--disabled_hooks=.*",
        "-max_total_time=" + SECONDS,
        "-max_len=" + MOST_SEED,
        "-timeout=120",
        "-rss_limit_mb=2048",
        corpus.toString());
  }
}
