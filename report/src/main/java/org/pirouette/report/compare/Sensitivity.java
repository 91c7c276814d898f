package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.step.Cost;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Scenario;

/// How the gain of one delivery mode over another changes with the interrupt rate and with the cost
/// of an exit: the scenario simulated again for each value.
///
/// @param baseline the mode that is compared with
/// @param better the mode whose gain is shown
/// @param byRate one entry for each rate, ascending; empty for a recording, whose rate cannot be
///   changed
/// @param byExitCost one entry for each cost, ascending
public record Sensitivity(
    DeliveryMode baseline, DeliveryMode better, List<Entry> byRate, List<Entry> byExitCost) {

  /// One simulation of both modes.
  ///
  /// @param interruptsPerSecond interrupts raised per second and vCPU in the better mode
  /// @param cyclesPerExit mean cycles of an exit in the baseline; NaN if it had none
  /// @param baselineShare host CPU of the baseline per vCPU, in cores
  /// @param betterShare host CPU of the better mode per vCPU, in cores
  public record Entry(
      double interruptsPerSecond, double cyclesPerExit, double baselineShare, double betterShare) {
    /// Host CPU given back per vCPU, in cores.
    public double gain() {
      return baselineShare - betterShare;
    }
  }

  /// The statement's limit above which a vCPU is said to be exit-bound, interrupts per second.
  public static final double STATED_LIMIT = 50_000;

  private static final int INTERRUPTS_WANTED = 2_000;
  private static final double LEAST_RATE = 1_000;
  private static final double[] EXIT_COST_FACTORS = {0.125, 0.25, 0.5, 1, 2, 4};
  private static final int RATES = 11;

  /// Gains below this share of a core are noise.
  private static final double NOTHING = 0.0005;

  /// The least gain that is printed as one.
  private static final double VISIBLE = 0.005;

  /// Copies the lists.
  public Sensitivity {
    byRate = List.copyOf(byRate);
    byExitCost = List.copyOf(byExitCost);
  }

  /// Simulates the scenario over a grid of rates and one of exit costs: about 35 short runs.
  ///
  /// @param options their seed and control are used; durations follow from the rates, except for a
  ///   recording
  /// @param afterEach called after each entry, see [#entries]
  /// @throws java.util.concurrent.CancellationException if the options' control was cancelled
  public static Sensitivity of(
      Scenario scenario,
      CostProfile costs,
      DeliveryMode baseline,
      DeliveryMode better,
      RunOptions options,
      Runnable afterEach) {
    if (!ScaledScenario.canScale(scenario)) {
      return new Sensitivity(
          baseline,
          better,
          List.of(),
          byExitCost(scenario, costs, baseline, better, options.withWarmUp(0), afterEach));
    }
    Sensitivity rates = overRates(scenario, costs, baseline, better, options, afterEach);
    double rate = rates.byRate().isEmpty() ? 0 : rates.byRate().getLast().interruptsPerSecond() / 2;
    return new Sensitivity(
        baseline,
        better,
        rates.byRate(),
        byExitCost(
            scenario,
            costs,
            baseline,
            better,
            enough(options, rate * scenario.virtualProcessors()),
            afterEach));
  }

  /// Simulates the scenario over a grid of rates only, up to twice its own.
  ///
  /// @param options their seed and control are used
  /// @param afterEach called after each entry
  /// @return no entries if the scenario raises nothing, or its rate cannot be changed
  /// @throws java.util.concurrent.CancellationException if the options' control was cancelled
  public static Sensitivity overRates(
      Scenario scenario,
      CostProfile costs,
      DeliveryMode baseline,
      DeliveryMode better,
      RunOptions options,
      Runnable afterEach) {
    if (!ScaledScenario.canScale(scenario)) {
      return new Sensitivity(baseline, better, List.of(), List.of());
    }
    ModeResult base = Simulation.run(scenario, better, costs, lasting(options, 2_000_000));
    double rate = base.count(Counter.RAISED) / base.seconds();
    List<Entry> byRate = new ArrayList<>();
    if (rate > 0) {
      double lowest = Math.min(LEAST_RATE * scenario.virtualProcessors(), rate / 100);
      double step = Math.pow(2 * rate / lowest, 1.0 / (RATES - 1));
      for (int i = 0; i < RATES; i++) {
        double wanted = lowest * Math.pow(step, i);
        Scenario scaled = ScaledScenario.byRate(scenario, wanted / rate);
        byRate.add(entry(scaled, costs, baseline, better, enough(options, wanted)));
        afterEach.run();
      }
    }
    return new Sensitivity(baseline, better, byRate, List.of());
  }

  /// How often [#of] calls back.
  public static int entries(Scenario scenario) {
    return EXIT_COST_FACTORS.length + (ScaledScenario.canScale(scenario) ? RATES : 0);
  }

  private static List<Entry> byExitCost(
      Scenario scenario,
      CostProfile costs,
      DeliveryMode baseline,
      DeliveryMode better,
      RunOptions options,
      Runnable afterEach) {
    List<Entry> entries = new ArrayList<>();
    for (double factor : EXIT_COST_FACTORS) {
      entries.add(entry(scenario, scaleExits(costs, factor), baseline, better, options));
      afterEach.run();
    }
    return entries;
  }

  private static Entry entry(
      Scenario scenario,
      CostProfile costs,
      DeliveryMode baseline,
      DeliveryMode better,
      RunOptions run) {
    ModeResult before = Simulation.run(scenario, baseline, costs, run);
    ModeResult after = Simulation.run(scenario, better, costs, run);
    int vcpus = scenario.virtualProcessors();
    return new Entry(
        after.count(Counter.RAISED) / after.seconds() / vcpus,
        before.exitCycles() / (double) before.exitCount(),
        Metric.HOST_USE.of(before) / vcpus,
        Metric.HOST_USE.of(after) / vcpus);
  }

  /// So long that there are enough interrupts at this rate.
  private static RunOptions enough(RunOptions options, double rate) {
    return lasting(
        options, (long) Math.clamp(INTERRUPTS_WANTED * 1e9 / Math.max(1, rate), 2e6, 2e9));
  }

  private static RunOptions lasting(RunOptions options, long nanoseconds) {
    return RunOptions.of(options.seed(), nanoseconds).withControl(options.control());
  }

  /// The same profile with exits, handled as a whole or step by step, so many times as expensive.
  private static CostProfile scaleExits(CostProfile costs, double factor) {
    Map<ExitReason, Price> exits = new HashMap<>();
    costs.exits().forEach((reason, price) -> exits.put(reason, scale(price, factor)));
    Map<Cost, Price> steps = new HashMap<>();
    costs
        .steps()
        .forEach((cost, price) -> steps.put(cost, cost.isOfExits() ? scale(price, factor) : price));
    return new CostProfile(
        costs.architecture(),
        costs.name(),
        costs.description(),
        steps,
        costs.delays(),
        exits,
        costs.registers());
  }

  private static Price scale(Price price, double factor) {
    return new Price(Math.round(price.cycles() * factor), price.source(), true);
  }

  /// The lowest rate from which on there is a gain at all; 0 if there is one at every rate
  /// simulated, NaN if none of them gives back half a percent of a core.
  public double breakEvenRate() {
    if (byRate.stream().noneMatch(entry -> entry.gain() > VISIBLE)) {
      return Double.NaN;
    }
    int first = byRate.size();
    while (first > 0 && byRate.get(first - 1).gain() > NOTHING) {
      first--;
    }
    if (first == byRate.size()) {
      return Double.NaN;
    }
    boolean neverLoses = byRate.stream().limit(first).allMatch(entry -> entry.gain() > -NOTHING);
    return neverLoses ? 0 : crossing(first, 0);
  }

  /// The lowest rate, interrupts per second and vCPU, from which on so much of a core is given back
  /// per vCPU; NaN if that is at no rate simulated.
  ///
  /// @param gain in cores, above 0
  public double rateFor(double gain) {
    for (int i = 0; i < byRate.size(); i++) {
      if (byRate.get(i).gain() >= gain) {
        return crossing(i, gain);
      }
    }
    return Double.NaN;
  }

  /// On a straight line from the entry before, or from the origin.
  private double crossing(int at, double gain) {
    Entry high = byRate.get(at);
    double lowRate = at == 0 ? 0 : byRate.get(at - 1).interruptsPerSecond();
    double lowGain = at == 0 ? 0 : byRate.get(at - 1).gain();
    double part = (gain - lowGain) / (high.gain() - lowGain);
    return lowRate + part * (high.interruptsPerSecond() - lowRate);
  }
}
