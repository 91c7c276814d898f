package org.pirouette.report.text;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Paints text with colour, or leaves it alone when the reader does not want any. What the text
/// itself holds for a terminal to act on is made [Visible].
public final class Ansi {
  /// Leaves every text as it is.
  public static final Ansi OFF = new Ansi(false);

  /// Paints always.
  public static final Ansi ON = new Ansi(true);

  private static final String END = "\u001b[0m";
  private static final Pattern PAINT =
      Pattern.compile(
          Stream.concat(
                  Stream.of(END),
                  Arrays.stream(Style.values())
                      .filter(style -> style != Style.PLAIN)
                      .map(style -> begin(style.code())))
              .map(Pattern::quote)
              .collect(Collectors.joining("|")));

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
    String shown = Visible.text(text);
    if (!enabled || style == Style.PLAIN || text.isEmpty()) {
      return shown;
    }
    return begin(style.code()) + shown + END;
  }

  private static String begin(String code) {
    return "\u001b[" + code + "m";
  }

  /// A line of which pieces are painted: of all that a terminal would act on only this paint stays.
  String visible(String line) {
    if (!enabled || line.indexOf('\u001b') < 0) {
      return Visible.text(line);
    }
    StringBuilder shown = new StringBuilder();
    int from = 0;
    Matcher paint = PAINT.matcher(line);
    while (paint.find()) {
      shown.append(Visible.text(line.substring(from, paint.start()))).append(paint.group());
      from = paint.end();
    }
    return shown.append(Visible.text(line.substring(from))).toString();
  }
}
