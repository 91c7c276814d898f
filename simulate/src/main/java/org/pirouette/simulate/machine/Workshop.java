package org.pirouette.simulate.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.simulate.ExitCount;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.VectorCount;
import org.pirouette.simulate.runs.StepRuns;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.statistics.Latency;

/// Simulates the parts of a scenario one after the other and puts their results together. Parts of
/// the same shape share their programs and what is known of them.
public final class Workshop {
  private final Order order;
  private final List<Part> parts;
  private final int virtualProcessors;
  private @Nullable Frame last;

  Workshop(Scenario scenario, DeliveryMode mode, CostProfile costs, RunOptions options) {
    this(
        scenario,
        mode,
        costs,
        options,
        options.observer().isPresent() ? List.of(Parts.whole(scenario)) : Parts.of(scenario, mode));
  }

  /// @param parts all of the scenario
  Workshop(
      Scenario scenario,
      DeliveryMode mode,
      CostProfile costs,
      RunOptions options,
      List<Part> parts) {
    if (costs.architecture() != mode.architecture()) {
      throw new IllegalArgumentException(
          "cost profile '%s' prices the work of %s, but the host is %s"
              .formatted(costs.name(), costs.architecture(), mode.architecture()));
    }
    order =
        new Order(
            mode,
            costs,
            options,
            scenario.host().processors(),
            1.0 / parts.size(),
            new Latency(scenario.host().hertz()),
            new Latency(scenario.host().hertz()));
    virtualProcessors = scenario.virtualProcessors();
    this.parts = parts;
  }

  /// Simulates a scenario in one delivery mode.
  public static ModeResult run(
      Scenario scenario, DeliveryMode mode, CostProfile costs, RunOptions options) {
    return new Workshop(scenario, mode, costs, options).run();
  }

  /// The machine of a part.
  SimulatedMachine machine(Part part) {
    Setup setup = new Setup(part, order.mode(), order.options().mutant().orElse(null));
    return new SimulatedMachine(part, setup, frame(setup.configuration), order);
  }

  private Frame frame(MachineConfiguration configuration) {
    if (last == null || !last.machine().configuration().equals(configuration)) {
      KvmMachine machine = order.mode().architecture().machine(configuration);
      PriceList prices = new PriceList(machine, order.costs());
      last = new Frame(machine, prices, new StepRuns(prices.sizes()));
    }
    return last;
  }

  ModeResult run() {
    if (parts.size() == 1) {
      return machine(parts.getFirst()).run();
    }
    List<ExitCount> exits = new ArrayList<>();
    List<VectorCount> vectors = new ArrayList<>();
    long[] counters = new long[0];
    long[][] processors = new long[order.wholeProcessors()][Spending.values().length];
    long[][] vcpus = new long[virtualProcessors][Spending.values().length];
    boolean[] homes = new boolean[order.wholeProcessors()];
    double seconds = 0;
    long hertz = 0;
    for (Part part : parts) {
      ModeResult result = machine(part).run();
      seconds = result.seconds();
      hertz = result.hertz();
      int[] numbers = part.virtualProcessors();
      Map<Integer, Integer> interrupts = interruptsInWhole(part);
      result.exits().forEach(exit -> exits.add(inWhole(exit, part, interrupts)));
      result.vectors().forEach(vector -> vectors.add(inWhole(vector, part)));
      counters = sum(counters, result.counters());
      place(result.processors(), part.processors(), processors);
      place(result.virtualProcessors(), numbers, vcpus);
      for (int p = 0; p < part.processors().length; p++) {
        homes[part.processors()[p]] = result.homeProcessors()[p];
      }
    }
    exits.sort(
        Comparator.comparingInt(ExitCount::virtualProcessor)
            .thenComparing(ExitCount::reason, ExitReason.ORDER)
            .thenComparingInt(ExitCount::detail));
    vectors.sort(
        Comparator.comparingInt(VectorCount::virtualProcessor)
            .thenComparingInt(VectorCount::vector));
    return new ModeResult(
        order.mode(),
        order.options().seed(),
        seconds,
        hertz,
        exits,
        vectors,
        counters,
        processors,
        vcpus,
        homes,
        order.interruptLatency(),
        order.itemLatency());
  }

  /// The physical interrupt of each device of a part by that of the same device in the whole.
  private Map<Integer, Integer> interruptsInWhole(Part part) {
    Architecture architecture = order.mode().architecture();
    Map<Integer, Integer> interrupts = new HashMap<>();
    for (int device = 0; device < part.devices().length; device++) {
      interrupts.putIfAbsent(
          architecture.deviceInterrupt(device),
          architecture.deviceInterrupt(part.devices()[device]));
    }
    return interrupts;
  }

  private static ExitCount inWhole(ExitCount exit, Part part, Map<Integer, Integer> interrupts) {
    int detail = exit.detail();
    if (exit.reason().kind() == ExitReason.Kind.HOST_INTERRUPT) {
      detail = interrupts.getOrDefault(detail, detail);
    }
    int v = part.virtualProcessors()[exit.virtualProcessor()];
    return new ExitCount(v, exit.reason(), detail, exit.count(), exit.cycles());
  }

  private static VectorCount inWhole(VectorCount count, Part part) {
    int v = part.virtualProcessors()[count.virtualProcessor()];
    return new VectorCount(v, count.vector(), count.delivered(), count.injected());
  }

  private static long[] sum(long[] counters, long[] more) {
    long[] sums = more.clone();
    for (int i = 0; i < counters.length; i++) {
      sums[i] += counters[i];
    }
    return sums;
  }

  private static void place(long[][] rows, int[] numbers, long[][] whole) {
    for (int i = 0; i < rows.length; i++) {
      whole[numbers[i]] = rows[i];
    }
  }
}
