package org.pirouette.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.cli.costs.CostProfiles;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Table;
import org.pirouette.simulate.RunControl;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordedWorkload.RecordedExits;
import org.pirouette.workload.recording.RecordingWorkloads;
import org.pirouette.workload.replay.ExitKey;
import org.pirouette.workload.replay.Replay;
import org.pirouette.workload.replay.Reproduction;
import org.pirouette.workload.replay.Trust;

/// Guests that mask, nest, halt, share a pCPU and send IPIs, recorded with APICv off and on: each
/// exit of the other recording is predicted, or lies within the range that is told, or the
/// prediction says that it is not to be trusted. No claim of trust is false.
class RichGuestsTest {
  private static final Table RESULTS =
      Table.of(
          Column.left("recording and direction"),
          Column.left("exits"),
          Column.right("predicted"),
          Column.right("recorded"),
          Column.left(""));

  @AfterAll
  static void printTable() {
    System.out.println(RESULTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-vector", "irqs-off", "overcommit", "hlt-poll", "ipi-spin"})
  void predictsApicvFromTheRecordingWithout(String name) throws Exception {
    check(name, "apicv-off", "apicv-on", IntelMode.APICV_OTHER, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-vector", "irqs-off", "overcommit", "hlt-poll", "ipi-spin"})
  void boundsEmulationFromTheRecordingWithApicv(String name) throws Exception {
    check(name, "apicv-on", "apicv-off", IntelMode.EMULATED, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-vector", "irqs-off", "hlt-poll"})
  void reproducesGuestsThatMaskAndNest(String name) throws Exception {
    assertThat(replay(read(name, "apicv-off"), IntelMode.APICV_OTHER).faithful()).isTrue();
  }

  private static void check(
      String name, String from, String to, DeliveryMode predictedMode, boolean exactly)
      throws Exception {
    Reproduction reproduction = replay(read(name, from), predictedMode);
    Trust trust = reproduction.trust().get(1);
    RESULTS.section("%s: %s -> %s, %s".formatted(name, from, to, trust.verdict().words()));
    Map<String, Long> recorded = new TreeMap<>();
    for (RecordedExits exits : read(name, to).exits()) {
      recorded.merge(
          ExitKey.of(Intel.ARCHITECTURE, exits.reason(), exits.detail()).label(),
          exits.count(),
          Long::sum);
    }
    List<String> wrong = new ArrayList<>();
    for (Reproduction.Line line : reproduction.rows()) {
      long counted = recorded.getOrDefault(line.label(), 0L);
      recorded.remove(line.label());
      long low = line.low().get(1);
      long high = line.high().get(1);
      boolean agrees =
          low <= counted && counted <= high
              || Reproduction.Line.agrees(counted, low)
              || Reproduction.Line.agrees(counted, high);
      RESULTS.row(
          "",
          line.label(),
          low == high ? "%,d".formatted(low) : "%,d-%,d".formatted(low, high),
          "%,d".formatted(counted),
          agrees ? "ok" : trust.trusted() ? "WRONG" : "told so");
      if (!agrees && (exactly || trust.trusted())) {
        wrong.add("%s: %,d to %,d, recorded %,d".formatted(line.label(), low, high, counted));
      }
    }
    recorded.forEach(
        (label, count) -> {
          if (count > 5 && trust.trusted()) {
            wrong.add("%s: not predicted, recorded %,d".formatted(label, count));
          }
        });
    assertThat(wrong).as("%s %s -> %s", name, from, to).isEmpty();
  }

  private static Reproduction replay(RecordedWorkload workload, DeliveryMode mode)
      throws Exception {
    return Replay.run(
            workload, CostProfiles.find("skylake-server"), List.of(mode), 1, new RunControl(), 1)
        .reproduction();
  }

  private static RecordedWorkload read(String name, String mode) throws Exception {
    Path root = Path.of(System.getProperty("pirouette.root"));
    return RecordingWorkloads.read(
        root.resolve("cli/src/test/resources/org/pirouette/cli/recording/rich/")
            .resolve(mode + "/" + name + ".ftrace.txt.gz"),
        3_000_000_000L);
  }
}
