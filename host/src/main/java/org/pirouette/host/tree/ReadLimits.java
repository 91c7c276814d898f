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
}
