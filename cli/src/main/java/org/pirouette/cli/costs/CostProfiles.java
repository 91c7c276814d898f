package org.pirouette.cli.costs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pirouette.cli.yaml.NearestWord;
import org.pirouette.cli.yaml.Quantity;
import org.pirouette.cli.yaml.YamlDocument;
import org.pirouette.cli.yaml.YamlMap;
import org.pirouette.cli.yaml.YamlProblem;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.x86.ExitReason;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Delay;

/// The built-in cost profiles, and profiles from files.
///
/// A profile names prices for steps, delays and whole exits; what it leaves out comes from its
/// `base`. Each figure has a `source`, or says under `assumption` why it is what it is.
public final class CostProfiles {
  /// The built-in profiles.
  private static final List<String> NAMES =
      List.of("description", "skylake-server", "skylake-server-mitigated", "epyc-zen2");

  private static final String DEFAULT_BASE = "description";
  private static final int DEEPEST = 8;

  private CostProfiles() {}

  /// Names of the built-in profiles.
  public static List<String> names() {
    return NAMES;
  }

  /// A profile by the name of a built-in one or by its file.
  ///
  /// @throws YamlProblem if there is none, or it has a mistake
  public static CostProfile find(String nameOrFile) throws YamlProblem {
    return find(nameOrFile, DEEPEST);
  }

  private static CostProfile find(String nameOrFile, int depth) throws YamlProblem {
    if (depth == 0) {
      throw new YamlProblem(nameOrFile + ": the cost profiles name each other as 'base'.");
    }
    if (NAMES.contains(nameOrFile)) {
      return read(nameOrFile + ".yaml", resource(nameOrFile + ".yaml"), depth);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new YamlProblem(
          "no cost profile and no file '%s'%s There are: %s."
              .formatted(
                  nameOrFile,
                  NearestWord.of(nameOrFile, NAMES)
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("."),
                  String.join(", ", NAMES)));
    }
    try {
      return read(nameOrFile, Files.readString(file), depth);
    } catch (CharacterCodingException notText) {
      throw new YamlProblem(nameOrFile + ": expected a cost profile as YAML, found other bytes.");
    } catch (IOException failure) {
      throw new YamlProblem(nameOrFile + ": cannot be read: " + failure.getMessage() + ".");
    }
  }

  private static CostProfile read(String file, String text, int depth) throws YamlProblem {
    YamlMap root =
        YamlDocument.read(file, text)
            .keys("name", "description", "base", "steps", "delays", "exits");
    Map<Cost, Price> steps = new EnumMap<>(Cost.class);
    Map<Delay, Price> delays = new EnumMap<>(Delay.class);
    Map<ExitReason, Price> exits = new EnumMap<>(ExitReason.class);
    String base = root.text("base", DEFAULT_BASE);
    if (!file.equals(DEFAULT_BASE + ".yaml")) {
      CostProfile below = find(base, depth - 1);
      steps.putAll(below.steps());
      delays.putAll(below.delays());
      exits.putAll(below.exits());
    }
    prices(root, "steps", Cost.values(), steps);
    prices(root, "delays", Delay.values(), delays);
    prices(root, "exits", ExitReason.values(), exits);
    for (Cost cost : Cost.values()) {
      steps.putIfAbsent(cost, Price.assumed(0)); // a test demands that every kind is priced
    }
    return new CostProfile(
        root.text("name", file), root.text("description", "").strip(), steps, delays, exits);
  }

  private static <E extends Enum<E>> void prices(
      YamlMap root, String key, E[] kinds, Map<E, Price> prices) throws YamlProblem {
    Optional<YamlMap> section = root.map(key);
    if (section.isEmpty()) {
      return;
    }
    List<String> words = new ArrayList<>();
    for (E kind : kinds) {
      words.add(YamlMap.word(kind));
    }
    YamlMap map = section.get().keys(words.toArray(String[]::new));
    for (E kind : kinds) {
      Optional<YamlMap> price = map.map(YamlMap.word(kind));
      if (price.isPresent()) {
        prices.put(kind, price(price.get()));
      }
    }
  }

  private static Price price(YamlMap map) throws YamlProblem {
    map.keys("cycles", "source", "assumption");
    long cycles = Math.round(map.quantity("cycles", Quantity.CYCLES));
    if (map.has("source")) {
      return new Price(cycles, map.text("source"), false);
    }
    return new Price(cycles, map.text("assumption", "the profile gives no source"), true);
  }

  private static String resource(String file) {
    try (InputStream stream = CostProfiles.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the program's file " + file + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the program's file " + file, failure);
    }
  }
}
