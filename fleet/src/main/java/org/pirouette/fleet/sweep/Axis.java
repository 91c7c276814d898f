package org.pirouette.fleet.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.settings.yaml.YamlProblem;

/// One parameter and the values that it takes: `devices[0].queue-depth=1,4,16`,
/// `devices[0].maximum-rate=10k..1M/s:log9`, `costs=skylake-server,epyc-zen2`.
///
/// @param key the place in the scenario
/// @param values as the scenario would hold them
public record Axis(String key, List<String> values) {
  /// The most values of one parameter.
  public static final int MOST_VALUES = 1_000;

  private static final Pattern TEXT = Pattern.compile("([^=]+)=(.+)");

  private static final Pattern RANGE = Pattern.compile("(.+?)\\.\\.(.+?)(?::(log|lin)(\\d{1,4}))?");

  private static final Pattern NUMBER =
      Pattern.compile(
          "([0-9]+(?:\\.[0-9]+)?)\\s*([kMG]?)(?![A-Za-z])\\s*(.*)|([0-9]+(?:\\.[0-9]+)?)\\s*(.*)");

  private static final MathContext DIGITS = new MathContext(4);

  /// Copies the list.
  public Axis {
    values = List.copyOf(values);
  }

  /// Reads `KEY=VALUE,...` or `KEY=FROM..TO[:logN|:linN]`; without a count a range has nine values,
  /// spread by factors.
  ///
  /// @throws YamlProblem with a sentence, if it is none of these
  public static Axis of(String text) throws YamlProblem {
    Matcher whole = TEXT.matcher(text.strip());
    if (!whole.matches()) {
      throw new YamlProblem(
          "expected KEY=VALUE,... or KEY=FROM..TO:log9, found '" + text.strip() + "'.");
    }
    String key = whole.group(1).strip();
    String values = whole.group(2).strip();
    Matcher range = RANGE.matcher(values);
    List<String> list = range.matches() ? range(text, range) : list(values);
    if (list.size() > MOST_VALUES || new HashSet<>(list).size() < list.size()) {
      throw new YamlProblem(
          "expected at most %,d different values of %s, found '%s'."
              .formatted(MOST_VALUES, key, values));
    }
    return new Axis(key, list);
  }

  private static List<String> list(String values) {
    List<String> list = new ArrayList<>();
    for (String value : values.split(",")) {
      if (!value.isBlank()) {
        list.add(value.strip());
      }
    }
    return list;
  }

  private static List<String> range(String text, Matcher range) throws YamlProblem {
    Optional<Amount> from = Amount.of(range.group(1));
    Optional<Amount> to = Amount.of(range.group(2));
    boolean linear = "lin".equals(range.group(3));
    int count = range.group(4) == null ? 9 : Integer.parseInt(range.group(4));
    if (from.isEmpty()
        || to.isEmpty()
        || count < 2
        || count > MOST_VALUES
        || !(to.get().number > from.get().number)
        || !linear && from.get().number <= 0
        || !from.get().unit.isEmpty() && !from.get().unit.equals(to.get().unit)) {
      throw new YamlProblem(
          "expected a range such as '10k..1M:log9' (ascending, 2 to %,d values, one unit), found '%s'."
              .formatted(MOST_VALUES, text.strip()));
    }
    double least = from.get().number;
    double most = to.get().number;
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double part = (double) i / (count - 1);
      double value = linear ? least + (most - least) * part : least * Math.pow(most / least, part);
      values.add(new Amount(value, to.get().unit).text());
    }
    return values;
  }

  /// The value between two values of this parameter, by their geometric mean; empty where they are
  /// no numbers of one unit, or too close.
  static Optional<String> between(String one, String other) {
    Optional<Amount> from = Amount.of(one);
    Optional<Amount> to = Amount.of(other);
    if (from.isEmpty() || to.isEmpty() || !from.get().unit.equals(to.get().unit)) {
      return Optional.empty();
    }
    double mean = Math.sqrt(from.get().number * to.get().number);
    String text = new Amount(mean, from.get().unit).text();
    return text.equals(one) || text.equals(other) || mean == 0
        ? Optional.empty()
        : Optional.of(text);
  }

  /// The same parameter, where its values are bare numbers with the unit of the value that stands
  /// in the scenario: after `500k/s` the value `10k` is `10000/s`.
  Axis withUnitOf(String standing) {
    Optional<Amount> there = Amount.of(standing);
    if (there.isEmpty() || there.get().unit.isEmpty()) {
      return this;
    }
    String unit = there.get().unit;
    return new Axis(
        key,
        values.stream()
            .map(
                value ->
                    Amount.of(value)
                        .filter(amount -> amount.unit.isEmpty())
                        .map(amount -> new Amount(amount.number, unit).text())
                        .orElse(value))
            .toList());
  }

  /// Whether the values are numbers that ascend.
  boolean ascends() {
    double last = Double.NEGATIVE_INFINITY;
    for (String value : values) {
      Optional<Amount> amount = Amount.of(value);
      if (amount.isEmpty() || amount.get().number <= last) {
        return false;
      }
      last = amount.get().number;
    }
    return true;
  }

  /// The number of a value, in its unit.
  static double number(String value) {
    return Amount.of(value).map(Amount::number).orElse(Double.NaN);
  }

  /// A number with its unit.
  private record Amount(double number, String unit) {
    static Optional<Amount> of(String text) {
      Matcher matcher = NUMBER.matcher(text.strip());
      if (!matcher.matches()) {
        return Optional.empty();
      }
      if (matcher.group(4) != null) {
        return Optional.of(new Amount(Double.parseDouble(matcher.group(4)), matcher.group(5)));
      }
      double factor =
          switch (matcher.group(2)) {
            case "k" -> 1e3;
            case "M" -> 1e6;
            case "G" -> 1e9;
            default -> 1;
          };
      return Optional.of(
          new Amount(Double.parseDouble(matcher.group(1)) * factor, matcher.group(3).strip()));
    }

    /// Four digits: what a scenario is written with, so that what is shown is what was simulated.
    String text() {
      String digits = new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString();
      return unit.isEmpty() ? digits : unit.startsWith("/") ? digits + unit : digits + " " + unit;
    }
  }
}
