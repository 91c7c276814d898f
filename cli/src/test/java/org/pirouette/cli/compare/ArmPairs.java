package org.pirouette.cli.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunControl;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordingWorkloads;
import org.pirouette.workload.replay.ExitKey;
import org.pirouette.workload.replay.Replay;
import org.pirouette.workload.replay.Reproduction;
import org.pirouette.workload.replay.Trust;

/// The same workload recorded twice on an arm64 kernel, with `kvm-arm.vgic_v4_enable` off and on:
/// what is predicted from one of the two, beside what the other one shows.
final class ArmPairs {
  private static final long HERTZ = 3_000_000_000L;
  private static final Path ROOT = Path.of(System.getProperty("pirouette.root", "."));
  private static final Path SHARED =
      ROOT.resolve("../shared/samples/gicv4-host").toAbsolutePath().normalize();
  private static final Path COMMITTED =
      ROOT.resolve("cli/src/test/resources/org/pirouette/cli/recording/arm");
  private static final List<String> SETS =
      List.of(
          "linux-6.12",
          "linux-6.12-nohz_full",
          "linux-6.1",
          "linux-6.12-wfi-trap",
          "linux-6.12-unforwarded");

  private ArmPairs() {}

  /// One workload.
  record Pair(String set, String workload, Path off, Path on) {
    @Override
    public String toString() {
      return set + " " + workload;
    }
  }

  /// What was predicted from one recording and what the other one has, by cause.
  ///
  /// @param replayed what the recording itself has, simulated in its own mode
  record Outcome(
      RecordedWorkload from,
      Map<String, Long> replayed,
      Map<String, Long> predicted,
      Map<String, Long> recorded,
      Reproduction reproduction,
      double doorbells) {
    /// How far the prediction is to be trusted.
    Trust trust() {
      return reproduction.trust().get(1);
    }

    /// The causes of which the other recording has a number outside of the range that is told.
    List<String> outOfRange() {
      return reproduction.rows().stream()
          .filter(
              row -> {
                long count = recorded.getOrDefault(row.label(), 0L);
                long slack = Math.max(5, count / 50);
                return count < row.low().get(1) - slack || count > row.high().get(1) + slack;
              })
          .map(Reproduction.Line::label)
          .toList();
    }

    /// The causes that differ by more than 2 % and more than 5.
    List<String> missed() {
      return Stream.concat(predicted.keySet().stream(), recorded.keySet().stream())
          .distinct()
          .sorted()
          .filter(cause -> !agree(predicted, recorded, cause))
          .toList();
    }

    /// The causes of the recording itself that the simulation in its own mode misses.
    List<String> notReproduced() {
      Map<String, Long> own = counted(from);
      return Stream.concat(replayed.keySet().stream(), own.keySet().stream())
          .distinct()
          .sorted()
          .filter(cause -> !agree(replayed, own, cause))
          .toList();
    }

    private static boolean agree(Map<String, Long> some, Map<String, Long> others, String cause) {
      long one = some.getOrDefault(cause, 0L);
      long other = others.getOrDefault(cause, 0L);
      return Math.abs(one - other) <= Math.max(5, 0.02 * other);
    }
  }

  /// All pairs: those of the shared samples where they are, else the committed ones.
  static List<Pair> all() {
    boolean complete = SETS.stream().allMatch(set -> Files.isDirectory(SHARED.resolve(set)));
    Path root = complete ? SHARED : COMMITTED;
    return SETS.stream()
        .filter(set -> Files.isDirectory(root.resolve(set)))
        .flatMap(set -> pairs(root.resolve(set), set).stream())
        .toList();
  }

  private static List<Pair> pairs(Path folder, String set) {
    try (Stream<Path> files = Files.list(folder.resolve("gicv4-off"))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.endsWith(".ftrace.txt.gz"))
          .sorted()
          .map(
              file ->
                  new Pair(
                      set,
                      file.replace(".ftrace.txt.gz", ""),
                      folder.resolve("gicv4-off").resolve(file),
                      folder.resolve("gicv4-on").resolve(file)))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Predicts one recording from the other.
  static Outcome predict(Path from, Path to) throws IOException, RecordingException, YamlProblem {
    RecordedWorkload known = RecordingWorkloads.read(from, HERTZ);
    RecordedWorkload wanted = RecordingWorkloads.read(to, HERTZ);
    Architecture architecture = known.scenario().host().architecture();
    Role role = known.recordedMode().role() == Role.BASELINE ? Role.DIRECT : Role.BASELINE;
    DeliveryMode mode = architecture.mode(role);
    Replay.Result result =
        Replay.run(
            known,
            CostProfiles.find(CostProfiles.forRecordings(architecture), architecture),
            List.of(mode),
            1,
            new RunControl(),
            1);
    ModeSummary summary = result.comparison().modes().get(1);
    return new Outcome(
        known,
        simulated(architecture, result.comparison().modes().getFirst()),
        simulated(architecture, summary),
        counted(wanted),
        result.reproduction(),
        summary.estimate(Metric.NOTIFICATIONS_PER_SECOND).mean()
            * known.durationNanoseconds()
            / 1e9);
  }

  private static Map<String, Long> simulated(Architecture architecture, ModeSummary summary) {
    Map<String, Long> counts = new TreeMap<>();
    summary
        .replications()
        .getFirst()
        .exits()
        .forEach(
            exit ->
                counts.merge(
                    ExitKey.of(architecture, exit.reason(), exit.detail()).label(),
                    exit.count(),
                    Long::sum));
    return counts;
  }

  /// Exits of a recording by cause.
  static Map<String, Long> counted(RecordedWorkload workload) {
    Architecture architecture = workload.scenario().host().architecture();
    Map<String, Long> counts = new TreeMap<>();
    workload
        .exits()
        .forEach(
            exits ->
                counts.merge(
                    ExitKey.of(architecture, exits.reason(), exits.detail()).label(),
                    exits.count(),
                    Long::sum));
    return counts;
  }

  /// Doorbells that the host took while it was recorded.
  static long doorbells(Path recording) throws IOException {
    return RecordedPairs.lines(recording).stream()
        .filter(line -> line.contains("irq_handler_entry") && line.endsWith("name=vcpu"))
        .count();
  }

  /// A line of the table.
  static String line(Pair pair, String direction, Outcome outcome) {
    return "%-36s %-9s %-7s predicted %s recorded %s missed %s"
        .formatted(
            pair,
            direction,
            outcome.trust().verdict(),
            outcome.predicted(),
            outcome.recorded(),
            outcome.missed());
  }
}
