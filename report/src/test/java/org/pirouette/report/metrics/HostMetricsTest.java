package org.pirouette.report.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuCounts;
import org.pirouette.host.live.VcpuRates;

final class HostMetricsTest {
  private static VcpuCounts counts(String machine, int vcpu, long exits, long injections) {
    return new VcpuCounts(
        machine, 4711, vcpu, new long[] {exits, 0, injections, 0, 0}, Math.max(0, vcpu) + 0.5);
  }

  private static VcpuRates rates(String machine, int vcpu, double lost) {
    return new VcpuRates(machine, 4711, vcpu, 0, new double[5], 1, lost);
  }

  private static String text(List<VcpuCounts> counts, List<VcpuRates> rates) throws IOException {
    HostMetrics metrics = new HostMetrics("pirouette test");
    metrics.update(
        new HostMetrics.Sample(
            counts, rates, EnumSet.of(SourceKind.PERF), 5, Optional.of(Verdict.OFF)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    metrics.write(out);
    return out.toString(UTF_8);
  }

  @Test
  void figuresOfAVcpuStandUnderItsNames() throws IOException {
    String text = text(List.of(counts("web", 1, 123_456, 7)), List.of(rates("web", 1, 0.75)));
    assertThat(text)
        .contains("pirouette_vcpu_exits_total{pid=\"4711\",vcpu=\"1\",vm=\"web\"} 123456")
        .contains("pirouette_vcpu_injections_total{pid=\"4711\",vcpu=\"1\",vm=\"web\"} 7")
        .contains("pirouette_vcpu_cpu_seconds_total{pid=\"4711\",vcpu=\"1\",vm=\"web\"} 1.5")
        .contains("pirouette_vcpu_lost_ratio{pid=\"4711\",vcpu=\"1\",vm=\"web\"} 0.75")
        .contains("pirouette_vcpu_exit_bound{pid=\"4711\",vcpu=\"1\",vm=\"web\"} 1")
        .contains("pirouette_posting{verdict=\"off\"} 1")
        .contains("pirouette_posting{verdict=\"in use\"} 0");
  }

  @Test
  void whatIsNotCountedHasNoSeries() throws IOException {
    String text = text(List.of(counts("web", -1, 5, -1)), List.of(rates("web", -1, Double.NaN)));
    assertThat(text)
        .contains("pirouette_vcpu_exits_total{pid=\"4711\",vcpu=\"all\",vm=\"web\"} 5")
        .doesNotContain("pirouette_vcpu_injections_total{")
        .doesNotContain("pirouette_vcpu_lost_ratio{")
        .doesNotContain("pirouette_vcpu_exit_bound{")
        .doesNotContain("NaN");
  }

  @Test
  void namesAreBoundedAndVisible() throws IOException {
    String text = text(List.of(counts("\u001b[31m\"\n" + "x".repeat(500), 0, 1, 1)), List.of());
    assertThat(text).doesNotContain("\u001b").doesNotContain("x".repeat(HostMetrics.MOST_NAME));
  }

  @Test
  void vcpusBeyondTheBoundAreCountedAlone() throws IOException {
    List<VcpuCounts> many =
        IntStream.range(0, HostMetrics.MOST_VCPUS + 3)
            .mapToObj(v -> counts("vm", v, v, v))
            .toList();
    String text = text(many, List.of());
    assertThat(text)
        .contains("pirouette_vcpus 4099")
        .contains("pirouette_vcpus_left_out 3")
        .doesNotContain("vcpu=\"4096\"");
    long start = System.nanoTime();
    text(many.subList(0, 1000), List.of());
    System.out.printf("1,000 vCPUs as text: %.1f ms%n", (System.nanoTime() - start) / 1e6);
  }

  /// The dashboard that ships asks only for what there is.
  @Test
  void theDashboardKnowsTheMetrics() throws IOException {
    List<String> names = new HostMetrics("").getPrometheusNames();
    String dashboard =
        Files.readString(
            Path.of(System.getProperty("pirouette.root"), "examples/grafana/pirouette.json"));
    TreeSet<String> asked =
        Pattern.compile("pirouette_[a-z_]+")
            .matcher(dashboard)
            .results()
            .map(MatchResult::group)
            .map(name -> name.replaceFirst("_total$", ""))
            .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    assertThat(asked).isNotEmpty().isSubsetOf(names);
  }
}
