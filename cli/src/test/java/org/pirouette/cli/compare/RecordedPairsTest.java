package org.pirouette.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.cli.compare.RecordedPairs.Pair;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Table;
import org.pirouette.trace.event.RecordingException;

/// All pairs of recordings, in both directions: each exit of the other recording is predicted, or
/// lies within the range that is told, or the prediction says that it is not to be trusted. No
/// claim of trust is false, neither from the recordings nor from what is left when they are cut and
/// events go missing.
class RecordedPairsTest {
  private static final Table RESULTS =
      Table.of(
          Column.left("recording").wrap(),
          Column.left("exits").wrap(),
          Column.right("predicted"),
          Column.right("recorded"),
          Column.left(""));

  /// Recordings without APICv whose simulation misses a row by more than 2 %, which is told.
  private static final String NOT_REPRODUCED = ".*rich (ipi-spin|overcommit).*";

  private static int exact;
  private static int inRange;
  private static int wide;
  private static int toldSo;
  private static int wrong;
  private static int variants;
  private static int claims;

  static List<Pair> pairs() throws IOException {
    return RecordedPairs.all();
  }

  @AfterAll
  static void printTable() {
    System.out.println(RESULTS);
    System.out.printf(
        "%d rows exact, %d in their range (%d of them wider than 20 %% or 10), %d not trusted and"
            + " wrong, %d trusted and wrong%n%d predictions from changed recordings, %d of them"
            + " trusted%n",
        exact, inRange, wide, toldSo, wrong, variants, claims);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void predictsApicvFromTheRecordingWithout(Pair pair) throws Exception {
    PairCheck check = PairCheck.of(pair.off(), pair.on(), IntelMode.APICV_OTHER);
    tell(pair + ": off to on", check);
    assertThat(check.wrong()).as("%s, trusted or not", pair).isEmpty();
    if (!pair.name().matches(NOT_REPRODUCED)) {
      assertThat(check.trust().trusted()).as("%s: %s", pair, check.trust()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void boundsEmulationFromTheRecordingWithApicv(Pair pair) throws Exception {
    PairCheck check = PairCheck.of(pair.on(), pair.off(), IntelMode.EMULATED);
    tell(pair + ": on to off", check);
    assertThat(check.wrong()).as("%s, trusted or not", pair).isEmpty();
    assertThat(check.trust().trusted()).as("%s: %s", pair, check.trust()).isTrue();
  }

  @Test
  void trustsNoRecordingInWhichEventsAreMissing(@TempDir Path folder) throws Exception {
    List<Pair> chosen =
        pairs().stream()
            .filter(
                pair ->
                    pair.name()
                        .matches(".*(hlt-poll|irqs-off|multi-vector|6.12 trace-timer-spin).*"))
            .toList();
    assertThat(chosen).hasSize(4);
    for (Pair pair : chosen) {
      List<String> off = RecordedPairs.lines(pair.off());
      List<String> on = RecordedPairs.lines(pair.on());
      for (RecordingVariant variant : RecordingVariant.all()) {
        Path changedOff = write(folder, "off", variant.change().apply(off));
        Path changedOn = write(folder, "on", variant.change().apply(on));
        Path otherOff = variant.ofBoth() ? changedOff : pair.off();
        Path otherOn = variant.ofBoth() ? changedOn : pair.on();
        check(pair, variant, changedOff, otherOn, IntelMode.APICV_OTHER);
        check(pair, variant, changedOn, otherOff, IntelMode.EMULATED);
      }
    }
    assertThat(variants).isGreaterThan(100);
  }

  private static void check(
      Pair pair, RecordingVariant variant, Path from, Path to, IntelMode predicted)
      throws Exception {
    variants++;
    try {
      PairCheck check = PairCheck.of(from, to, predicted);
      claims += check.trust().trusted() ? 1 : 0;
      assertThat(check.falseClaim())
          .as("%s, %s, %s: %s", pair, variant, predicted, check.wrong())
          .isFalse();
    } catch (RecordingException refused) {
      assertThat(refused).hasMessageContaining("record again");
    }
  }

  private static Path write(Path folder, String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name + ".ftrace.txt"), lines);
  }

  private static void tell(String name, PairCheck check) {
    RESULTS.section(name + ", " + check.trust().verdict().words());
    for (PairCheck.Row row : check.rows()) {
      boolean range = row.low() < row.high();
      String words;
      if (row.holds()) {
        exact += range ? 0 : 1;
        inRange += range ? 1 : 0;
        wide += row.narrow() ? 0 : 1;
        words = row.narrow() ? "ok" : "ok, wide";
      } else if (check.trust().trusted()) {
        wrong++;
        words = "WRONG";
      } else {
        toldSo++;
        words = "told so";
      }
      RESULTS.row("", row.label(), row.predicted(), "%,d".formatted(row.recorded()), words);
    }
  }
}
