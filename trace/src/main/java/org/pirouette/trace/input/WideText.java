package org.pirouette.trace.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// A text of another character set as UTF-8.
final class WideText extends InputStream {
  private static final int STEP = 1 << 14;

  private final Reader reader;
  private final char[] characters = new char[STEP];
  private byte[] bytes = {};
  private int at;

  WideText(InputStream source, Charset charset) {
    reader = new InputStreamReader(source, charset);
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, bytes.length - at);
    System.arraycopy(bytes, at, target, offset, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (at < bytes.length) {
      return true;
    }
    int count = reader.read(characters, 0, STEP);
    if (count <= 0) {
      return false;
    }
    bytes = new String(characters, 0, count).getBytes(StandardCharsets.UTF_8);
    at = 0;
    return true;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
