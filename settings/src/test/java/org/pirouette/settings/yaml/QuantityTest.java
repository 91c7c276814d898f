package org.pirouette.settings.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "TIME, 10 us, 10000",
    "TIME, 10us, 10000",
    "TIME, 1.5 ms, 1500000",
    "TIME, 2 s, 2e9",
    "RATE, 500k/s, 500000",
    "RATE, 500 k/s, 500000",
    "RATE, 250/s, 250",
    "RATE, 1.2 M/s, 1200000",
    "FREQUENCY, 3 GHz, 3e9",
    "FREQUENCY, 3ghz, 3e9",
    "FREQUENCY, 2_100 MHz, 2.1e9",
    "SIZE, 4 KiB, 4096",
    "SIZE, 1 MB, 1000000",
    "SHARE, 40 %, 0.4",
    "COUNT, 64, 64",
    "COUNT, 500k, 500000",
    "CYCLES, 3000, 3000",
    "CYCLES, '3,000 cycles', 3000"
  })
  void readsQuantitiesWithTheirUnits(Quantity kind, String text, double expected)
      throws YamlProblem {
    assertThat(kind.read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "TIME, 10, without a unit",
    "TIME, 10 uss, did you mean 'us'",
    "TIME, fast, expected a time such as '10 us'",
    "TIME, -1 us, not negative",
    "TIME, '', expected a time",
    "RATE, 5 m/s, unknown unit 'm/s'",
    "FREQUENCY, 3 GHx, did you mean 'GHz'",
    "COUNT, 1e400, not negative"
  })
  void saysWhatIsWrong(Quantity kind, String text, String part) {
    assertThatThrownBy(() -> kind.read(text))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining(part);
  }

  @Test
  void findsTheNearestWord() {
    var words = java.util.List.of("queue-depth", "service-time", "maximum-rate");
    assertThat(NearestWord.of("queu-depth", words)).contains("queue-depth");
    assertThat(NearestWord.of("queue_depth", words)).contains("queue-depth");
    assertThat(NearestWord.of("service", words)).contains("service-time");
    assertThat(NearestWord.of("xyz", words)).isEmpty();
  }
}
