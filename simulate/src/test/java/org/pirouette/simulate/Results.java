package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.pirouette.simulate.statistics.Latency;

/// Compares results.
public final class Results {
  private static final double[] PERCENTILES = {1, 10, 50, 90, 99, 99.9};

  private Results() {}

  /// Everything that a result says of the simulated machine is equal; how many events the engine
  /// needed for it may differ.
  public static void assertSame(String name, ModeResult actual, ModeResult expected) {
    assertThat(actual.exits()).as(name).isEqualTo(expected.exits());
    assertThat(actual.vectors()).as(name).isEqualTo(expected.vectors());
    for (Counter counter : Counter.values()) {
      if (counter != Counter.EVENTS) {
        assertThat(actual.count(counter))
            .as(name + ", " + counter)
            .isEqualTo(expected.count(counter));
      }
    }
    assertThat(actual.processors()).as(name).isDeepEqualTo(expected.processors());
    assertThat(actual.virtualProcessors()).as(name).isDeepEqualTo(expected.virtualProcessors());
    assertThat(actual.homeProcessors()).as(name).isEqualTo(expected.homeProcessors());
    assertSame(name, actual.interruptLatency(), expected.interruptLatency());
    assertSame(name, actual.itemLatency(), expected.itemLatency());
  }

  private static void assertSame(String name, Latency actual, Latency expected) {
    assertThat(actual.count()).as(name).isEqualTo(expected.count());
    if (expected.count() == 0) {
      return;
    }
    assertThat(actual.maximumNanoseconds()).as(name).isEqualTo(expected.maximumNanoseconds());
    for (double percentile : PERCENTILES) {
      assertThat(actual.percentileNanoseconds(percentile))
          .as(name)
          .isEqualTo(expected.percentileNanoseconds(percentile));
    }
  }
}
