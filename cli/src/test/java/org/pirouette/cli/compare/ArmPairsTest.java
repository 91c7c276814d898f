package org.pirouette.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.cli.compare.ArmPairs.Outcome;
import org.pirouette.cli.compare.ArmPairs.Pair;
import org.pirouette.protocol.kvm.Role;

/// Pairs of recordings of an arm64 kernel, with direct injection off and on, in both directions:
/// the exits of the other one by cause, and its doorbells, within 2 % or 5; or the prediction says
/// that it is not to be trusted, and why.
class ArmPairsTest {
  private static final List<String> TABLE = Collections.synchronizedList(new ArrayList<>());

  /// Emulated: the two processors of the recorded host take turns, so that a guest that leaves for
  /// its VMM does so at another pace with direct injection.
  private static final String OTHER_PACE = ".*mmio-msi";

  static List<Pair> pairs() {
    List<Pair> pairs = ArmPairs.all();
    assertThat(pairs).hasSizeGreaterThanOrEqualTo(10);
    return pairs;
  }

  static List<Pair> forwarded() {
    return pairs().stream().filter(pair -> !pair.set().endsWith("unforwarded")).toList();
  }

  static List<Pair> unforwarded() {
    return pairs().stream().filter(pair -> pair.set().endsWith("unforwarded")).toList();
  }

  @AfterAll
  static void printTable() {
    TABLE.stream().sorted().forEach(System.out::println);
  }

  @ParameterizedTest
  @MethodSource("forwarded")
  void predictsDirectInjectionFromTheRecordingWithout(Pair pair) throws Exception {
    Outcome outcome = ArmPairs.predict(pair.off(), pair.on());
    TABLE.add(ArmPairs.line(pair, "off to on", outcome));
    assertThat(outcome.from().recordedMode().role()).isEqualTo(Role.BASELINE);
    if (outcome.trust().trusted()) {
      assertThat(outcome.outOfRange()).as("%s: %s", pair, outcome.trust()).isEmpty();
    }
    if (pair.set().endsWith("wfi-trap")) {
      return; // a setting that the recording does not tell
    }
    if (!pair.workload().matches(OTHER_PACE)) {
      assertThat(outcome.missed()).as("%s: %s", pair, outcome.recorded()).isEmpty();
    }
    long doorbells = ArmPairs.doorbells(pair.on());
    assertThat(outcome.doorbells())
        .as("doorbells of %s", pair)
        .isBetween(
            doorbells - Math.max(5, 0.02 * doorbells), doorbells + Math.max(5, 0.02 * doorbells));
  }

  @ParameterizedTest
  @MethodSource("forwarded")
  void whatAResidentVpeHidesIsNotPredicted(Pair pair) throws Exception {
    Outcome outcome = ArmPairs.predict(pair.on(), pair.off());
    TABLE.add(ArmPairs.line(pair, "on to off", outcome));
    assertThat(outcome.from().recordedMode().role()).isEqualTo(Role.DIRECT);
    if (!outcome.missed().isEmpty()) {
      assertThat(outcome.trust().trusted()).as("%s: %s", pair, outcome.missed()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("unforwarded")
  void enabledIsNotForwarded(Pair pair) throws Exception {
    Outcome outcome = ArmPairs.predict(pair.on(), pair.off());
    assertThat(outcome.from().recordedMode().role()).as("%s", pair).isEqualTo(Role.BASELINE);
    assertThat(outcome.notReproduced()).as("%s", pair).isEmpty();
  }
}
