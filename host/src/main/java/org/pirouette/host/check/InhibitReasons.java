package org.pirouette.host.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.InhibitEvents;

/// Names for the bits of an inhibit mask. They have moved between kernels: a number is named by the
/// kernel's table (`inhibit-reasons.tsv`) where its version is known, and stays a number else.
final class InhibitReasons {
  private static final List<Table> TABLES = load();

  /// The same in all kernels.
  private static final List<String> ALWAYS = List.of("DISABLED", "HYPERV");

  private InhibitReasons() {}

  private record Table(int[] from, int[] until, List<String> names) {}

  /// The reasons of a mask: `HYPERV`, or `number 5`.
  static List<String> names(InhibitEvents.Mask mask, HostFacts facts) {
    if (mask.names().size() == Long.bitCount(mask.bits())) {
      return mask.names();
    }
    List<String> table =
        TABLES.stream()
            .filter(row -> facts.kernel().atLeast(row.from()[0], row.from()[1]).orElse(false))
            .filter(row -> !facts.kernel().atLeast(row.until()[0], row.until()[1]).orElse(true))
            .map(Table::names)
            .findFirst()
            .orElse(ALWAYS);
    List<String> names = new ArrayList<>();
    for (int number = 0; number < Long.SIZE; number++) {
      if ((mask.bits() >>> number & 1) != 0) {
        names.add(number < table.size() ? table.get(number) : "number " + number);
      }
    }
    return names;
  }

  private static List<Table> load() {
    List<Table> tables = new ArrayList<>();
    try (InputStream stream = InhibitReasons.class.getResourceAsStream("inhibit-reasons.tsv")) {
      if (stream == null) {
        throw new IllegalStateException("the resource inhibit-reasons.tsv is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          String[] columns = line.split("\t");
          tables.add(
              new Table(version(columns[0]), version(columns[1]), List.of(columns[2].split(" "))));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return tables;
  }

  private static int[] version(String text) {
    String[] parts = text.split("\\.");
    return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
  }
}
