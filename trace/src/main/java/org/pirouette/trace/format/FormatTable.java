package org.pirouette.trace.format;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.ReasonDictionary;

/// The formats of a recording, by the id that stands in its records.
public final class FormatTable {
  private static final int MOST_IDS = 1 << 16;

  private final ReasonDictionary reasons;
  private final Map<Integer, EventFormat> byId = new TreeMap<>();
  private final Map<EventKind, String> symbols = new EnumMap<>(EventKind.class);

  /// @param reasons learns the names of exit reasons
  public FormatTable(ReasonDictionary reasons) {
    this.reasons = reasons;
  }

  /// A table for formats alone, whose events are decoded elsewhere.
  public FormatTable() {
    this(new ReasonDictionary());
  }

  /// Adds the formats of another table, but none whose id is there already.
  public void addMissing(FormatTable other) {
    other.byId.forEach(byId::putIfAbsent);
    other.symbols.forEach(this::learn);
  }

  /// Adds the format in a `format` file; one that cannot be parsed is left out.
  public void add(String text) {
    EventFormat.parse(text)
        .filter(format -> format.id() < MOST_IDS)
        .ifPresent(
            format -> {
              byId.put(format.id(), format);
              learn(EventKind.of(format.name()), text);
            });
  }

  /// Takes the names of numbers out of a print format.
  private void learn(EventKind kind, String text) {
    switch (kind) {
      case EXIT -> ExitSymbols.learn(text, reasons);
      case APICV_INHIBIT -> InhibitSymbols.learn(text, reasons.inhibits());
      default -> {
        return;
      }
    }
    symbols.put(kind, text);
  }

  /// Whether no format was found.
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /// The format with an id, or null.
  public @Nullable EventFormat get(int id) {
    return byId.get(id);
  }

  /// All formats.
  public Collection<EventFormat> all() {
    return List.copyOf(byId.values());
  }

  /// The formats as a table for quick access.
  public @Nullable EventFormat[] asArray() {
    int last = byId.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    List<@Nullable EventFormat> formats = new ArrayList<>();
    for (int id = 0; id <= last; id++) {
      formats.add(byId.get(id));
    }
    return formats.toArray(new @Nullable EventFormat[0]);
  }
}
