package org.pirouette.bench.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pirouette.bench.BenchmarkGroup;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.prove.Proof;
import org.pirouette.prove.ProvenArchitectures;
import org.pirouette.prove.Situation;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration;
import org.pirouette.prove.explore.MemoryModel;

/// Distinct states per second on one model: one vCPU that sleeps and is preempted while a device
/// posts, in our step programs and in Promela, both without reduction, both checking the same
/// properties in every state. The number of states has to be the same.
public final class ExplorerBenchmark implements BenchmarkGroup {
  private static final List<String> RULES = List.of("I2", "I3", "I4", "I6", "I10");
  private static final double BYTES = 24;

  @Override
  public String name() {
    return "prove";
  }

  @Override
  public List<Row> measure(Effort effort) throws Exception {
    int budget =
        switch (effort) {
          case QUICK -> 2;
          case FULL -> 3;
        };
    SpinVerifier.Result spin;
    try (SpinVerifier verifier =
        SpinVerifier.compile(List.of("RAISES=4", "HALTS=" + budget, "PREEMPTIONS=" + budget))) {
      spin = verifier.verify(effort == Effort.FULL ? 24 : 22);
    }
    explore(1, 1);
    Exploration one = best(budget, 1);
    Exploration two = best(budget, 2);
    if (one.states() != spin.states()) {
      throw new IllegalStateException(
          "SPIN found " + spin.states() + " states, the explorer " + one.states());
    }
    String pan = rate(spin.statesPerSecond()) + " (pan -O2 -DNOREDUCE)";
    String model = ", one vCPU, " + spin.states() + " states";
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "distinct states, one core" + model,
            rate(one.statesPerSecond()),
            pan,
            one.statesPerSecond() / spin.statesPerSecond(),
            0.5));
    rows.add(
        new Row(
            "distinct states, two cores" + model,
            rate(two.statesPerSecond()),
            pan,
            two.statesPerSecond() / spin.statesPerSecond(),
            1));
    rows.add(
        new Row(
            "distinct states, two cores to one",
            rate(two.statesPerSecond()),
            rate(one.statesPerSecond()) + " (one core)",
            two.statesPerSecond() / one.statesPerSecond(),
            1.7));
    rows.add(
        new Row(
            "bytes a state, frontier included, against 24",
            String.format(Locale.ROOT, "%.1f B", one.bytesPerState()),
            "24 B",
            BYTES / one.bytesPerState(),
            1));
    return rows;
  }

  private static Exploration best(int budget, int threads) {
    Exploration first = explore(budget, threads);
    Exploration second = explore(budget, threads);
    return first.statesPerSecond() > second.statesPerSecond() ? first : second;
  }

  private static Exploration explore(int budget, int threads) {
    MachineConfiguration machine =
        MachineConfiguration.builder()
            .processors(1)
            .vcpu(0)
            .device(0, 0x41, MachineConfiguration.Path.POSTED, 0)
            .limits(Limits.none())
            .limit(Limit.RAISES, 4)
            .limit(Limit.HALTS, budget)
            .limit(Limit.PREEMPTIONS, budget)
            .build();
    Situation situation =
        new Situation(
            ProvenArchitectures.usual(),
            "bench",
            "",
            List.of(),
            List.of(),
            MemoryModel.SC,
            RULES,
            machine);
    Bounds bounds = Bounds.generous().withThreads(threads);
    return Proof.of(situation, bounds, states -> {}).exploration();
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.2f M/s", perSecond / 1e6);
  }
}
