package org.pirouette.trace.exits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.trace.Samples;

/// Small inputs after what people paste: every count as it stands in the text, and no verdict that
/// the text does not carry.
class FieldTableTest {
  @TempDir private Path folder;

  static Stream<String> files() {
    return new TreeSet<>(Samples.table("field-tables.tsv").stream().map(row -> row[0]).toList())
        .stream();
  }

  private ExitReport read(String name) throws Exception {
    Path file = Samples.field(folder, name);
    return ExitReports.of(file, ExitOptions.ALL, bytes -> {});
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsEveryCount(String name) throws Exception {
    ExitReport report = read(name);
    int parts = 0;
    for (String[] row : Samples.table("field-tables.tsv")) {
      if (!row[0].equals(name)) {
        continue;
      }
      int part = Integer.parseInt(row[1]);
      parts += part > 0 ? 1 : 0;
      ExitReport of = part == 0 ? report : report.parts().get(part - 1);
      assertThat(of.total().exits()).isEqualTo(Long.parseLong(row[2]));
      if (!row[3].equals("-")) {
        double seconds = Double.parseDouble(row[3]);
        assertThat(of.recording().seconds()).isCloseTo(seconds, within(seconds * 0.005));
      }
      for (String expected : Arrays.asList(row).subList(4, row.length)) {
        int equals = expected.lastIndexOf('=');
        assertThat(of.total().exitsOf(expected.substring(0, equals)))
            .as(expected)
            .isEqualTo(Long.parseLong(expected.substring(equals + 1)));
      }
    }
    assertThat(report.parts()).hasSize(parts);
    assertThat(report.recording().unreadable()).isZero();
  }

  @Test
  void namesTheHotVcpuAndGivesItsVerdict() throws Exception {
    VcpuExits total = read("e_hot_vcpu.txt").total();

    assertThat(total.verdict().worst()).isEqualTo("vCPU 7");
    assertThat(total.verdict().bound()).isEqualTo(1);
    assertThat(total.verdict().judgement()).isEqualTo(Verdict.Judgement.EXIT_BOUND);
    assertThat(total.lostShare()).isCloseTo(0.0434, within(0.0001));
  }

  @Test
  void countsAReinjectionAsNoInterruptAlsoWhereItsMarkIsWrapped() throws Exception {
    for (String name : new String[] {"e_reinjected.txt", "e_reinjected_wrapped.txt"}) {
      VcpuExits total = read(name).total();
      assertThat(total.interrupts().reinjected()).as(name).isEqualTo(2);
      assertThat(total.interrupts().injected()).as(name).isZero();
      assertThat(total.interrupts().basis()).as(name).isEqualTo(Interrupts.Basis.NONE);
      assertThat(total.verdict().judgement()).isEqualTo(Verdict.Judgement.UNKNOWN);
      assertThat(total.verdict().sentence()).startsWith("Too short to tell");
      assertThat(total.perSecond()).isNaN();
    }
  }

  @Test
  void doesNotPairExitsOverAJumpOfTheClock() throws Exception {
    ExitReport report = read("e_two_traces_joined.txt");

    for (ExitReport part : report.parts()) {
      assertThat(part.total().handling().total()).isLessThan(2_001);
    }
    assertThat(report.parts().get(0).recording().name())
        .isEqualTo("trace 1: With idle halt enabled");
    assertThat(report.parts().get(1).recording().name())
        .isEqualTo("trace 2: Without idle halt enabled");
  }

  @Test
  void leavesAnInterruptWithoutVectorUnknown() throws Exception {
    VcpuExits total = read("e_perfkvm_all_vcpus.txt").total();

    assertThat(total.causes())
        .extracting(row -> row.cause() + "=" + row.exits())
        .containsExactlyInAnyOrder("UNKNOWN_INTERRUPT=731", "OTHER=55654");
    assertThat(total.vcpus()).isZero();
  }

  @Test
  void saysHowMuchOfATableIsThere() throws Exception {
    ExitReport report = read("e_two_tables_before_after.txt");

    assertThat(report.parts().getFirst().recording().listedShare()).isCloseTo(0.4943, within(1e-9));
  }
}
