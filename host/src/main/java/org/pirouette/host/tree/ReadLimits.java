package org.pirouette.host.tree;

/// How much of anything is read, so that no file can fill the memory or hang the reader.
///
/// @param bytes of one file
/// @param lineLength characters kept of one line
/// @param lines of one file
/// @param entries of one directory
public record ReadLimits(long bytes, int lineLength, int lines, int entries) {
  /// Enough for `/proc/interrupts` of the largest hosts (about 20 MB at 512 CPUs and 3000 vectors).
  public static final ReadLimits STANDARD = new ReadLimits(64L << 20, 1 << 16, 1_000_000, 100_000);

  /// What a process may tell of itself: QEMU's longest command lines have some thousand words.
  private static final ReadLimits PROCESS = new ReadLimits(1L << 20, 1 << 14, 8192, 100_000);

  private static final long ARCHIVE_LEAST = 16L << 20;
  private static final long ARCHIVE_MOST = 256L << 20;
  private static final int ARCHIVE_RATIO = 200;

  /// The limits for a file: those of a process (`proc/PID/...`) are tighter, as there are many.
  ///
  /// @param path on the host
  ReadLimits of(String path) {
    boolean process =
        path.startsWith("proc/") && path.length() > 5 && Character.isDigit(path.charAt(5));
    return process
        ? new ReadLimits(
            Math.min(bytes, PROCESS.bytes),
            Math.min(lineLength, PROCESS.lineLength),
            Math.min(lines, PROCESS.lines),
            Math.min(entries, PROCESS.entries))
        : this;
  }

  /// How many bytes an archive may unpack to: in proportion to its size. Tables of many zeros
  /// shrink to a hundredth; whatever shrinks further is no collection.
  ///
  /// @param packed bytes of the file
  static long unpacked(long packed) {
    return Math.clamp(packed * ARCHIVE_RATIO, ARCHIVE_LEAST, ARCHIVE_MOST);
  }
}
