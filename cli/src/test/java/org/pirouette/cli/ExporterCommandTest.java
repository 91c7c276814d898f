package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExporterCommandTest {
  @Test
  void onceItPrintsWhatAScrapeWouldGet() {
    Command.Outcome run =
        Command.run("exporter", "--once", "--interval", "0.1", "--doctor-interval", "0");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("pirouette_build_info{version=\"pirouette").endsWith("# EOF\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "127.0.0.1:99999", "no.such.host.invalid:9744", ""})
  void anAddressThatIsNoneIsRefused(String address) {
    Command.Outcome run = Command.run("exporter", "--listen", address);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.error()).contains("--listen takes HOST:PORT").doesNotContain("\tat ");
  }
}
