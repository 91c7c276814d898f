package org.pirouette.simulate.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;

/// A scenario simulated in each of its delivery modes, several times with different seeds.
///
/// The k-th replication of each mode uses one seed, so that modes meet the same arrivals and their
/// differences are sharper than the figures themselves.
///
/// @param modes in the order of the scenario
public record Comparison(Scenario scenario, CostProfile costs, List<ModeSummary> modes) {
  /// Copies the list.
  public Comparison {
    modes = List.copyOf(modes);
  }

  /// Simulates everything, on several threads; the result does not depend on how many.
  ///
  /// @param options seed of the first replication, durations, control
  /// @param replications number of seeds, at least 1
  /// @param threads number of threads, at least 1
  /// @throws CancellationException if the options' control was cancelled
  public static Comparison run(
      Scenario scenario, CostProfile costs, RunOptions options, int replications, int threads) {
    List<Callable<ModeResult>> runs = new ArrayList<>();
    for (DeliveryMode mode : scenario.modes()) {
      for (int i = 0; i < replications; i++) {
        RunOptions replication = options.withSeed(options.seed() + i);
        runs.add(() -> Simulation.run(scenario, mode, costs, replication));
      }
    }
    List<ModeResult> results = inParallel(runs, threads);
    List<ModeSummary> modes = new ArrayList<>();
    for (int i = 0; i < scenario.modes().size(); i++) {
      modes.add(
          new ModeSummary(
              scenario.modes().get(i), results.subList(i * replications, (i + 1) * replications)));
    }
    return new Comparison(scenario, costs, modes);
  }

  private static List<ModeResult> inParallel(List<Callable<ModeResult>> runs, int threads) {
    List<ModeResult> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<ModeResult>> futures = new ArrayList<>();
      runs.forEach(run -> futures.add(executor.submit(run)));
      for (Future<ModeResult> future : futures) {
        results.add(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
    return results;
  }
}
