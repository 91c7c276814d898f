package org.pirouette.prove.explore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// Runs SPIN on a Promela file of the test resources: an explorer by other people, to compare with.
public final class Spin {
  private static final Pattern STORED = Pattern.compile("(\\d+) states, stored");
  private static final Pattern ERRORS = Pattern.compile("errors: (\\d+)");

  /// What SPIN's verifier says.
  ///
  /// @param states distinct states, of the whole state space
  /// @param errors violated assertions; 0 if the model is correct
  public record Result(long states, long errors) {}

  private Spin() {}

  /// Verifies a Promela file without any reduction.
  ///
  /// @param file name below `promela/`
  /// @param defines preprocessor symbols, as `NAME` or `NAME=value`
  public static Result verify(Path directory, String file, String... defines)
      throws IOException, InterruptedException {
    assumeInstalled();
    Path copy = directory.resolve(file);
    try (InputStream source =
        Objects.requireNonNull(Spin.class.getResourceAsStream("/promela/" + file), file)) {
      Files.write(copy, source.readAllBytes());
    }
    // without these optimizations: they merge states that differ in variables nobody reads again
    List<String> spin = new ArrayList<>(List.of("spin", "-o1", "-o2", "-o3"));
    Arrays.stream(defines).map(define -> "-D" + define).forEach(spin::add);
    spin.addAll(List.of("-a", file));
    run(directory, spin);
    run(directory, List.of("gcc", "-O0", "-w", "-DNOREDUCE", "-DSAFETY", "-o", "pan", "pan.c"));
    // -A: ignore assertions, for the size of the whole space; -E: ignore invalid end states
    String whole = run(directory, List.of("./pan", "-A", "-E", "-m1000000"));
    String checked = run(directory, List.of("./pan", "-E", "-m1000000"));
    return new Result(number(STORED, whole), number(ERRORS, checked));
  }

  private static void assumeInstalled() throws IOException, InterruptedException {
    for (String tool : List.of("spin", "gcc")) {
      boolean installed;
      try {
        installed =
            new ProcessBuilder(tool, "spin".equals(tool) ? "-V" : "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0;
      } catch (IOException e) {
        installed = false;
      }
      if (!installed) {
        System.out.println(
            "SKIPPED: the comparison with SPIN needs '" + tool + "' (apt-get install spin gcc)");
      }
      Assumptions.assumeTrue(installed, tool + " is not installed");
    }
  }

  private static String run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + status + ":\n" + output);
    }
    return output;
  }

  private static long number(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("no '" + pattern + "' in the output of pan:\n" + output);
    }
    return Long.parseLong(matcher.group(1));
  }
}
