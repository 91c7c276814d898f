package org.pirouette.report.text;

/// Makes characters visible that would act on a terminal, a page or a reader's eye and are not seen
/// themselves: control characters (C0, DEL, C1), format characters (bidirectional overrides, zero
/// width), line and paragraph separators, lone surrogates. They appear as `\x1b` or `\u202e`.
///
/// Names of files, tasks, VMs and events come from outside, and may hold any of them.
public final class Visible {
  private Visible() {}

  /// A text whose line breaks and tabs are its own.
  public static String text(String text) {
    return show(text, true);
  }

  /// A text that has to stay within its line.
  public static String line(String text) {
    return show(text, false);
  }

  private static String show(String text, boolean breaks) {
    int character;
    for (int i = 0; i < text.length(); i += Character.charCount(character)) {
      character = text.codePointAt(i);
      if ((character < ' ' || character > '~') && isHidden(character, breaks)) {
        return replaced(text, breaks);
      }
    }
    return text;
  }

  private static String replaced(String text, boolean breaks) {
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isHidden(c, breaks)) {
                shown.append(escape(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static String escape(int character) {
    if (character <= 0xFF) {
      return String.format("\\x%02x", character);
    }
    return character <= 0xFFFF
        ? String.format("\\u%04x", character)
        : String.format("\\U%08x", character);
  }

  private static boolean isHidden(int character, boolean breaks) {
    if (character == '\n' || character == '\t') {
      return !breaks;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
