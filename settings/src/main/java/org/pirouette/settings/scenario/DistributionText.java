package org.pirouette.settings.scenario;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.settings.yaml.NearestWord;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.YamlMap;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.Distribution;

/// Distributions as they are written in a scenario:
///
/// | text | meaning |
/// |---|---|
/// | `80 us`, `constant 80 us` | always the same |
/// | `exponential 2 us` | by its mean |
/// | `uniform 10 us to 20 us` | evenly between the two |
/// | `lognormal 80 us p99 300 us` | by its median and 99th percentile |
final class DistributionText {
  private static final List<String> SHAPES =
      List.of("constant", "exponential", "uniform", "lognormal");
  private static final Pattern SHAPED = Pattern.compile("([A-Za-z-]+)\\s+(\\S.*)");
  private static final Pattern RANGE = Pattern.compile("(.+?)\\s+to\\s+(.+)");
  private static final Pattern MEDIAN_P99 = Pattern.compile("(.+?)\\s+p99\\s+(.+)");

  private DistributionText() {}

  /// Reads the distribution under a key.
  ///
  /// @param kind what its values measure
  static Distribution read(YamlMap map, String key, Quantity kind) throws YamlProblem {
    String text = map.text(key).strip();
    try {
      Matcher shaped = SHAPED.matcher(text);
      return shaped.matches()
          ? shaped(shaped.group(1).toLowerCase(Locale.ROOT), shaped.group(2), kind)
          : new Distribution.Constant(kind.read(text));
    } catch (YamlProblem problem) {
      throw map.problem(key, "'" + key + "': " + problem.getMessage());
    } catch (IllegalArgumentException impossible) {
      throw map.problem(key, "'" + key + "': " + impossible.getMessage());
    }
  }

  private static Distribution shaped(String shape, String rest, Quantity kind) throws YamlProblem {
    return switch (shape) {
      case "constant" -> one(rest, kind, Distribution.Constant::new);
      case "exponential" -> one(rest, kind, Distribution.Exponential::new);
      case "uniform" -> {
        Matcher range = matching(RANGE, shape, rest, "uniform 10 us to 20 us");
        yield new Distribution.Uniform(kind.read(range.group(1)), kind.read(range.group(2)));
      }
      case "lognormal" -> {
        Matcher range = matching(MEDIAN_P99, shape, rest, "lognormal 80 us p99 300 us");
        double median = kind.read(range.group(1));
        double p99 = kind.read(range.group(2));
        if (p99 < median) {
          throw new YamlProblem("the 99th percentile must not be below the median");
        }
        yield Distribution.LogNormal.ofMedianAndP99(median, p99);
      }
      default ->
          throw new YamlProblem(
              "unknown distribution '%s'%s Valid here: %s"
                  .formatted(
                      shape,
                      NearestWord.of(shape, SHAPES)
                          .map(near -> "; did you mean '" + near + "'?")
                          .orElse("."),
                      String.join(", ", SHAPES)));
    };
  }

  private static Distribution one(
      String text, Quantity kind, DoubleFunction<Distribution> distribution) throws YamlProblem {
    return distribution.apply(kind.read(text));
  }

  private static Matcher matching(Pattern pattern, String shape, String rest, String example)
      throws YamlProblem {
    Matcher matcher = pattern.matcher(rest);
    if (!matcher.matches()) {
      throw new YamlProblem("expected '" + example + "', found '" + shape + " " + rest + "'");
    }
    return matcher;
  }
}
