package org.pirouette.settings.yaml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a number in a scenario or on the command line measures: `3 GHz`, `10 us`, `500k/s`, `4
/// KiB`, `40 %`. Reads the text and gives the value in the base unit of its kind.
public enum Quantity {
  /// A time; base unit nanosecond.
  TIME(
      "a time such as '10 us'",
      Map.of("ns", 1.0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "min", 60e9),
      List.of("ns", "us", "ms", "s", "min"),
      false),
  /// How often something happens; base unit per second.
  RATE(
      "a rate such as '500k/s'",
      Map.of("/s", 1.0, "k/s", 1e3, "M/s", 1e6, "G/s", 1e9),
      List.of("/s", "k/s", "M/s"),
      false),
  /// The clock of a processor; base unit hertz.
  FREQUENCY(
      "a frequency such as '3 GHz'",
      Map.of("Hz", 1.0, "kHz", 1e3, "MHz", 1e6, "GHz", 1e9),
      List.of("Hz", "kHz", "MHz", "GHz"),
      false),
  /// A size; base unit byte.
  SIZE(
      "a size such as '4 KiB'",
      Map.of(
          "B",
          1.0,
          "KiB",
          1024.0,
          "MiB",
          1048576.0,
          "GiB",
          1073741824.0,
          "kB",
          1e3,
          "MB",
          1e6,
          "GB",
          1e9),
      List.of("B", "KiB", "MiB", "GiB", "kB", "MB", "GB"),
      false),
  /// A part of a whole; base 0 to 1.
  SHARE("a share such as '40 %'", Map.of("%", 0.01, "", 1.0), List.of("%"), true),
  /// A plain number, `64` or `500k`.
  COUNT("a number such as '64'", Map.of("", 1.0, "k", 1e3, "M", 1e6), List.of("k", "M"), true),
  /// Processor cycles, `3000` or `3k cycles`.
  CYCLES(
      "cycles such as '3000'",
      Map.of("", 1.0, "k", 1e3, "cycles", 1.0, "k cycles", 1e3),
      List.of("cycles"),
      true);

  private static final Pattern TEXT =
      Pattern.compile("([+-]?[0-9][0-9_,]*(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\\s*(.*)");

  private final String expected;
  private final Map<String, Double> units;
  private final List<String> shownUnits;
  private final boolean unitOptional;

  Quantity(
      String expected, Map<String, Double> units, List<String> shownUnits, boolean unitOptional) {
    this.expected = expected;
    this.units = units;
    this.shownUnits = shownUnits;
    this.unitOptional = unitOptional;
  }

  /// Reads a quantity.
  ///
  /// @return the value in the base unit, not negative
  /// @throws YamlProblem with a sentence that starts in lower case and names no place: the caller
  ///   adds it
  public double read(String text) throws YamlProblem {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new YamlProblem("expected " + expected + ", found '" + text.strip() + "'");
    }
    String unit = matcher.group(2).strip().replaceAll("\\s+", " ").replace(" /", "/");
    Double factor = factor(unit);
    if (factor == null) {
      throw new YamlProblem(wrongUnit(text.strip(), unit));
    }
    double number =
        new BigDecimal(matcher.group(1).replace("_", "").replace(",", "")).doubleValue() * factor;
    if (number < 0 || !Double.isFinite(number)) {
      throw new YamlProblem(
          "expected " + expected + ", not negative, found '" + text.strip() + "'");
    }
    return number;
  }

  private @Nullable Double factor(String unit) {
    Double exact = units.get(unit);
    if (exact != null) {
      return exact;
    }
    // 'ghz' and 'K/s' can mean only one thing; 'm/s' could be milli or mega and is refused
    List<String> same = units.keySet().stream().filter(unit::equalsIgnoreCase).toList();
    boolean ambiguous = this == RATE && unit.toLowerCase(Locale.ROOT).startsWith("m");
    return same.size() == 1 && !ambiguous ? units.get(same.getFirst()) : null;
  }

  private String wrongUnit(String text, String unit) {
    if (unit.isEmpty() && !unitOptional) {
      return "expected "
          + expected
          + ", found '"
          + text
          + "' without a unit; use one of: "
          + list();
    }
    Optional<String> near = NearestWord.of(unit, shownUnits);
    return "unknown unit '"
        + unit
        + "' in '"
        + text
        + "'"
        + near.map(word -> "; did you mean '" + word + "'?").orElse(".")
        + " Expected "
        + expected
        + "; units: "
        + list();
  }

  private String list() {
    return String.join(", ", shownUnits);
  }
}
