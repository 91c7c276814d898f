package org.pirouette.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Table;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.simulate.ExitCount;
import org.pirouette.simulate.RunControl;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordedWorkload.RecordedExits;
import org.pirouette.workload.recording.RecordingWorkloads;
import org.pirouette.workload.replay.ExitKey;
import org.pirouette.workload.replay.Replay;
import org.pirouette.workload.replay.Reproduction;

/// The proof that predictions hold: the same workload was recorded on a real kernel with APICv off
/// and on. From either recording alone the exits of the other one are predicted.
class ReplayProofTest {
  private static final List<String> PAIRS =
      List.of(
          "linux-6.12/%s/trace-spin-msi-x2apic.ftrace.txt.gz",
          "linux-6.12/%s/trace-spin-irqfd-x2apic.ftrace.txt.gz",
          "linux-6.12/%s/trace-spin-msi-xapic.ftrace.txt.gz",
          "linux-6.12/%s/trace-hlt-msi-x2apic.ftrace.txt.gz",
          "linux-6.12/%s/trace-timer-spin-x2apic.ftrace.txt.gz",
          "linux-6.12/%s/trace-sched-irq-spin-msi-x2apic.ftrace.txt.gz",
          "linux-6.12/%s/trace-sched-irq-hlt-msi-x2apic.ftrace.txt.gz",
          "linux-6.12-nohz_full/%s/trace-hlt-msi-x2apic.ftrace.txt.gz",
          "linux-6.12-nohz_full/%s/trace-ipi-spin.ftrace.txt.gz",
          "linux-6.12-nohz_full/%s/trace-ipi-hlt.ftrace.txt.gz",
          "linux-6.12-perf/%s/perf-spin.script.txt.gz",
          "linux-6.12-perf/%s/perf-hlt.script.txt.gz",
          "examples/recordings/spin-msi-%s.ftrace.txt.gz");

  private static final Table RESULTS =
      Table.of(
          Column.left("recording and direction"),
          Column.left("exits"),
          Column.right("predicted"),
          Column.right("recorded"),
          Column.left(""));

  static List<String> pairs() {
    return PAIRS;
  }

  @AfterAll
  static void printTable() {
    System.out.println(RESULTS);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void predictsApicvFromTheRecordingWithout(String pair) throws Exception {
    check(pair, "apicv-off", "apicv-on", IntelMode.EMULATED, IntelMode.APICV_OTHER);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void predictsEmulationFromTheRecordingWithApicv(String pair) throws Exception {
    check(pair, "apicv-on", "apicv-off", IntelMode.APICV_OTHER, IntelMode.EMULATED);
  }

  private static void check(
      String pair, String from, String to, DeliveryMode recordedMode, DeliveryMode predictedMode)
      throws Exception {
    RecordedWorkload workload = read(pair.formatted(from));
    assertThat(workload.recordedMode()).isEqualTo(recordedMode);
    Replay.Result result =
        Replay.run(
            workload,
            CostProfiles.find("skylake-server"),
            List.of(predictedMode),
            1,
            new RunControl(),
            1);
    compare(pair, from + " reproduced", result, 0, workload, true);
    compare(pair, from + " -> " + to, result, 1, read(pair.formatted(to)), false);
  }

  private static void compare(
      String pair,
      String direction,
      Replay.Result result,
      int mode,
      RecordedWorkload expected,
      boolean all) {
    RESULTS.section(pair.replace("/%s/", " ").replace("-%s.", " ") + ": " + direction);
    Map<ExitKey, Long> predicted = new TreeMap<>();
    for (ExitCount exits :
        result.comparison().modes().get(mode).replications().getFirst().exits()) {
      predicted.merge(
          ExitKey.of(Intel.ARCHITECTURE, exits.reason(), exits.detail()), exits.count(), Long::sum);
    }
    Map<ExitKey, Long> recorded = new TreeMap<>();
    for (RecordedExits exits : expected.exits()) {
      recorded.merge(
          ExitKey.of(Intel.ARCHITECTURE, exits.reason(), exits.detail()), exits.count(), Long::sum);
    }
    TreeMap<ExitKey, Long> keys = new TreeMap<>(predicted);
    keys.putAll(recorded);
    List<String> wrong = new ArrayList<>();
    for (ExitKey key : keys.keySet()) {
      long found = predicted.getOrDefault(key, 0L);
      long counted = recorded.getOrDefault(key, 0L);
      boolean agrees = Reproduction.Line.agrees(counted, found);
      RESULTS.row(
          key.ofDelivery() ? "  by delivery" : "  carried over",
          key.label(),
          "%,d".formatted(found),
          "%,d".formatted(counted),
          agrees ? "ok" : "WRONG");
      if (!agrees && (all || key.ofDelivery())) {
        wrong.add("%s: predicted %,d, recorded %,d".formatted(key.label(), found, counted));
      }
    }
    assertThat(wrong).as("%s %s", pair, direction).isEmpty();
  }

  private static RecordedWorkload read(String name) throws Exception {
    Path root = Path.of(System.getProperty("pirouette.root"));
    Path file =
        name.startsWith("examples/")
            ? root.resolve(name)
            : root.resolve("cli/src/test/resources/org/pirouette/cli/recording").resolve(name);
    return RecordingWorkloads.read(file, 3_000_000_000L);
  }
}
