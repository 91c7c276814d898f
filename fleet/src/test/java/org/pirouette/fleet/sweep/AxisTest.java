package org.pirouette.fleet.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.settings.yaml.YamlProblem;

final class AxisTest {
  @Test
  void aListIsTakenAsItIs() throws YamlProblem {
    assertThat(Axis.of("costs=skylake-server, epyc-zen2").values())
        .containsExactly("skylake-server", "epyc-zen2");
  }

  @Test
  void aRangeOfFactorsHasItsEndsAndItsCount() throws YamlProblem {
    assertThat(Axis.of("r=10k..1M:log3").values()).containsExactly("10000", "100000", "1000000");
    assertThat(Axis.of("r=10k..1M/s:log3").values())
        .containsExactly("10000/s", "100000/s", "1000000/s");
    assertThat(Axis.of("r=1..256").values()).hasSize(9).startsWith("1", "2", "4").endsWith("256");
  }

  @Test
  void aRangeOfStepsKeepsItsUnit() throws YamlProblem {
    assertThat(Axis.of("t=10..20 us:lin3").values()).containsExactly("10 us", "15 us", "20 us");
  }

  @Test
  void bareNumbersTakeTheUnitThatStandsThere() throws YamlProblem {
    assertThat(Axis.of("r=10k,1M").withUnitOf("500k/s").values())
        .containsExactly("10000/s", "1000000/s");
    assertThat(Axis.of("q=1,4").withUnitOf("16").values()).containsExactly("1", "4");
    assertThat(Axis.of("r=5/s").withUnitOf("500k/s").values()).containsExactly("5/s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "key",
        "key=",
        "key=5..1",
        "key=1..5:log1",
        "key=0..5:log3",
        "key=1 us..2 ms:log3",
        "key=a..b",
        "key=1..2:log9999",
        "key=1,1"
      })
  void whatIsNoParameterIsRefused(String text) {
    assertThatThrownBy(() -> Axis.of(text))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("found");
  }
}
