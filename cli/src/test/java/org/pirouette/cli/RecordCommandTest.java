package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `record` says to wrong usage.
final class RecordCommandTest {
  @ParameterizedTest
  @CsvSource({
    "--buffer, 3M, '--buffer takes a power of two'",
    "--buffer, 2G, '--buffer takes a power of two'",
    "--max-size, 0M, '--max-size takes a size'",
    "--max-size, ten, '--max-size takes a size'",
    "--duration, 10, '--duration takes a time'",
    "--last, 0s, '--last takes a time'",
    "--pid, 4294967, 'Expected a running VM'",
  })
  void saysWhatItTakes(String option, String value, String sentence) {
    Command.Outcome outcome = Command.run("record", "-o", "/nowhere/file", option, value);
    assertThat(outcome.error()).contains(sentence).hasLineCount(1);
    assertThat(outcome.status()).isEqualTo(2);
  }
}
