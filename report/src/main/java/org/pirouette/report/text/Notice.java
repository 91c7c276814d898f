package org.pirouette.report.text;

/// The one door to standard error for sentences.
public final class Notice {
  private static final String NAME = "pirouette: ";

  private Notice() {}

  /// Says a sentence, in one line.
  public static void say(String sentence) {
    System.err.println(NAME + Visible.line(sentence));
  }

  /// Asks, and stays in the line.
  public static void ask(String question) {
    System.err.print(Visible.line(question));
    System.err.flush();
  }

  /// Shows where a failure came from, for who asked by `--debug`.
  public static void trace(Throwable failure) {
    java.io.StringWriter text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    System.err.print(Visible.text(text.toString()));
    System.err.flush();
  }
}
