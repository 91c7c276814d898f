package org.pirouette.trace.table;

/// Numbers as tools print them.
final class Figures {
  /// A whole number, with the separators of thousands of any language: 1,234 1.234 1 234 1'234.
  static final String COUNT = "\\d{1,3}(?:[,.'\u2019 \u00a0\u202f]\\d{3})+|\\d+";

  private static final int MOST_DIGITS = 18;

  private Figures() {}

  /// A count with or without separators; 0 if it is too long for one.
  static long count(String digits) {
    StringBuilder plain = new StringBuilder();
    digits.chars().filter(Character::isDigit).forEach(digit -> plain.append((char) digit));
    return plain.isEmpty() || plain.length() > MOST_DIGITS ? 0 : Long.parseLong(plain.toString());
  }

  /// A number with a decimal point, NaN for what is none.
  static double decimal(String digits) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException unreadable) {
      return Double.NaN;
    }
  }

  /// Microseconds as nanoseconds, NaN for what is no number.
  static double microseconds(String digits) {
    return decimal(digits) * 1e3;
  }
}
