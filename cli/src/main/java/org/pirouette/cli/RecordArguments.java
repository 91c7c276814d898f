package org.pirouette.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times and sizes as they are given on the command line of what looks at this host.
final class RecordArguments {
  private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([KMG])B?");
  private static final int SMALLEST_RING = 64 << 10;
  private static final int LARGEST_RING = 1 << 30;

  private RecordArguments() {}

  /// `10s`, `500ms`, `2m`.
  static Optional<Duration> time(String option, @Nullable String text) throws UserError {
    if (text == null) {
      return Optional.empty();
    }
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new UserError(option + " takes a time as 10s, 500ms or 2m, found '" + text + "'.");
    }
    long value = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(value);
          case "s" -> Duration.ofSeconds(value);
          case "m" -> Duration.ofMinutes(value);
          default -> Duration.ofHours(value);
        });
  }

  /// `512K`, `200M`, `4G`: powers of 1024.
  static long size(String option, String text) throws UserError {
    Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new UserError(option + " takes a size as 512K, 200M or 4G, found '" + text + "'.");
    }
    int shift = 10 * (1 + "KMG".indexOf(matcher.group(2)));
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /// The size of a ring buffer: a power of two.
  static long ring(String option, String text) throws UserError {
    long size = size(option, text);
    if (Long.bitCount(size) != 1 || size < SMALLEST_RING || size > LARGEST_RING) {
      throw new UserError(option + " takes a power of two from 64K to 1G, found '" + text + "'.");
    }
    return size;
  }
}
