package org.pirouette.host.tree;

/// Where a statement comes from.
///
/// @param source the file
/// @param line from 1, or 0 where the whole file is meant
/// @param text what stands there, or what its absence means
public record Evidence(String source, int line, String text) {
  /// `file:line`, or `file`.
  public String place() {
    return line > 0 ? source + ":" + line : source;
  }
}
