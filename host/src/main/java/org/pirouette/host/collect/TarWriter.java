package org.pirouette.host.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes a tar archive of files and symbolic links (POSIX ustar), owned by nobody in particular
/// and without times, so that the same content gives the same bytes.
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int PREFIX = 155;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  void file(String name, byte[] content) throws IOException {
    header(name, content.length, '0', "");
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  void link(String name, String target) throws IOException {
    header(name, 0, '2', target);
  }

  void directory(String name) throws IOException {
    header(name + "/", 0, '5', "");
  }

  private void header(String path, long size, char type, String target) throws IOException {
    byte[] block = new byte[BLOCK];
    String name = path;
    String prefix = "";
    if (name.length() > NAME) {
      int slash = name.lastIndexOf('/', PREFIX);
      prefix = slash < 0 ? "" : name.substring(0, slash);
      name = name.substring(slash + 1);
    }
    if (name.length() > NAME || target.length() > NAME) {
      throw new IOException("the name " + path + " is too long for a tar archive");
    }
    put(block, 0, name);
    put(block, 100, type == '0' ? "0000644\0" : "0000755\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, "%011o\0".formatted(size));
    put(block, 136, "00000000000\0");
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    put(block, 157, target);
    put(block, 257, "ustar\00000");
    put(block, 345, prefix);
    int sum = 0;
    for (byte value : block) {
      sum += value & 0xFF;
    }
    put(block, 148, "%06o\0 ".formatted(sum));
    out.write(block);
  }

  private static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  /// Writes the end of the archive; the stream stays open.
  void finish() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }
}
