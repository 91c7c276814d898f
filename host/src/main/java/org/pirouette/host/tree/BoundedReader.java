package org.pirouette.host.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns a stream of bytes into lines that are safe to hold and to print.
///
/// Line feed, carriage return and NUL end a line (NUL separates the words of `/proc/PID/cmdline`);
/// other control characters, which could steer a terminal, become `?`. Bytes that are no UTF-8
/// become the replacement character.
final class BoundedReader {
  private final ReadLimits limits;
  private final List<String> lines = new ArrayList<>();
  private byte[] line = new byte[256];
  private int length;
  private boolean truncated;
  private boolean returned;

  private BoundedReader(ReadLimits limits) {
    this.limits = limits;
  }

  static Content.Text read(String path, InputStream stream, ReadLimits limits) throws IOException {
    BoundedReader reader = new BoundedReader(limits);
    reader.consume(stream);
    return new Content.Text(path, reader.lines, reader.truncated);
  }

  private void consume(InputStream stream) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = limits.bytes();
    int read;
    while ((read = stream.read(buffer, 0, buffer.length)) > 0) {
      int used = (int) Math.min(read, left);
      for (int index = 0; index < used; index++) {
        accept(buffer[index]);
      }
      left -= used;
      if (used < read || lines.size() >= limits.lines()) {
        truncated = true;
        break;
      }
    }
    if (length > 0) {
      endLine();
    }
  }

  private void accept(byte value) {
    boolean afterReturn = value == '\n' && returned;
    returned = value == '\r' && length > 0;
    if (afterReturn) {
      return;
    }
    switch (value) {
      case '\n' -> endLine();
      case 0, '\r' -> {
        if (length > 0) {
          endLine();
        }
      }
      default -> append(value);
    }
  }

  private void append(byte value) {
    if (length >= limits.lineLength()) {
      truncated = true;
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(limits.lineLength(), length * 2));
    }
    line[length++] = value;
  }

  private void endLine() {
    if (lines.size() < limits.lines()) {
      lines.add(printable(new String(line, 0, length, StandardCharsets.UTF_8)));
    }
    length = 0;
  }

  /// Replaces what could steer a terminal: control characters and the marks of bidirectional text.
  static String printable(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (!harmless(text.charAt(index))) {
        return cleaned(text);
      }
    }
    return text;
  }

  private static String cleaned(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      clean.append(harmless(character) ? character : '?');
    }
    return clean.toString();
  }

  private static boolean harmless(char character) {
    return character == '\t'
        || (!Character.isISOControl(character)
            && Character.getType(character) != Character.FORMAT
            && character != '\u2028'
            && character != '\u2029');
  }
}
