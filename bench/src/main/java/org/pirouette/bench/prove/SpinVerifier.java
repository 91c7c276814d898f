package org.pirouette.bench.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// SPIN's verifier `pan` for the Promela model of the prove tests, compiled with `-O2 -DNOREDUCE`.
final class SpinVerifier implements AutoCloseable {
  private static final String MODEL = "prove/src/test/resources/promela/one_vcpu.pml";
  private static final Pattern STORED = Pattern.compile("(\\d+) states, stored");
  private static final Pattern ELAPSED = Pattern.compile("elapsed time ([0-9.e+-]+) seconds");

  private final Path directory;

  /// What a run came to.
  record Result(long states, double seconds) {
    double statesPerSecond() {
      return states / seconds;
    }
  }

  private SpinVerifier(Path directory) {
    this.directory = directory;
  }

  /// Generates and compiles the verifier.
  ///
  /// @param defines budgets, as `RAISES=4`
  static SpinVerifier compile(List<String> defines) throws IOException, InterruptedException {
    SpinVerifier verifier = new SpinVerifier(Files.createTempDirectory("pirouette-spin-"));
    Files.copy(model(), verifier.directory.resolve("model.pml"));
    List<String> spin = new ArrayList<>(List.of("spin", "-o1", "-o2", "-o3"));
    defines.forEach(define -> spin.add("-D" + define));
    spin.addAll(List.of("-a", "model.pml"));
    verifier.execute(spin);
    verifier.execute(
        List.of(
            "gcc", "-O2", "-w", "-DNOREDUCE", "-DSAFETY", "-DMEMLIM=12000", "-o", "pan", "pan.c"));
    return verifier;
  }

  private static Path model() throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(MODEL))) {
        return at.resolve(MODEL);
      }
    }
    throw new IOException("run this inside the repository: " + MODEL + " is not above here");
  }

  /// Runs the verifier.
  ///
  /// @param logarithm base-2 logarithm of its hash table's slots
  Result verify(int logarithm) throws IOException, InterruptedException {
    String output = execute(List.of("./pan", "-E", "-m1000000", "-w" + logarithm));
    return new Result(
        Long.parseLong(find(STORED, output)), Double.parseDouble(find(ELAPSED, output)));
  }

  private static String find(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("no '" + pattern + "' in the output of pan:\n" + output);
    }
    return matcher.group(1);
  }

  private String execute(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + status + ":\n" + output);
    }
    return output;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
