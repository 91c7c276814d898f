package org.pirouette.trace.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What messages call an input: the name that the user gave; where the shell gave the number of an
/// open file, which says nothing to anybody, what it stands for.
public final class InputName {
  private static final String STANDARD_INPUT = "standard input";
  private static final Pattern DESCRIPTOR = Pattern.compile("(?:/dev|/proc/self)/fd/(\\d{1,9})");

  // The copy of a pipe has lost its name; the kernel still tells it, and it tells whose copy it is.
  private static final Pattern COPY =
      Pattern.compile("pirouette~([\\w-]*)~\\d+\\.input( \\(deleted\\))?");
  private static final int MOST_BYTES = 120;

  private InputName() {}

  /// The name for sentences: "standard input", "the pipe given as <(...)", or the path as it is.
  public static String of(Path path) {
    return told(path).orElseGet(path::toString);
  }

  /// The name for headings and tables: a path without its folders.
  public static String brief(Path path) {
    Path last = path.getFileName();
    return told(path).orElseGet(() -> last == null ? path.toString() : last.toString());
  }

  /// How the name of a temporary file begins that is a copy of an input.
  static String ofCopy(Path given) {
    byte[] name = of(given).getBytes(UTF_8);
    byte[] end = Arrays.copyOfRange(name, Math.max(0, name.length - MOST_BYTES), name.length);
    return "pirouette~" + Base64.getUrlEncoder().withoutPadding().encodeToString(end) + "~";
  }

  private static Optional<String> told(Path path) {
    String name = path.toString();
    if (name.equals("-") || name.equals("/dev/stdin")) {
      return Optional.of(STANDARD_INPUT);
    }
    Matcher descriptor = DESCRIPTOR.matcher(name);
    return descriptor.matches() ? opened(descriptor.group(1)) : copied(path);
  }

  private static Optional<String> opened(String descriptor) {
    if (descriptor.equals("0")) {
      return Optional.of(STANDARD_INPUT);
    }
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor));
      return target.toString().startsWith("pipe:")
          ? Optional.of("the pipe given as <(...)")
          : copied(target);
    } catch (IOException | UnsupportedOperationException untold) {
      return Optional.empty();
    }
  }

  private static Optional<String> copied(Path file) {
    Matcher copy = COPY.matcher(String.valueOf(file.getFileName()));
    return copy.matches()
        ? Optional.of(new String(Base64.getUrlDecoder().decode(copy.group(1)), UTF_8))
        : Optional.empty();
  }
}
