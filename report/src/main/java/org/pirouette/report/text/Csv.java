package org.pirouette.report.text;

import java.io.PrintStream;
import java.util.Locale;

/// Lines of CSV (RFC 4180) for spreadsheets and programs.
public final class Csv {
  private static final String FORMULA_STARTS = "=+-@\t\r";

  private Csv() {}

  /// Writes a line of fields that [#text], [#number] and [#decimal] gave.
  public static void line(PrintStream out, String... fields) {
    out.print(String.join(",", fields));
    out.print("\r\n");
  }

  /// A text that a spreadsheet would take for a formula gets the mark that makes it a text.
  public static String text(String given) {
    String shown = Visible.line(given);
    boolean formula = !given.isEmpty() && FORMULA_STARTS.indexOf(given.charAt(0)) >= 0;
    String value = formula ? "'" + shown : shown;
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !formula ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  /// A number that is not known where it is negative.
  public static String number(int value) {
    return value < 0 ? "" : Integer.toString(value);
  }

  /// Six digits; nothing where it is not known.
  public static String decimal(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }
}
