package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The launcher, with a JVM in its hands that only says how it was called.
@Timeout(60)
final class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("pirouette.root", ".."));

  @TempDir private Path folder;
  private Path home;
  private Path java;

  @BeforeEach
  void installed() throws IOException {
    home = folder.resolve("home");
    Path target = Files.createDirectories(home.resolve("cli/target/lib"));
    Files.createDirectories(home.resolve(".mvn"));
    Files.copy(ROOT.resolve("pirouette"), home.resolve("pirouette"));
    Files.copy(ROOT.resolve(".mvn/jdk.sh"), home.resolve(".mvn/jdk.sh"));
    executable(home.resolve("pirouette"));
    Files.createFile(target.resolveSibling("pirouette-cli-0.1.0-SNAPSHOT.jar"));
    Files.createFile(target.resolveSibling("pirouette.built"));
    Files.createFile(target.resolveSibling("pirouette.aot"));
    java = folder.resolve("jdk");
    Files.createDirectories(java.resolve("bin"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    for (String program : List.of("java", "javac")) {
      Path file = java.resolve("bin").resolve(program);
      Files.writeString(file, "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\n' \"$a\"; done\n");
      executable(file);
    }
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Run(int status, List<String> out, String error) {
    /// What comes behind the class's name.
    List<String> arguments() {
      return out.subList(out.indexOf("org.pirouette.cli.Main") + 1, out.size());
    }
  }

  private Run run(Path in, List<String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(in.toFile());
    builder.environment().put("PIROUETTE_JAVA_HOME", java.toString());
    builder.environment().remove("PIROUETTE_JAVA_OPTIONS");
    for (int i = 0; i < environment.size(); i += 2) {
      builder.environment().put(environment.get(i), environment.get(i + 1));
    }
    Process process = builder.start();
    List<String> out =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    String error = Command.error(process);
    return new Run(process.waitFor(), out, error);
  }

  @Test
  void filesWithNamesOfOptionsStayAndArriveAsTheyAre() throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    List<String> names =
        new ArrayList<>(
            List.of("-delete", "--help", "@x", "-exec", "-", "a b", "$(touch hit)", "*", "-n"));
    for (String name : names) {
      Files.writeString(work.resolve(name), "precious");
    }
    Files.createDirectory(work.resolve("sub"));
    Files.createFile(work.resolve("sub/y"));
    String launcher = home.resolve("pirouette").toString();
    for (String command : List.of("exits", "compare", "prove", "top", "doctor")) {
      List<String> call = new ArrayList<>(List.of(launcher, command));
      call.addAll(names);
      Run run = run(work, List.of(), call.toArray(String[]::new));
      assertThat(run.status()).as(run.error()).isZero();
      List<String> expected = new ArrayList<>(List.of(command));
      expected.addAll(names);
      assertThat(run.arguments()).isEqualTo(expected);
    }
    for (String name : names) {
      assertThat(work.resolve(name)).hasContent("precious");
    }
    try (Stream<Path> files = Files.list(work)) {
      assertThat(files).hasSize(names.size() + 1);
    }
    assertThat(work.resolve("sub/y")).exists();
  }

  @Test
  void anOwnPathForCdDoesNotLeadAway() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other/home"));
    Run run = run(folder, List.of("CDPATH", other.getParent().toString()), "home/pirouette", "x");
    assertThat(run.status()).as(run.error()).isZero();
    assertThat(run.arguments()).containsExactly("x");
  }

  @Test
  void linksLeadHome() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("p"), Path.of("home/pirouette"));
    Path second = Files.createSymbolicLink(folder.resolve("q"), link);
    assertThat(run(folder, List.of(), second.toString(), "x").arguments()).containsExactly("x");
    Run relative =
        run(folder, List.of("PATH", folder + ":" + System.getenv("PATH")), "sh", "p", "x");
    assertThat(relative.arguments()).containsExactly("x");
  }

  @Test
  void anUnbuiltFolderOfSomeoneElseIsOneSentence() throws Exception {
    Files.delete(home.resolve("cli/target/pirouette.built"));
    Run run = foreign("x");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.error()).startsWith("pirouette: ").contains("not built yet").hasLineCount(1);
  }

  /// No look at the sources, however many there are: with no program within reach but the JVM.
  @Test
  void startsNothingButJava() throws Exception {
    for (String sources : List.of("installed", "working copy")) {
      if (sources.equals("working copy")) {
        Files.createFile(home.resolve(".git"));
      }
      String launcher = home.resolve("pirouette").toString();
      Run run = run(folder, List.of("PATH", "/nowhere"), launcher, "exits", "x");
      assertThat(run.status()).as(run.error()).isZero();
      assertThat(run.error()).isEmpty();
      assertThat(run.arguments()).containsExactly("exits", "x");
      assertThat(run.out().contains("-Dpirouette.checkout=" + home.toRealPath()))
          .as(sources)
          .isEqualTo(sources.equals("working copy"));
    }
  }

  /// Runs it as someone who may not write here. Root may write everywhere, so it becomes another.
  private Run foreign(String argument) throws IOException, InterruptedException {
    for (Path path : List.of(folder, home, java)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
      }
    }
    String launcher = home.resolve("pirouette").toString();
    try {
      return System.getProperty("user.name").equals("root")
          ? run(
              Path.of("/"),
              List.of(),
              "setpriv",
              "--reuid=65534",
              "--regid=65534",
              "--clear-groups",
              launcher,
              argument)
          : run(Path.of("/"), List.of(), launcher, argument);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(it -> Files.isDirectory(it)).toList()) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }
}
