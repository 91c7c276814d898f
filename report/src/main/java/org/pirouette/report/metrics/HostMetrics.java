package org.pirouette.report.metrics;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.live.Counter;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuCounts;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.report.text.Visible;

/// The last sample of a host as metrics. What a source does not count has no metric: it is not 0.
///
/// Labels are bounded: at most [#MOST_VCPUS] vCPUs, names of at most [#MOST_NAME] characters.
public final class HostMetrics implements MultiCollector {
  /// The most vCPUs that are told apart; how many are left out is a metric of its own.
  public static final int MOST_VCPUS = 4096;

  /// The most characters of a VM's name.
  public static final int MOST_NAME = 64;

  private static final Map<Counter, String> NAMES =
      new TreeMap<>(
          Map.of(
              Counter.EXITS, "exits",
              Counter.INTERRUPTS, "interrupt_exits",
              Counter.INJECTIONS, "injections",
              Counter.HALTS, "halts",
              Counter.WAKEUPS, "wakeups"));

  private static final Map<Counter, String> HELP =
      Map.of(
          Counter.EXITS, "VM exits.",
          Counter.INTERRUPTS, "VM exits for an interrupt of the host, ticks and kicks among them.",
          Counter.INJECTIONS, "Interrupts and other events that KVM injected.",
          Counter.HALTS, "VM exits for HLT or WFI.",
          Counter.WAKEUPS, "Wake-ups out of a halt.");

  /// One sample.
  ///
  /// @param seconds between the last two samples
  /// @param verdict of doctor; empty while it was not asked
  public record Sample(
      List<VcpuCounts> counts,
      List<VcpuRates> rates,
      Set<SourceKind> sources,
      double seconds,
      Optional<Verdict> verdict) {}

  private final InfoSnapshot program;
  private volatile MetricSnapshots snapshots;

  /// @param version of the program
  public HostMetrics(String version) {
    program =
        InfoSnapshot.builder()
            .name("pirouette_build")
            .help("The program that measures.")
            .dataPoint(
                InfoDataPointSnapshot.builder().labels(Labels.of("version", version)).build())
            .build();
    snapshots = new MetricSnapshots(program);
  }

  /// A new sample: the next scrape gets it.
  public void update(Sample sample) {
    List<VcpuCounts> counts =
        sample.counts().size() <= MOST_VCPUS
            ? sample.counts()
            : sample.counts().subList(0, MOST_VCPUS);
    List<VcpuRates> rates =
        sample.rates().size() <= MOST_VCPUS
            ? sample.rates()
            : sample.rates().subList(0, MOST_VCPUS);
    List<MetricSnapshot> metrics = new ArrayList<>();
    metrics.add(program);
    NAMES.forEach((counter, name) -> metrics.add(counter(counter, name, counts)));
    metrics.add(cpu(counts));
    metrics.add(
        gauge(
            "pirouette_vcpu_lost_ratio",
            "Share of a core that exits took between the last two samples, estimated.",
            rates,
            VcpuRates::shareLost));
    metrics.add(
        gauge(
            "pirouette_vcpu_exit_bound",
            "1 where exits take half a core or more.",
            rates,
            vcpu ->
                Double.isNaN(vcpu.shareLost())
                    ? Double.NaN
                    : vcpu.mark() == VcpuRates.Mark.EXIT_BOUND ? 1 : 0));
    metrics.add(one("pirouette_vcpus", "vCPUs that are watched.", sample.counts().size()));
    metrics.add(
        one(
            "pirouette_vcpus_left_out",
            "vCPUs beyond the " + MOST_VCPUS + " that are told apart.",
            sample.counts().size() - counts.size()));
    if (sample.seconds() > 0) {
      metrics.add(
          one("pirouette_sample_seconds", "Between the last two samples.", sample.seconds()));
    }
    metrics.add(sources(sample.sources()));
    sample.verdict().ifPresent(verdict -> metrics.add(verdict(verdict)));
    snapshots = new MetricSnapshots(metrics);
  }

  private static CounterSnapshot counter(Counter counter, String name, List<VcpuCounts> counts) {
    CounterSnapshot.Builder metric =
        CounterSnapshot.builder().name("pirouette_vcpu_" + name).help(HELP.get(counter));
    for (VcpuCounts vcpu : counts) {
      if (vcpu.count(counter) >= 0) {
        metric.dataPoint(
            CounterDataPointSnapshot.builder()
                .value(vcpu.count(counter))
                .labels(labels(vcpu.machine(), vcpu.processId(), vcpu.vcpu()))
                .build());
      }
    }
    return metric.build();
  }

  private static CounterSnapshot cpu(List<VcpuCounts> counts) {
    CounterSnapshot.Builder metric =
        CounterSnapshot.builder()
            .name("pirouette_vcpu_cpu_seconds")
            .help("CPU time of the vCPU's thread, guest and host together.");
    for (VcpuCounts vcpu : counts) {
      if (!Double.isNaN(vcpu.cpuSeconds())) {
        metric.dataPoint(
            CounterDataPointSnapshot.builder()
                .value(vcpu.cpuSeconds())
                .labels(labels(vcpu.machine(), vcpu.processId(), vcpu.vcpu()))
                .build());
      }
    }
    return metric.build();
  }

  private static GaugeSnapshot gauge(
      String name, String help, List<VcpuRates> rates, ToDoubleFunction<VcpuRates> figure) {
    GaugeSnapshot.Builder metric = GaugeSnapshot.builder().name(name).help(help);
    for (VcpuRates vcpu : rates) {
      double value = figure.applyAsDouble(vcpu);
      if (!Double.isNaN(value)) {
        metric.dataPoint(
            GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(labels(vcpu.machine(), vcpu.processId(), vcpu.vcpu()))
                .build());
      }
    }
    return metric.build();
  }

  private static GaugeSnapshot one(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static GaugeSnapshot sources(Set<SourceKind> used) {
    GaugeSnapshot.Builder metric =
        GaugeSnapshot.builder()
            .name("pirouette_source_used")
            .help("1 where counts come from this source.");
    for (SourceKind kind : SourceKind.values()) {
      metric.dataPoint(
          GaugeDataPointSnapshot.builder()
              .value(used.contains(kind) ? 1 : 0)
              .labels(Labels.of("source", kind.title()))
              .build());
    }
    return metric.build();
  }

  /// One series per answer, of which one is 1: an alert can name the answer that it waits for.
  private static GaugeSnapshot verdict(Verdict verdict) {
    GaugeSnapshot.Builder metric =
        GaugeSnapshot.builder()
            .name("pirouette_posting")
            .help("Whether interrupts are posted to VMs, as doctor answers: 1 at its answer.");
    for (Verdict each : Verdict.values()) {
      metric.dataPoint(
          GaugeDataPointSnapshot.builder()
              .value(each == verdict ? 1 : 0)
              .labels(Labels.of("verdict", each.words()))
              .build());
    }
    return metric.build();
  }

  private static Labels labels(String machine, long processId, int vcpu) {
    String name = Visible.line(machine);
    name = name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME);
    return Labels.of(
        "vm",
        name,
        "pid",
        Long.toString(processId),
        "vcpu",
        vcpu < 0 ? "all" : Integer.toString(vcpu));
  }

  @Override
  public MetricSnapshots collect() {
    return snapshots;
  }

  /// The names of all metrics, as [#collect] may give them.
  @Override
  public List<String> getPrometheusNames() {
    List<String> names = new ArrayList<>();
    NAMES.values().forEach(name -> names.add("pirouette_vcpu_" + name));
    names.addAll(
        Arrays.asList(
            "pirouette_build",
            "pirouette_vcpu_cpu_seconds",
            "pirouette_vcpu_lost_ratio",
            "pirouette_vcpu_exit_bound",
            "pirouette_vcpus",
            "pirouette_vcpus_left_out",
            "pirouette_sample_seconds",
            "pirouette_source_used",
            "pirouette_posting"));
    return names;
  }

  /// Writes the last sample in the text format of OpenMetrics; the stream stays open.
  public void write(OutputStream out) throws IOException {
    new OpenMetricsTextFormatWriter(false, true).write(out, snapshots);
  }
}
