package org.pirouette.cli.fuzz;

import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.pirouette.cli.ExitStatus;
import org.pirouette.cli.Main;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Table;

/// Gives damaged inputs to commands, one after the other in this process, and counts what comes of
/// them. Inputs that show a fault are kept.
final class Fuzz {
  private static final long PATIENCE_SECONDS = 60;

  private final long seed;
  private final Path folder;
  private final List<Target> targets;
  private final List<byte[]> all = new ArrayList<>();
  private final Map<String, Map<Outcome, Integer>> counts = new LinkedHashMap<>();
  private final Map<String, String> faults = new TreeMap<>();
  private boolean hung;

  /// @param seed makes the same damage again
  /// @param folder where inputs lie, and where those stay that show a fault
  Fuzz(long seed, Path folder) throws IOException {
    this.seed = seed;
    this.folder = Files.createDirectories(folder);
    this.targets = Seeds.targets();
    targets.forEach(target -> all.addAll(target.seeds()));
  }

  /// Runs rounds over all targets until the time or the number of rounds is used up. A hang ends
  /// it, for what hangs cannot be stopped.
  void run(long nanoseconds, int rounds) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (int round = 0; round < rounds && !hung; round++) {
      for (int i = 0; i < targets.size() && !hung; i++) {
        if (System.nanoTime() - start > nanoseconds) {
          return;
        }
        one(targets.get(i), new Random(seed * 1_000_003 + round * 1_009L + i), round);
      }
    }
  }

  private void one(Target target, Random random, int round)
      throws IOException, InterruptedException {
    List<byte[]> seeds = target.seeds();
    byte[] damaged =
        target
            .packing()
            .apply(new Mutation(random, all).of(seeds.get(random.nextInt(seeds.size()))));
    Path output = folder.resolve("output");
    Files.deleteIfExists(output);
    Path input = Files.write(folder.resolve("input"), damaged);
    String[] command =
        target.command().stream()
            .map(
                word ->
                    switch (word) {
                      case Target.INPUT -> input.toString();
                      case Target.GOOD -> Seeds.good().toString();
                      case Target.FILE -> output.toString();
                      default -> word;
                    })
            .toArray(String[]::new);
    Run run = new Run(command);
    Thread thread = Thread.ofPlatform().daemon().name("fuzzed").start(run);
    wait(thread);
    Outcome outcome = thread.isAlive() ? Outcome.HANG : run.outcome();
    if (!outcome.isFault() && runsScript(output)) {
      outcome = Outcome.ESCAPE;
    }
    hung = outcome == Outcome.HANG;
    counts
        .computeIfAbsent(target.name(), name -> new EnumMap<>(Outcome.class))
        .merge(outcome, 1, Integer::sum);
    if (outcome.isFault()) {
      keep(target, round, outcome, damaged, hung ? "" : run.error());
    }
  }

  /// Patience is counted in time of the processor: a busy machine is no fault of the command's.
  /// What waits for something that never comes uses none, and is given up after ten times as long.
  private static void wait(Thread thread) throws InterruptedException {
    long start = System.nanoTime();
    long used = processorNanoseconds();
    while (thread.isAlive()
        && processorNanoseconds() - used < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10 * PATIENCE_SECONDS)) {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    }
  }

  private static long processorNanoseconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /// Whether a page holds as markup what a mutation put into a name.
  private static boolean runsScript(Path page) throws IOException {
    return Files.isRegularFile(page)
        && new String(Files.readAllBytes(page), StandardCharsets.ISO_8859_1)
            .contains(Mutation.SCRIPT);
  }

  private void keep(Target target, int round, Outcome outcome, byte[] input, String error)
      throws IOException {
    String kind =
        outcome + " " + target.command().getFirst() + ": " + error.lines().findFirst().orElse("");
    String name =
        String.format(
            Locale.ROOT, "%d-%d-%s.bin", seed, round, target.name().replaceAll("[^a-z]+", "-"));
    if (faults.putIfAbsent(kind.replaceAll("[0-9]+", "N"), name + "  " + kind) == null) {
      Files.write(folder.resolve(name), input);
    }
  }

  /// Target by outcome.
  String table() {
    List<Column> columns = new ArrayList<>(List.of(Column.left("target"), Column.right("inputs")));
    for (Outcome outcome : Outcome.values()) {
      columns.add(Column.right(outcome.name().toLowerCase(Locale.ROOT)));
    }
    Table table = Table.of(columns);
    counts.forEach(
        (target, outcomes) -> {
          List<String> row = new ArrayList<>();
          row.add(target);
          row.add(Integer.toString(outcomes.values().stream().mapToInt(it -> it).sum()));
          for (Outcome outcome : Outcome.values()) {
            row.add(Integer.toString(outcomes.getOrDefault(outcome, 0)));
          }
          table.row(row.toArray(String[]::new));
        });
    return table.toString();
  }

  /// One line for each kind of fault, with the input that showed it first.
  List<String> faults() {
    return List.copyOf(faults.values());
  }

  int inputs() {
    return counts.values().stream()
        .flatMap(outcomes -> outcomes.values().stream())
        .mapToInt(it -> it)
        .sum();
  }

  /// One run of the command, its output caught.
  private static final class Run implements Runnable {
    private final String[] command;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private volatile int status = -1;

    Run(String... command) {
      this.command = command;
    }

    @Override
    public void run() {
      PrintStream outBefore = System.out;
      PrintStream errorBefore = System.err;
      System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(error, false, StandardCharsets.UTF_8));
      try {
        status = Main.run(command);
      } finally {
        System.out.flush();
        System.err.flush();
        System.setOut(outBefore);
        System.setErr(errorBefore);
      }
    }

    String error() {
      return error.toString(StandardCharsets.UTF_8);
    }

    Outcome outcome() {
      String told = error();
      if (told.contains("bug in Pirouette")) {
        return Outcome.BUG;
      }
      boolean sentence = told.startsWith("pirouette: ") && told.lines().count() == 1;
      if (told.contains("\tat ") || status < 0 || status > 4) {
        return Outcome.UNTIDY;
      }
      if (acts(told) || acts(out.toString(StandardCharsets.UTF_8))) {
        return Outcome.ESCAPE;
      }
      if (status == ExitStatus.WRONG_INPUT) {
        return sentence ? Outcome.REFUSED : Outcome.UNTIDY;
      }
      return status == ExitStatus.FAILED && out.size() == 0 ? Outcome.FAILED : Outcome.RESULT;
    }

    private static boolean acts(String text) {
      return text.codePoints()
          .anyMatch(
              c ->
                  c != '\n'
                      && c != '\t'
                      && c != '\r'
                      && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
    }
  }
}
