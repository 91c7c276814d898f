package org.pirouette.report.compare;

import java.util.List;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.TextOutput;

/// Prints what a run says about the statements of the description.
public final class StatementsText {
  private StatementsText() {}

  /// Prints the statements with their verdicts; nothing if there are none.
  public static void print(TextOutput out, List<Statement> statements) {
    if (statements.isEmpty()) {
      return;
    }
    out.heading("What this run says about the description's statements");
    for (Statement statement : statements) {
      String mark = "%-5s".formatted(statement.verdict().word());
      out.item(style(statement.verdict()), mark, "\"" + statement.stated() + "\"");
      out.item(Style.PLAIN, "     ", statement.measured() + ".");
    }
  }

  private static Style style(Statement.Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> Style.GOOD;
      case CONDITIONAL -> Style.WARNING;
      case FAILS -> Style.BAD;
      case UNKNOWN -> Style.DIM;
    };
  }
}
