package org.pirouette.report.exits;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pirouette.trace.input.ResourceTable;

/// What exits of a reason mean and what people do about them, from the resource `meanings.tsv`.
///
/// @param meaning a clause
/// @param remedy "" if none is known
/// @param risk what the remedy costs or risks, "" if nothing is known
/// @param source where it stands
record Meaning(String meaning, String remedy, String risk, String source) {
  private static final Map<String, Meaning> BY_REASON = load();

  /// The meaning of a reason; empty if none is known.
  static Optional<Meaning> of(String reason) {
    return Optional.ofNullable(BY_REASON.get(reason));
  }

  private static Map<String, Meaning> load() {
    Map<String, Meaning> meanings = new HashMap<>();
    for (String[] row : ResourceTable.rows(Meaning.class, "meanings.tsv", 5)) {
      Meaning meaning = new Meaning(row[1], told(row[2]), told(row[3]), row[4]);
      for (String reason : row[0].split("\\|", -1)) {
        meanings.put(reason, meaning);
      }
    }
    return Map.copyOf(meanings);
  }

  private static String told(String cell) {
    return cell.equals("-") ? "" : cell;
  }
}
