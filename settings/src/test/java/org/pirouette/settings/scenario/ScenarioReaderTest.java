package org.pirouette.settings.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;

class ScenarioReaderTest {
  private static final String MINIMAL =
      """
      name: small
      host:
        pcpus: 2
        frequency: 2 GHz
      vms:
        - vcpus:
            - pcpus: [0]
              idle: spin
          devices:
            - type: nvme
              queue-depth: 8
              service-time: exponential 80 us
              coalescing: {count: 4, time: 20 us}
      modes: [emulated, posted]
      """;

  @Test
  void readsAScenario() throws YamlProblem {
    ScenarioFile file = ScenarioReader.read("small.yaml", MINIMAL);
    var scenario = file.scenario();
    assertThat(scenario.host().hertz()).isEqualTo(2_000_000_000L);
    assertThat(scenario.modes()).containsExactly(IntelMode.EMULATED, IntelMode.POSTED);
    var machine = scenario.machines().getFirst();
    assertThat(((Guest.Synthetic) machine.processors().getFirst().guest()).idle())
        .isEqualTo(Guest.Idle.SPIN);
    Device.NvmeQueue queue = (Device.NvmeQueue) machine.devices().getFirst();
    assertThat(queue.queueDepth()).isEqualTo(8);
    assertThat(queue.latency()).isEqualTo(new Distribution.Exponential(80_000));
    assertThat(queue.coalescing()).isEqualTo(new Device.Coalescing(4, 20_000));
  }

  /// Each line changes one thing of the minimal scenario and says where and what must be told.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          queue-depth: 8        | queu-depth: 8            | small.yaml:11:9: unknown key 'queu-depth'
          queue-depth: 8        | queu-depth: 8            | did you mean 'queue-depth'?
          queue-depth: 8        | queue-depth: many        | small.yaml:11:22: 'queue-depth': expected a number
          queue-depth: 8        | queue-depth: 0           | must be a whole number from 1 to 65536, found '0'
          exponential 80 us     | exponential 80 uss       | small.yaml:12:23: 'service-time': unknown unit 'uss'
          exponential 80 us     | exponentail 80 us        | did you mean 'exponential'?
          exponential 80 us     | lognormal 80 us p99 7 us | the 99th percentile must not be below the median
          [emulated, posted]    | [emulated, postd]        | small.yaml:14:19: unknown word 'postd'
          [emulated, posted]    | [emulated, postd]        | did you mean 'posted'?
          idle: spin            | idle: sleep              | Valid here: halt, spin, busy
          pcpus: [0]            | pcpus: [7]               | small.yaml:7:17: 'pcpus' must hold whole numbers from 0 to 1
          frequency: 2 GHz      | frequency: 2             | small.yaml:4:14: 'frequency': expected a frequency
          type: nvme            | type: nvm                | did you mean 'nvme'?
          name: small           | name: [                  | not valid YAML
          name: small           | name: small\tx: [1       | not valid YAML
          name: small           | nme: small               | small.yaml:1:1: unknown key 'nme'
          time: 20 us           | time: 20                 | without a unit
          """)
  void tellsMistakesWithTheirPlace(String correct, String wrong, String part) {
    assertThat(MINIMAL).contains(correct);
    assertThatThrownBy(() -> ScenarioReader.read("small.yaml", MINIMAL.replace(correct, wrong)))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining(part);
  }

  @ParameterizedTest
  @CsvSource({"'', the file is empty", "'# nothing', the file is empty", "'- 1', key: value"})
  void refusesWhatIsNoMapping(String text, String part) {
    assertThatThrownBy(() -> ScenarioReader.read("x.yaml", text))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining(part);
  }

  @ParameterizedTest
  @MethodSource("org.pirouette.settings.scenario.BuiltInScenarios#names")
  void readsEachBuiltInScenario(String name) throws YamlProblem {
    ScenarioFile file = BuiltInScenarios.find(name).orElseThrow();
    assertThat(file.scenario().name()).isEqualTo(name);
    assertThat(file.scenario().description()).isNotEmpty();
    assertThat(CostProfiles.find(file.costs()).name()).isEqualTo(file.costs());
  }

  @Test
  void theHostNamesItsArchitecture() throws YamlProblem {
    String text = BuiltInScenarios.text("nvme-500k").orElseThrow();
    String named = text.replace("host:\n", "host:\n  architecture: Intel\n");
    assertThat(ScenarioReader.read("x.yaml", named).scenario().host().architecture())
        .isEqualTo(Architectures.usual());
    String unknown = text.replace("host:\n", "host:\n  architecture: itanium\n");
    assertThatThrownBy(() -> ScenarioReader.read("x.yaml", unknown))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining("unknown architecture 'itanium'")
        .hasMessageContaining(String.join(", ", Architectures.keys()));
  }

  /// Whatever is done to the text of a scenario, the reader gives a scenario or one sentence.
  @Test
  void survivesGarbage() {
    long seed = 20_260_528;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String text = BuiltInScenarios.text("nvme-500k").orElseThrow();
    for (int round = 0; round < 3_000; round++) {
      StringBuilder garbage = new StringBuilder(text);
      int changes = 1 + random.nextInt(6);
      for (int change = 0; change < changes; change++) {
        int at = random.nextInt(garbage.length());
        switch (random.nextInt(3)) {
          case 0 -> garbage.setCharAt(at, (char) random.nextInt(1, 300));
          case 1 -> garbage.delete(at, Math.min(garbage.length(), at + 1 + random.nextInt(40)));
          default -> garbage.insert(at, text, 0, random.nextInt(60));
        }
      }
      try {
        assertThat(ScenarioReader.read("g.yaml", garbage.toString()).scenario()).isNotNull();
      } catch (YamlProblem told) {
        assertThat(told.getMessage()).as("seed %d, round %d", seed, round).startsWith("g.yaml:");
      } catch (RuntimeException untold) {
        throw new AssertionError("seed %d, round %d".formatted(seed, round), untold);
      }
    }
  }
}
