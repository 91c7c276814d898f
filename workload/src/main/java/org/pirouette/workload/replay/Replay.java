package org.pirouette.workload.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.DeliveryMode.HostInterrupts;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.simulate.ExitCount;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunControl;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.Arrivals;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordedWorkload.RecordedExits;

/// Simulates the workload of a recording: first in the mode in which it was recorded, then in the
/// others.
///
/// Interrupts keep the pCPU on which their source was recorded, but for two kinds of modes: where
/// the host delivers what it takes on the vCPU's own pCPU, and where devices reach the guest
/// directly, they are a device's.
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
    Comparison comparison = new Comparison(workload.scenario().withModes(modes), costs, summaries);
    return new Result(comparison, reproduction(modes, summaries, bounds(modes)));
  }

  /// For each mode that depends on what the recording hides: the results with the other guests that
  /// may stand behind it.
  private List<List<ModeSummary>> bounds(List<DeliveryMode> modes) {
    List<List<ModeSummary>> bounds = new ArrayList<>();
    for (DeliveryMode mode : modes) {
      List<ModeSummary> others = new ArrayList<>();
      if (TrustRule.dependsOnHidden(workload, mode)) {
        Scenario scenario = withSources(workload.scenario(), mode);
        HiddenGuests.of(scenario, workload.durationNanoseconds())
            .map(other -> Comparison.run(other, costs, options, 1, threads).modes().getFirst())
            .forEach(others::add);
      }
      if (TrustRule.dependsOnWaiting(workload, mode)) {
        Scenario scenario = withSources(workload.scenario(), mode);
        scenario = scenario.withHost(scenario.host().waiting(DeliveryMode.Waiting.EXITS));
        others.add(Comparison.run(scenario, costs, options, 1, threads).modes().getFirst());
      }
      bounds.add(others);
    }
    return bounds;
  }

  private Scenario withSources(Scenario scenario, DeliveryMode mode) {
    Arrivals recorded = scenario.arrivals();
    Arrivals arrivals = takesArrivalsAsDevices(mode) ? recorded.asDevices() : recorded;
    return scenario.withArrivals(arrivals).withModes(List.of(mode));
  }

  /// Whether recorded interrupts count as those of devices in this mode, wherever they came.
  static boolean takesArrivalsAsDevices(DeliveryMode mode) {
    return mode.role() == Role.DIRECT
        || mode.role() == Role.HOST_DELIVERED && mode.hostInterrupts() == HostInterrupts.SAME;
  }

  private Reproduction reproduction(
      List<DeliveryMode> modes, List<ModeSummary> summaries, List<List<ModeSummary>> bounds) {
    Map<ExitKey, Long> counted = new TreeMap<>();
    for (RecordedExits exits : workload.exits()) {
      counted.merge(
          ExitKey.of(architecture(), exits.reason(), exits.detail()), exits.count(), Long::sum);
    }
    List<Map<ExitKey, Long>> simulated = summaries.stream().map(this::exits).toList();
    List<List<Map<ExitKey, Long>>> others =
        bounds.stream().map(list -> list.stream().map(this::exits).toList()).toList();
    TreeSet<ExitKey> keys = new TreeSet<>(counted.keySet());
    simulated.forEach(map -> keys.addAll(map.keySet()));
    others.forEach(list -> list.forEach(map -> keys.addAll(map.keySet())));
    List<Reproduction.Line> rows = new ArrayList<>();
    for (ExitKey key : keys) {
      List<Long> figures = new ArrayList<>();
      List<Long> low = new ArrayList<>();
      List<Long> high = new ArrayList<>();
      for (int i = 0; i < modes.size(); i++) {
        long figure = simulated.get(i).getOrDefault(key, 0L);
        Range range =
            TrustRule.dependsOnWaiting(workload, modes.get(i))
                ? Range.spanning(key, figure, others.get(i))
                : Range.of(key, figure, others.get(i), interrupts());
        figures.add(figure);
        low.add(range.low());
        high.add(range.high());
      }
      rows.add(
          new Reproduction.Line(
              key.label(), key.ofDelivery(), counted.getOrDefault(key, 0L), figures, low, high));
    }
    return new Reproduction(
        workload.name(),
        workload.exitsAfter() == 0
            ? ""
            : "first %.3g s".formatted(workload.durationNanoseconds() / 1e9),
        workload.recordedMode(),
        modes,
        TrustRule.of(workload, modes, rows),
        workload.inhibited(),
        rows,
        facts(),
        workload.assumptions());
  }

  private Architecture architecture() {
    return workload.scenario().host().architecture();
  }

  private long interrupts() {
    return workload.arrivals() + workload.ipis() + workload.timers();
  }

  private Map<ExitKey, Long> exits(ModeSummary summary) {
    Map<ExitKey, Long> exits = new TreeMap<>();
    for (ExitCount count : summary.replications().getFirst().exits()) {
      exits.merge(
          ExitKey.of(architecture(), count.reason(), count.detail()), count.count(), Long::sum);
    }
    return exits;
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
    if (workload.exitsAfter() > 0) {
      facts.add(
          "all figures are of its first %.3g s; %,d exits come after that, which are not simulated"
              .formatted(seconds, workload.exitsAfter()));
    }
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
