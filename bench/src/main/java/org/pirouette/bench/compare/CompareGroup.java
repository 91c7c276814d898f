package org.pirouette.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pirouette.bench.BenchmarkGroup;
import org.pirouette.bench.Jmh;
import org.pirouette.protocol.intel.IntelMode;

/// The simulator: its event engine beside SSJ, CloudSim Plus and kalasim, and simulated interrupts
/// per second.
public final class CompareGroup implements BenchmarkGroup {
  private static final double ENGINE_AIM = 4;
  private static final double POSTED_AIM = 5e6;
  private static final double EMULATED_AIM = 3e6;
  private static final double FLAT_AIM = 0.75;
  private static final int MANY = 256;

  // Bytes an interrupt: the noise between two simulations is up to 0.04, one object would be 16.
  private static final double NOTHING = 0.1;
  private static final List<String> PEERS =
      List.of(
          "ssjSplayTree",
          "ssjHenriksen",
          "ssjRedblackTree",
          "ssjBinaryTree",
          "cloudSimPlus",
          "kalasim");

  @Override
  public String name() {
    return "compare";
  }

  @Override
  public List<Row> measure(Effort effort) throws Exception {
    List<Row> rows = new ArrayList<>();
    Map<String, Double> engine = Jmh.run(EventEngineBenchmark.class, effort);
    for (String stations : List.of("1", "5556")) {
      String what = "event engine, " + (stations.equals("1") ? "2" : "10,000") + " pending";
      double ours = score(engine, "pirouette:stations=" + stations);
      for (String peer : PEERS) {
        double theirs = score(engine, peer + ":stations=" + stations);
        rows.add(new Row(what, rate(ours), peer + " " + rate(theirs), ours / theirs, ENGINE_AIM));
      }
    }
    Map<String, Double> unforeseen = Jmh.run(UnforeseenTimesBenchmark.class, effort);
    double ours = score(unforeseen, "pirouette");
    double ssj = score(unforeseen, "ssjBinaryTree");
    rows.add(
        new Row(
            "event engine, 2 pending, unforeseen",
            rate(ours),
            "ssjBinaryTree " + rate(ssj),
            ours / ssj,
            ENGINE_AIM));
    double bound = score(unforeseen, "noEngine");
    rows.add(
        new Row(
            "event engine, 2 pending, unforeseen",
            rate(ours),
            "no engine at all " + rate(bound),
            ours / bound,
            0));
    Map<String, Double> interrupts = Jmh.run(InterruptsBenchmark.class, effort);
    rows.add(against(interrupts, "POSTED", POSTED_AIM));
    rows.add(against(interrupts, "EMULATED", EMULATED_AIM));
    for (String mode : List.of("POSTED", "EMULATED")) {
      double one = interrupts(interrupts, mode, 1);
      double many = interrupts(interrupts, mode, 256);
      rows.add(
          new Row(
              "interrupts, " + mode.toLowerCase(Locale.ROOT) + ", 256 vCPUs",
              rate(many),
              "1 vCPU " + rate(one),
              many / one,
              FLAT_AIM));
      double eachStep =
          score(interrupts, "simulateEachStep:mode=" + mode + ",virtualProcessors=1/interrupts");
      rows.add(
          new Row(
              "interrupts, " + mode.toLowerCase(Locale.ROOT) + ", 1 queue",
              rate(one),
              "each step run " + rate(eachStep),
              one / eachStep,
              0));
    }
    for (IntelMode mode : List.of(IntelMode.POSTED, IntelMode.EMULATED)) {
      rows.add(allocation(mode));
    }
    return rows;
  }

  private static Row against(Map<String, Double> scores, String mode, double aim) {
    double ours = interrupts(scores, mode, 1);
    return new Row(
        "interrupts, " + mode.toLowerCase(Locale.ROOT) + ", 1 queue",
        rate(ours),
        "aim " + rate(aim),
        ours / aim,
        1);
  }

  private static Row allocation(IntelMode mode) {
    InterruptsBenchmark benchmark = new InterruptsBenchmark();
    benchmark.mode = mode;
    benchmark.virtualProcessors = MANY;
    double bytes = benchmark.allocatedPerInterrupt();
    return new Row(
        "allocated per interrupt, " + mode.key() + ", " + MANY + " vCPUs",
        String.format(Locale.ROOT, "%.3f B", bytes),
        "aim 0 B",
        bytes < NOTHING ? 1 : NOTHING / bytes,
        1);
  }

  private static double interrupts(Map<String, Double> scores, String mode, int vcpus) {
    return score(scores, "simulate:mode=" + mode + ",virtualProcessors=" + vcpus + "/interrupts");
  }

  private static double score(Map<String, Double> scores, String key) {
    Double score = scores.get(key);
    if (score == null) {
      throw new IllegalStateException("no score " + key + " among " + scores.keySet());
    }
    return score;
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.2f M/s", perSecond / 1e6);
  }
}
