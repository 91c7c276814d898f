package org.pirouette.report.text;

import java.util.Map;

/// Paints text with colour, or leaves it alone when the reader does not want any.
public final class Ansi {
  /// Leaves every text as it is.
  public static final Ansi OFF = new Ansi(false);

  /// Paints always.
  public static final Ansi ON = new Ansi(true);

  private final boolean enabled;

  private Ansi(boolean enabled) {
    this.enabled = enabled;
  }

  /// Decides about colour for one stream: an explicit choice wins, then `NO_COLOR` (any non-empty
  /// value, no-color.org) and `TERM=dumb`, then whether the stream is a terminal.
  public static Ansi choose(ColorMode mode, boolean terminal, Map<String, String> environment) {
    return switch (mode) {
      case ALWAYS -> ON;
      case NEVER -> OFF;
      case AUTO -> {
        boolean refused =
            !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        yield terminal && !refused ? ON : OFF;
      }
    };
  }

  /// Whether [#paint] changes anything.
  public boolean enabled() {
    return enabled;
  }

  /// The text in the given style. Empty text stays empty.
  public String paint(Style style, String text) {
    if (!enabled || style == Style.PLAIN || text.isEmpty()) {
      return text;
    }
    return "\u001b[" + style.code() + "m" + text + "\u001b[0m";
  }
}
