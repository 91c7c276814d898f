package org.pirouette.bench.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.pirouette.bench.BenchmarkGroup;
import org.pirouette.bench.Jmh;

/// The model against the same in C: descriptor and virtual APIC.
public final class ModelBenchmarks implements BenchmarkGroup {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /// JMH's own infrastructure allocates a few bytes now and then.
  private static final double NO_ALLOCATION = 0.05;

  @Override
  public String name() {
    return "model";
  }

  @Override
  public List<Row> measure(Effort effort) throws Exception {
    Path folder = Files.createTempDirectory("pirouette-bench");
    Path library = NativeCompiler.compile(folder);
    String argument = "-D" + NativeModel.LIBRARY + "=" + library;
    Map<String, Double> scores = new TreeMap<>();
    for (Class<?> benchmarks : List.of(DescriptorBenchmark.class, VirtualApicBenchmark.class)) {
      scores.putAll(Jmh.run(benchmarks, effort, GCProfiler.class, argument));
    }
    Files.delete(library);
    Files.delete(folder);
    return List.of(
        time("post + drain", scores, "postAndDrain", "postAndDrainInC", 1 / 1.2),
        time(
            "post, 2 posters and a drainer",
            scores,
            "contended/posts",
            "contendedInC/postsInC",
            1 / 1.3),
        time("virtual delivery + EOI", scores, "deliverAndEnd", "deliverAndEndInC", 1 / 1.5),
        allocation("post + drain", scores, "postAndDrain"),
        allocation("post, 2 posters and a drainer", scores, "contended"),
        allocation("virtual delivery + EOI", scores, "deliverAndEnd"));
  }

  private static Row time(
      String what, Map<String, Double> scores, String ours, String peer, double aim) {
    double our = score(scores, ours);
    double their = score(scores, peer);
    return new Row(
        what,
        String.format(Locale.ROOT, "%.1f ns", our),
        String.format(Locale.ROOT, "gcc -O2 %.1f ns", their),
        their / our,
        aim);
  }

  private static Row allocation(String what, Map<String, Double> scores, String ours) {
    double bytes = score(scores, ours + "/" + ALLOCATION);
    return new Row(
        what + ", allocated",
        String.format(Locale.ROOT, "%.3f B", bytes),
        "none, 0 B",
        bytes < NO_ALLOCATION ? 1 : 0,
        1);
  }

  private static double score(Map<String, Double> scores, String name) {
    Double score = scores.get(name);
    if (score == null) {
      throw new IllegalStateException("no score " + name + " among " + scores.keySet());
    }
    return score;
  }
}
