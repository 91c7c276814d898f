package org.pirouette.report.text;

/// What a number counts. The HTML page uses the same units on its axes, so a figure reads alike in
/// both.
public enum Unit {
  /// Things, scaled by 1000: `512 k`.
  COUNT("", Scale.DECIMAL),
  /// Things each second: `512 k/s`.
  PER_SECOND("/s", Scale.DECIMAL),
  /// Processor cycles: `3.00 k cycles`.
  CYCLES("cycles", Scale.DECIMAL),
  /// Processor cycles each second: `1.50 G cycles/s`.
  CYCLES_PER_SECOND("cycles/s", Scale.DECIMAL),
  /// Time, given in nanoseconds: `850 ns`, `12.3 us`, `4.56 ms`, `1.20 s`.
  NANOSECONDS("ns", Scale.TIME),
  /// A part of a whole, given as 0..1: `12.3 %`.
  SHARE("%", Scale.PERCENT),
  /// Bytes, scaled by 1024: `1.50 MiB`.
  BYTES("B", Scale.BINARY),
  /// Bytes each second: `450 MiB/s`.
  BYTES_PER_SECOND("B/s", Scale.BINARY),
  /// A bare ratio, two decimals: `3.21`.
  RATIO("", Scale.NONE);

  /// How numbers of a unit shrink to three digits.
  enum Scale {
    DECIMAL,
    BINARY,
    TIME,
    PERCENT,
    NONE
  }

  private final String symbol;
  private final Scale scale;

  Unit(String symbol, Scale scale) {
    this.symbol = symbol;
    this.scale = scale;
  }

  /// The unit's symbol without a prefix: `/s`, `cycles`, `ns`.
  public String symbol() {
    return symbol;
  }

  Scale scale() {
    return scale;
  }
}
