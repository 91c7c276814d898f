package org.pirouette.host.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The few facts about the running kernel that a recording needs.
final class Kernel {
  private static final int PAGE_SIZE = 6;
  private static final int LARGEST_HEADER = 1 << 16;
  private static final int USUAL_PAGE = 4096;

  /// Bytes of a page.
  static final int PAGE = page();

  private Kernel() {}

  /// From the auxiliary vector (getauxval(3)): pairs of words, AT_PAGESZ is 6.
  private static int page() {
    try {
      ByteBuffer vector =
          ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
              .order(ByteOrder.nativeOrder());
      while (vector.remaining() >= 16) {
        long type = vector.getLong();
        long value = vector.getLong();
        if (type == PAGE_SIZE) {
          return (int) value;
        }
      }
    } catch (IOException closed) {
      return USUAL_PAGE;
    }
    return USUAL_PAGE;
  }

  /// The layout of a ring buffer's page or event. The kernel gives it to the first read alone,
  /// which therefore has to be large enough (Files.readAllBytes starts with one byte).
  static byte[] header(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[LARGEST_HEADER];
      int length = in.read(buffer);
      return Arrays.copyOf(buffer, Math.max(0, length));
    }
  }

  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /// The CPUs that are online: `0-3,8`.
  static List<Integer> cpus() throws IOException {
    List<Integer> cpus = new ArrayList<>();
    for (String range : text(Path.of("/sys/devices/system/cpu/online")).strip().split(",")) {
      String[] ends = range.split("-");
      for (int cpu = Integer.parseInt(ends[0]);
          cpu <= Integer.parseInt(ends[ends.length - 1]);
          cpu++) {
        cpus.add(cpu);
      }
    }
    return cpus;
  }
}
