package org.pirouette.trace.table;

/// Reads the lines of one tool's tables, one after the other.
interface TableLines {
  /// Takes a line.
  ///
  /// @param line without marks of quoted mail and trailing spaces; not blank
  /// @return false if it is none of the tool's
  boolean read(String line);

  /// The longest line that can be one of the tool's, in characters. Patterns may take time in
  /// proportion to its square.
  default int longestLine() {
    return 1_024;
  }

  /// No line follows.
  default void end() {}
}
