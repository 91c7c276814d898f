package org.pirouette.trace.table;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pirouette.trace.event.RecordingFormat;

/// Finds tables whose header is known (`columns.tsv`) in a text.
public final class TableHeaders {
  private static final int LONGEST = 400;
  private static final int ROWS_AFTER = 4;
  private static final Pattern QUOTES = Pattern.compile("^[>|#*\\s]+");
  private static final Pattern ROW =
      Pattern.compile("^\\S[^\\t]{0,60}?\\s+\\d[\\d,]*\\s+[\\d.,]+\\s*(?:%|us|ns|ms)?(?:\\s.*)?$");

  private TableHeaders() {}

  /// Which tool's header the text has; empty without one.
  public static Optional<RecordingFormat> find(String text) {
    for (String line : lines(text)) {
      Optional<List<Column>> header = header(line);
      if (header.isPresent()) {
        return Optional.of(
            switch (header.get().getFirst().title()) {
              case "exit_reason", "exit-reason" -> RecordingFormat.PERF_PROF;
              case "Event", "Exit_Reason" -> RecordingFormat.ACRN;
              default -> RecordingFormat.PERF_KVM_STAT;
            });
      }
    }
    return Optional.empty();
  }

  /// Whether rows follow a header.
  public static boolean hasRows(String text) {
    int after = ROWS_AFTER + 1;
    for (String line : lines(text)) {
      if (line.isBlank()) {
        continue;
      }
      if (header(line).isPresent()) {
        after = 0;
      } else if (after++ < ROWS_AFTER && line.length() < LONGEST) {
        if (ROW.matcher(QUOTES.matcher(line).replaceFirst("")).matches()) {
          return true;
        }
      }
      after = Math.min(after, ROWS_AFTER + 1);
    }
    return false;
  }

  private static Optional<List<Column>> header(String line) {
    return line.length() > LONGEST
        ? Optional.empty()
        : Column.header(Column.spaced(QUOTES.matcher(line).replaceFirst("")));
  }

  private static String[] lines(String text) {
    return text.split("\r?\n", -1);
  }
}
