package org.pirouette.report.text;

/// What the user asked for with `--color`.
public enum ColorMode {
  /// Colour when the stream is a terminal and `NO_COLOR` is not set.
  AUTO,
  /// Colour always, also into a file or pipe.
  ALWAYS,
  /// Never colour.
  NEVER
}
