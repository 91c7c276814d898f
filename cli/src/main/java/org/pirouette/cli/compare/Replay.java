package org.pirouette.cli.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.cli.recording.RecordedWorkload;
import org.pirouette.cli.recording.RecordedWorkload.RecordedExits;
import org.pirouette.report.compare.Reproduction;
import org.pirouette.simulate.Comparison;
import org.pirouette.simulate.ExitCount;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunControl;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.scenario.Arrivals;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.DeliveryMode;
import org.pirouette.simulate.scenario.Scenario;

/// Simulates the workload of a recording: first in the mode in which it was recorded, then in the
/// others.
///
/// Interrupts keep the pCPU on which their source was recorded, but for two modes: with
/// `apicv-same` they are a device's whose host interrupt comes on the vCPU's own pCPU, with
/// `posted` a device's whose interrupts are posted.
public final class Replay {
  private final RecordedWorkload workload;
  private final CostProfile costs;
  private final RunOptions options;
  private final int threads;

  private Replay(
      RecordedWorkload workload, CostProfile costs, long seed, RunControl control, int threads) {
    this.workload = workload;
    this.costs = costs;
    this.options =
        RunOptions.of(seed, workload.durationNanoseconds()).withWarmUp(0).withControl(control);
    this.threads = threads;
  }

  /// What came of it.
  ///
  /// @param comparison the recorded mode first
  public record Result(Comparison comparison, Reproduction reproduction) {}

  /// Simulates all modes.
  ///
  /// @param base prices that the recording does not tell
  /// @param modes the modes to predict, without or with the recorded one
  public static Result run(
      RecordedWorkload workload,
      CostProfile base,
      List<DeliveryMode> modes,
      long seed,
      RunControl control,
      int threads) {
    return new Replay(workload, MeasuredCosts.of(workload, base), seed, control, threads)
        .run(modes);
  }

  private Result run(List<DeliveryMode> wanted) {
    List<DeliveryMode> modes = new ArrayList<>();
    modes.add(workload.recordedMode());
    wanted.stream().filter(mode -> !modes.contains(mode)).forEach(modes::add);
    List<ModeSummary> summaries = new ArrayList<>();
    for (DeliveryMode mode : modes) {
      Scenario scenario = withSources(workload.scenario(), mode);
      summaries.add(Comparison.run(scenario, costs, options, 1, threads).modes().getFirst());
    }
    Comparison comparison =
        new Comparison(
            withModes(workload.scenario(), workload.scenario().arrivals(), modes),
            costs,
            summaries);
    return new Result(comparison, reproduction(modes, summaries));
  }

  private Scenario withSources(Scenario scenario, DeliveryMode mode) {
    boolean asDevice = mode == DeliveryMode.APICV_SAME || mode == DeliveryMode.POSTED;
    Arrivals recorded = scenario.arrivals();
    Arrivals arrivals = recorded;
    if (asDevice) {
      int[] devices = new int[recorded.size()];
      java.util.Arrays.fill(devices, -1);
      arrivals =
          new Arrivals(
              recorded.nanoseconds(), recorded.virtualProcessors(), recorded.vectors(), devices);
    }
    return withModes(scenario, arrivals, List.of(mode));
  }

  private static Scenario withModes(
      Scenario scenario, Arrivals arrivals, List<DeliveryMode> modes) {
    return new Scenario(
        scenario.name(),
        scenario.description(),
        scenario.host(),
        scenario.machines(),
        arrivals,
        scenario.hostInterrupts(),
        modes);
  }

  private Reproduction reproduction(List<DeliveryMode> modes, List<ModeSummary> summaries) {
    Map<ExitKey, long[]> table = new TreeMap<>();
    for (RecordedExits exits : workload.exits()) {
      row(table, ExitKey.of(exits.reason(), exits.detail()), modes.size())[0] += exits.count();
    }
    for (int i = 0; i < summaries.size(); i++) {
      for (ExitCount exits : summaries.get(i).replications().getFirst().exits()) {
        row(table, ExitKey.of(exits.reason(), exits.detail()), modes.size())[i + 1] +=
            exits.count();
      }
    }
    List<Reproduction.Line> rows = new ArrayList<>();
    table.forEach(
        (key, counts) -> {
          List<Long> simulated = new ArrayList<>();
          for (int i = 1; i < counts.length; i++) {
            simulated.add(counts[i]);
          }
          rows.add(new Reproduction.Line(key.label(), key.ofDelivery(), counts[0], simulated));
        });
    return new Reproduction(
        workload.name(), workload.recordedMode(), modes, rows, facts(), workload.assumptions());
  }

  private static long[] row(Map<ExitKey, long[]> table, ExitKey key, int modes) {
    return table.computeIfAbsent(key, any -> new long[modes + 1]);
  }

  private List<String> facts() {
    Map<String, Long> sources = new LinkedHashMap<>();
    sources.put("from devices or other software of the host", workload.arrivals());
    sources.put("sent between vCPUs", workload.ipis());
    sources.put("from the guests' timers", workload.timers());
    List<String> parts = new ArrayList<>();
    sources.forEach(
        (words, count) -> {
          if (count > 0) {
            parts.add("%,d %s".formatted(count, words));
          }
        });
    double seconds = workload.durationNanoseconds() / 1e9;
    int vcpus = workload.scenario().virtualProcessors();
    List<String> facts = new ArrayList<>(workload.notes());
    facts.add(
        "%d %s over %.3g ms; interrupts: %s"
            .formatted(
                vcpus,
                vcpus == 1 ? "vCPU" : "vCPUs",
                seconds * 1e3,
                parts.isEmpty() ? "none" : String.join(", ", parts)));
    facts.add(
        "in the guest %.1f %% of the time, halted %.1f %%; %,d exits by the host's own interrupts"
            .formatted(
                100 * workload.guestNanoseconds() / 1e9 / seconds / vcpus,
                100 * workload.haltNanoseconds() / 1e9 / seconds / vcpus,
                workload.hostInterrupts()));
    List<String> measured = new ArrayList<>();
    workload
        .costs()
        .forEach(
            (reason, cost) ->
                measured.add("%s %.3g us".formatted(reason, cost.nanoseconds() / 1e3)));
    workload
        .timerCost()
        .ifPresent(cost -> measured.add("timer %.3g us".formatted(cost.nanoseconds() / 1e3)));
    facts.add("from exit to entry, mean: " + String.join(", ", measured));
    return facts;
  }
}
