package org.pirouette.model.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pirouette.model.OracleFile;

/// Replays sequences of ITS commands, MSIs and residency changes that an independent emulator of a
/// GICv4.0 recorded, and compares the whole state after each. Left out is only what the recording
/// itself calls stale: what configuration that was changed and not yet invalidated decides.
class GicOracleTest {
  @Test
  void everyStepLeavesTheRecordedState() throws IOException {
    int sequences = 0;
    int states = 0;
    try (OracleFile file = OracleFile.open(getClass(), "gicv4-its.jsonl.gz", "\"lpiConfig\"")) {
      for (String line : (Iterable<String>) file.lines().lines()::iterator) {
        if (!line.isBlank()) {
          sequences++;
          states += replay(Json.object(line));
        }
      }
      System.out.printf(
          "oracle %s: %d sequences, %d states match%n", file.name(), sequences, states);
    }
    assertThat(states).as("states in the recording").isPositive();
  }

  private static int replay(Map<String, Object> sequence) {
    Map<String, Object> initial = Json.object(sequence, "initial");
    GicReplay gic = new GicReplay(initial);
    String name = "sequence " + sequence.get("sequence");
    compare(gic, initial, name + ", start");
    int states = 1;
    for (String part : List.of("setup", "steps")) {
      int number = 0;
      for (Map<String, Object> step : Json.objects(sequence, part)) {
        number++;
        String where =
            "%s, %s %d, %s %s"
                .formatted(name, part, number, step.get("op"), step.getOrDefault("name", ""));
        gic.apply(step, where);
        compare(gic, step, where);
        states++;
      }
    }
    return states;
  }

  private static void compare(GicReplay gic, Map<String, Object> step, String where) {
    Map<String, Object> expected = Json.object(step, "state");
    Map<String, Object> found = gic.state();
    gic.hideStale(step, expected);
    gic.hideStale(step, found);
    assertThat(found).as(where).isEqualTo(expected);
  }
}
