package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.statistics.Estimate;

/// What a comparison means for somebody who has to decide: direct delivery against what the host
/// does today.
///
/// @param before the baseline
/// @param after the direct mode
/// @param baseline why this one
/// @param machines number of virtual machines of the scenario
/// @param profiles the gain with each cost profile, the comparison's own first
/// @param rates how the gain grows with the interrupt rate; empty where the rate cannot be changed
/// @param fleet for how many machines and hosts to count
/// @param distrust why no gain can be told; empty where one can
/// @param inhibited why KVM inhibits the direct mode for the guest today; empty if nothing says so
/// @param trust how far it can be trusted, a sentence without its full stop
/// @param next the command to run next and what for
public record Decision(
    ModeSummary before,
    ModeSummary after,
    Baseline baseline,
    int machines,
    List<ProfileGain> profiles,
    Optional<Sensitivity> rates,
    Optional<Fleet> fleet,
    Optional<String> distrust,
    String inhibited,
    String trust,
    String next) {
  /// Interrupts that are enough for one of the further cost profiles.
  private static final double INTERRUPTS_WANTED = 4_000;

  /// With fewer interrupts and exits than these, a percentage says nothing.
  private static final long LEAST_EVENTS = 30;

  /// The gain with one cost profile.
  ///
  /// @param name of the profile
  /// @param cores host time given back per virtual machine
  public record ProfileGain(String name, double cores) {}

  /// Machines like those of the scenario, spread over hosts.
  public record Fleet(int machines, int hosts) {}

  /// Copies the list.
  public Decision {
    profiles = List.copyOf(profiles);
  }

  /// The direct mode among the modes compared; empty where there is none, or it is the baseline.
  public static Optional<ModeSummary> direct(Comparison comparison, Baseline baseline) {
    return comparison.modes().stream()
        .filter(summary -> summary.mode().role() == Role.DIRECT)
        .findFirst()
        .filter(summary -> summary.mode() != baseline.mode());
  }

  /// Why nothing can be concluded: hardly anything happened; empty where enough did.
  public static Optional<String> tooFew(Comparison comparison) {
    return tooFew(comparison.modes().toArray(ModeSummary[]::new));
  }

  /// The same for some modes.
  static Optional<String> tooFew(ModeSummary... modes) {
    long most =
        Stream.of(modes)
            .mapToLong(mode -> mode.replications().stream().mapToLong(Decision::events).sum())
            .max()
            .orElse(0);
    return most >= LEAST_EVENTS
        ? Optional.empty()
        : Optional.of(
            "only %d interrupts and exits in %s of simulated time"
                .formatted(
                    most,
                    Units.nanoseconds(
                        modes[0].replications().stream()
                            .mapToDouble(run -> run.seconds() * 1e9)
                            .sum())));
  }

  private static long events(ModeResult run) {
    return Math.max(run.count(Counter.INTERRUPTS), run.exitCount());
  }

  /// Host time given back per virtual machine, in cores, over pairs of runs with one seed: what
  /// hypervisor and host need, without the guests' own time, halt polling and idle.
  public Estimate gain() {
    return difference(Metric.HOST_USE);
  }

  /// Halt polling that ends, likewise.
  public Estimate lessPolling() {
    return difference(Metric.HALT_POLLING);
  }

  private Estimate difference(Metric metric) {
    return Gain.perMachine(before, after, metric, machines);
  }

  /// The least gain over seeds and cost profiles.
  public double least() {
    return Math.min(
        gain().mean() - seeds(),
        profiles.stream().mapToDouble(ProfileGain::cores).min().orElse(gain().mean()));
  }

  /// The largest gain over seeds and cost profiles.
  public double most() {
    return Math.max(
        gain().mean() + seeds(),
        profiles.stream().mapToDouble(ProfileGain::cores).max().orElse(gain().mean()));
  }

  private double seeds() {
    double halfWidth = gain().halfWidth();
    return Double.isFinite(halfWidth) ? halfWidth : 0;
  }

  /// The gain with each of some cost profiles, each simulated once, briefly.
  ///
  /// @param profiles further ones; that of the comparison comes first in the result
  /// @param options their seed, duration and control are used
  public static List<ProfileGain> overProfiles(
      Comparison comparison,
      Baseline baseline,
      ModeSummary after,
      List<CostProfile> profiles,
      RunOptions options) {
    Scenario scenario = comparison.scenario();
    int machines = scenario.machines().size();
    ModeSummary before = baseline.in(comparison.modes());
    double rate = before.estimate(Metric.INTERRUPTS_PER_SECOND).mean();
    long enough = (long) Math.clamp(INTERRUPTS_WANTED * 1e9 / Math.max(1, rate), 1e6, 2e9);
    RunOptions brief =
        RunOptions.of(options.seed(), Math.min(enough, options.durationNanoseconds()))
            .withControl(options.control());
    List<ProfileGain> gains = new ArrayList<>();
    gains.add(
        new ProfileGain(
            comparison.costs().name(),
            (before.estimate(Metric.HOST_USE).mean() - after.estimate(Metric.HOST_USE).mean())
                / machines));
    for (CostProfile profile : profiles) {
      if (!profile.name().equals(comparison.costs().name())) {
        ModeResult old = Simulation.run(scenario, baseline.mode(), profile, brief);
        ModeResult now = Simulation.run(scenario, after.mode(), profile, brief);
        gains.add(
            new ProfileGain(
                profile.name(), (Metric.HOST_USE.of(old) - Metric.HOST_USE.of(now)) / machines));
      }
    }
    return gains;
  }
}
