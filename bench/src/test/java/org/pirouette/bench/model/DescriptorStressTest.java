package org.pirouette.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the jcstress tests of this package briefly: one fork of 100 ms each. At length they are run
/// by `bench/stress`. Those that need more processors than there are do not run.
class DescriptorStressTest {
  private static final Pattern SUMMARY =
      Pattern.compile(
          "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");

  @Test
  void noForbiddenOutcomeIsSeen(@TempDir Path folder) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process stress =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "org.openjdk.jcstress.Main",
                    "-t",
                    "org.pirouette.bench.model",
                    "-f",
                    "1",
                    "-iters",
                    "1",
                    "-time",
                    "100",
                    "-sc",
                    "false",
                    "-af",
                    "NONE",
                    "-hs",
                    "64",
                    "-jvmArgs",
                    "-XX:+UseSerialGC"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(stress.waitFor(3, TimeUnit.MINUTES)).as("jcstress ends").isTrue();
    String text = Files.readString(output);
    Matcher summary = SUMMARY.matcher(text);
    String last = null;
    while (summary.find()) {
      last = summary.group();
    }
    assertThat(last).as(text).isNotNull();
    assertThat(last).as(text).endsWith("0 failed, 0 soft errs, 0 hard errs");
    assertThat(last).as("most tests ran").matches("Results: ([89]|\\d\\d) planned.*");
    assertThat(stress.exitValue()).as(text).isZero();
    System.out.println("jcstress: " + last);
  }
}
