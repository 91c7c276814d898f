package org.pirouette.fleet.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.compare.Baseline;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.statistics.Estimate;

/// What all combinations gave.
///
/// @param results of the plan's combinations in its order, then those that were added
/// @param frontiers where direct delivery begins to pay, if a parameter ascends
public record Sweep(SweepPlan plan, List<PointResult> results, List<Frontier> frontiers) {
  private static final int MOST_REPLICATIONS = 64;
  private static final int MOST_REFINEMENTS = 4;

  /// Copies the lists.
  public Sweep {
    results = List.copyOf(results);
    frontiers = List.copyOf(frontiers);
  }

  /// Simulates every combination. The result depends on plan, seed and precision alone.
  ///
  /// @param afterEach called after each combination, by any thread
  /// @throws YamlProblem if a combination is no scenario, or has no mode to compare
  /// @throws CancellationException if the options' control was cancelled
  public static Sweep run(SweepPlan plan, SweepOptions options, Runnable afterEach)
      throws YamlProblem {
    List<SweepPoint> points = plan.points();
    for (SweepPoint point : points) {
      modes(point);
    }
    List<PointResult> results = new ArrayList<>(simulate(points, options, afterEach));
    Optional<Axis> ascending = plan.axes().stream().filter(Axis::ascends).findFirst();
    List<Frontier> frontiers = new ArrayList<>();
    if (ascending.isPresent()) {
      for (int i = 0; options.refine() && i < MOST_REFINEMENTS; i++) {
        List<SweepPoint> between = between(plan, ascending.get(), results, options);
        if (between.isEmpty()) {
          break;
        }
        results.addAll(simulate(between, options, () -> {}));
      }
      frontiers.addAll(Frontier.of(ascending.get(), results, options.pays()));
    }
    return new Sweep(plan, results, frontiers);
  }

  /// The results by gain, the largest first.
  public List<PointResult> byGain() {
    return results.stream()
        .sorted(Comparator.comparingDouble((PointResult it) -> -it.gain().mean()))
        .toList();
  }

  private record Modes(DeliveryMode before, DeliveryMode after) {}

  /// The baseline, and the direct mode or else the last one named.
  private static Modes modes(SweepPoint point) throws YamlProblem {
    List<ModeSummary> modes =
        point.file().scenario().modes().stream()
            .map(mode -> new ModeSummary(mode, List.of()))
            .toList();
    DeliveryMode before = Baseline.usual(modes).mode();
    Optional<DeliveryMode> after =
        point.file().scenario().modes().stream()
            .filter(mode -> mode.role() == Role.DIRECT && mode != before)
            .findFirst()
            .or(
                () ->
                    Optional.of(point.file().scenario().modes().getLast())
                        .filter(mode -> mode != before));
    return new Modes(
        before,
        after.orElseThrow(
            () ->
                new YamlProblem(
                    "at "
                        + point.name()
                        + ": expected two modes to compare, found only "
                        + before.key()
                        + ".")));
  }

  private static List<PointResult> simulate(
      List<SweepPoint> points, SweepOptions options, Runnable afterEach) throws YamlProblem {
    List<PointResult> results = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(options.threads())) {
      List<Future<PointResult>> running = new ArrayList<>();
      for (SweepPoint point : points) {
        Modes modes = modes(point);
        running.add(
            workers.submit(
                () -> {
                  PointResult result = simulate(point, modes, options);
                  afterEach.run();
                  return result;
                }));
      }
      for (Future<PointResult> each : running) {
        results.add(each.get());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(failed.getCause());
    }
    return results;
  }

  /// Replications until the interval is narrow enough.
  private static PointResult simulate(SweepPoint point, Modes modes, SweepOptions options) {
    Scenario scenario = point.file().scenario();
    RunOptions run =
        RunOptions.of(options.seed(), point.file().durationNanoseconds())
            .withControl(options.control());
    List<ModeResult> before = new ArrayList<>();
    List<ModeResult> after = new ArrayList<>();
    int wanted = point.file().replications();
    while (true) {
      while (before.size() < wanted) {
        RunOptions replication = run.withSeed(options.seed() + before.size());
        before.add(Simulation.run(scenario, modes.before(), point.costs(), replication));
        after.add(Simulation.run(scenario, modes.after(), point.costs(), replication));
      }
      PointResult result =
          new PointResult(
              point,
              new ModeSummary(modes.before(), before),
              new ModeSummary(modes.after(), after),
              scenario.machines().size());
      if (isPrecise(result.gain(), options) || wanted >= MOST_REPLICATIONS) {
        return result;
      }
      wanted = Math.min(MOST_REPLICATIONS, wanted + (wanted + 1) / 2);
    }
  }

  private static boolean isPrecise(Estimate gain, SweepOptions options) {
    return options.precision().isEmpty()
        || gain.halfWidth() <= options.precision().getAsDouble() * Math.abs(gain.mean());
  }

  /// A value between each two neighbours of which only one pays.
  private static List<SweepPoint> between(
      SweepPlan plan, Axis axis, List<PointResult> results, SweepOptions options)
      throws YamlProblem {
    List<SweepPoint> points = new ArrayList<>();
    for (List<PointResult> line : Frontier.lines(axis, results)) {
      for (int i = 0; i + 1 < line.size(); i++) {
        boolean here = line.get(i).least() >= options.pays();
        boolean there = line.get(i + 1).least() >= options.pays();
        Optional<String> middle =
            Axis.between(
                line.get(i).values().getOrDefault(axis.key(), ""),
                line.get(i + 1).values().getOrDefault(axis.key(), ""));
        if (here != there && middle.isPresent()) {
          Map<String, String> values = new LinkedHashMap<>(line.get(i).values());
          values.put(axis.key(), middle.get());
          points.add(plan.point(values, true));
        }
      }
    }
    return points;
  }
}
