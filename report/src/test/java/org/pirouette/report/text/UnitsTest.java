package org.pirouette.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PER_SECOND       | 0          | 0 /s
          PER_SECOND       | 17         | 17 /s
          PER_SECOND       | 999.4      | 999 /s
          PER_SECOND       | 999.6      | 1.00 k/s
          PER_SECOND       | 512000     | 512 k/s
          PER_SECOND       | 999999     | 1.00 M/s
          COUNT            | 1234567    | 1.23 M
          CYCLES           | 3000       | 3.00 k cycles
          CYCLES           | 150        | 150 cycles
          CYCLES_PER_SECOND| 1.5e9      | 1.50 G cycles/s
          NANOSECONDS      | 850        | 850 ns
          NANOSECONDS      | 12345      | 12.3 us
          NANOSECONDS      | 4560000    | 4.56 ms
          NANOSECONDS      | 1.2e9      | 1.20 s
          NANOSECONDS      | 7.2e12     | 7,200 s
          SHARE            | 0.123      | 12.3 %
          SHARE            | 1          | 100 %
          BYTES            | 512        | 512 B
          BYTES            | 1572864    | 1.50 MiB
          BYTES_PER_SECOND | 471859200  | 450 MiB/s
          RATIO            | 3.214      | 3.21
          PER_SECOND       | -3456      | -3.46 k/s
          """)
  void threeDigitsWithTheUnit(Unit unit, double value, String expected) {
    assertThat(Units.format(unit, value)).isEqualTo(expected);
  }

  @Test
  void whatIsNoNumberIsADash() {
    assertThat(Units.rate(Double.NaN)).isEqualTo("-");
    assertThat(Units.nanoseconds(Double.POSITIVE_INFINITY)).isEqualTo("-");
    assertThat(Units.interval(Unit.COUNT, Double.NaN, 1)).isEqualTo("-");
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.3, -99.7 %",
    "100, 103.1, +3.1 %",
    "100, 100.01, 0.0 %",
    "0, 5, new",
    "0, 0, -",
    "5, 5000, '+99,900 %'"
  })
  void changesCarryTheirSign(double before, double after, String expected) {
    assertThat(Units.change(before, after)).isEqualTo(expected);
  }

  @Test
  void meanAndIntervalShareOneScale() {
    assertThat(Units.interval(Unit.PER_SECOND, 512_345, 3_210)).isEqualTo("512 +/- 3 k/s");
    assertThat(Units.interval(Unit.NANOSECONDS, 12_345, 120)).isEqualTo("12.3 +/- 0.1 us");
    assertThat(Units.interval(Unit.PER_SECOND, 512_345, 3)).isEqualTo("512 k/s");
    assertThat(Units.interval(Unit.SHARE, 0, 0)).isEqualTo("0 %");
    assertThat(Units.interval(Unit.SHARE, 0.5, 0.001)).isEqualTo("50.0 +/- 0.1 %");
  }

  @Test
  void countsAreExact() {
    assertThat(Units.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Units.count(Long.MIN_VALUE)).startsWith("-9,223,372");
  }

  /// Whatever the value, the text reads back as a number within half a percent of it.
  @Test
  void nothingIsLostButDigits() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Math.pow(10, random.nextDouble() * 15);
      String text = Units.format(Unit.COUNT, value);
      String[] parts = text.split(" ", -1);
      double scale = parts.length == 1 ? 1 : Math.pow(1000, " kMGTP".indexOf(parts[1]));
      double read = Double.parseDouble(parts[0].replace(",", "")) * scale;
      assertThat(Math.abs(read - value) / value)
          .as("seed %d, %s printed as %s", seed, value, text)
          .isLessThan(0.0051);
    }
  }
}
