package org.pirouette.settings.scenario;

import java.util.Optional;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.YamlMap;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.Handler;

/// Work of a guest, written as a time (`500 ns`) or as cycles (`1500 cycles`), in cycles of the
/// host's clock.
record Work(long hertz) {
  /// Linux' path for an edge interrupt up to its EOI: entry and `apic_eoi`. An assumption.
  private static final long BEFORE_EOI = 300;

  /// From the EOI to the return, without the items. An assumption.
  private static final long AFTER_EOI = 600;

  /// For each completion that the handler finds. An assumption.
  private static final long PER_ITEM = 300;

  /// The work under a key, or the given cycles.
  long cycles(YamlMap map, String key, long otherwise) throws YamlProblem {
    if (!map.has(key)) {
      return otherwise;
    }
    String text = map.text(key);
    boolean inCycles = text.strip().endsWith("cycles") || text.strip().matches("[0-9_,]+k?");
    double value = map.quantity(key, inCycles ? Quantity.CYCLES : Quantity.TIME);
    return Math.round(inCycles ? value : value * hertz / 1e9);
  }

  /// The handler under the key `handler`; what it leaves out is assumed.
  Handler handler(YamlMap map) throws YamlProblem {
    Optional<YamlMap> handler = map.map("handler");
    if (handler.isEmpty()) {
      return new Handler(BEFORE_EOI, AFTER_EOI, PER_ITEM);
    }
    YamlMap given = handler.get().keys("before-eoi", "after-eoi", "per-item");
    return new Handler(
        cycles(given, "before-eoi", BEFORE_EOI),
        cycles(given, "after-eoi", AFTER_EOI),
        cycles(given, "per-item", PER_ITEM));
  }
}
