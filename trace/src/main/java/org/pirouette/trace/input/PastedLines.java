package org.pirouette.trace.input;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// Takes off, while reading, what forums, pages and logs put around lines that people paste: tags,
/// entities, fences, the stamps of a system log. The number of lines stays.
///
/// Marks of quotation are left to the readers, which pass over them everywhere.
final class PastedLines extends InputStream {
  private static final int LONGEST = 1 << 16;
  private static final String FENCE = "```";

  private static final Pattern TAG =
      Pattern.compile(
          "(?i)\\[/?(?:color|font|size|code|icode|quote|b|i|u|s|url|spoiler|pre|tt|mono|center)"
              + "(?:=[^\\]\\[]{0,80})?]|</?(?:pre|code|br|p|div|span|tt|b|font)(?:\\s[^<>]{0,80})?/?>");

  private static final Pattern ENTITY = Pattern.compile("&(?:lt|gt|amp|quot|nbsp|#39);");

  /// How lines of a system log begin: syslog, journal in any language, ISO 8601.
  private static final Pattern STAMP =
      Pattern.compile(
          "^\\s{0,8}(?:[A-Z][a-z]{2} {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d"
              + "|\\d{1,2}\\.? \\p{L}{3,5}\\.? \\d\\d:\\d\\d:\\d\\d"
              + "|\\p{L}{3,5}\\.? \\d{1,2} \\d\\d:\\d\\d:\\d\\d"
              + "|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d))"
              + " [\\w.-]{1,64} [\\w./()-]{1,40}(?:\\[\\d{1,10}\\])?:(?: |$)");

  private final InputStream source;
  private byte[] line = {};
  private int at;

  PastedLines(InputStream source) {
    this.source = new BufferedInputStream(source, LONGEST);
  }

  /// Whether the text that begins so was pasted from such a place.
  static boolean isDressed(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    if (text.indexOf(0) >= 0) {
      return false;
    }
    List<String> lines = text.lines().filter(one -> !one.isBlank()).toList();
    if (lines.isEmpty()) {
      return false;
    }
    boolean marked =
        lines.stream()
            .anyMatch(
                one ->
                    one.strip().startsWith(FENCE)
                        || one.indexOf('&') >= 0 && ENTITY.matcher(one).find()
                        || (one.indexOf('[') >= 0 || one.indexOf('<') >= 0)
                            && TAG.matcher(one).find());
    long stamped = lines.stream().filter(one -> STAMP.matcher(one).find()).count();
    return marked || stamped * 2 > lines.size();
  }

  /// A line as it was.
  static String plain(String pasted) {
    if (pasted.strip().startsWith(FENCE)) {
      return "";
    }
    String text = pasted;
    if (text.indexOf('[') >= 0 || text.indexOf('<') >= 0) {
      text = TAG.matcher(text).replaceAll("");
    }
    if (text.indexOf('&') >= 0) {
      text =
          text.replace("&lt;", "<")
              .replace("&gt;", ">")
              .replace("&quot;", "\"")
              .replace("&#39;", "'")
              .replace("&nbsp;", " ")
              .replace("&amp;", "&");
    }
    return STAMP.matcher(text).replaceFirst("");
  }

  @Override
  public int read() throws IOException {
    if (at == line.length && !next()) {
      return -1;
    }
    return line[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == line.length && !next()) {
      return -1;
    }
    int count = Math.min(length, line.length - at);
    System.arraycopy(line, at, target, offset, count);
    at += count;
    return count;
  }

  private boolean next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    int value;
    while ((value = source.read()) >= 0 && value != '\n' && bytes.size() < LONGEST) {
      bytes.write(value);
    }
    if (value < 0 && bytes.size() == 0) {
      return false;
    }
    boolean whole = value == '\n' || value < 0;
    if (!whole) {
      bytes.write(value);
      line = bytes.toByteArray();
    } else {
      String text = plain(bytes.toString(StandardCharsets.ISO_8859_1));
      line = (value == '\n' ? text + "\n" : text).getBytes(StandardCharsets.ISO_8859_1);
    }
    at = 0;
    return line.length > 0 || next();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
