package org.pirouette.settings.costs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.step.Cost;
import org.pirouette.settings.yaml.NearestWord;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.TextFile;
import org.pirouette.settings.yaml.YamlDocument;
import org.pirouette.settings.yaml.YamlMap;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.trace.input.InputName;

/// The built-in cost profiles, and profiles from files.
///
/// A profile names its architecture and prices for that one's steps, delays and whole exits; what
/// it leaves out comes from its `base`. Each figure has a `source`, or says under `assumption` why
/// it is what it is.
public final class CostProfiles {
  /// The built-in profiles.
  private static final List<String> NAMES =
      List.of(
          "description",
          "skylake-server",
          "skylake-server-mitigated",
          "epyc-zen2",
          "epyc-7642",
          "ampere-altra",
          "kunpeng-920");

  private static final int DEEPEST = 8;

  /// Minutes of a core: sums of a run's steps stay far from the end of simulated time.
  private static final long MOST_CYCLES = 1_000_000_000_000L;

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
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new YamlProblem(
          "no cost profile and no file '%s'%s There are: %s."
              .formatted(
                  nameOrFile,
                  NearestWord.of(nameOrFile, NAMES)
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("."),
                  String.join(", ", NAMES)));
    }
    return read(InputName.of(file), TextFile.read(file, "a cost profile"), depth);
  }

  /// A profile for a host of an architecture, by the name of a built-in one or by its file.
  ///
  /// @throws YamlProblem if there is none, it has a mistake, or it prices another architecture
  public static CostProfile find(String nameOrFile, Architecture architecture) throws YamlProblem {
    CostProfile profile = find(nameOrFile);
    if (profile.architecture() != architecture) {
      throw new YamlProblem(
          "the cost profile '%s' prices the work of %s, but the host is %s. For that there are: %s."
              .formatted(
                  nameOrFile,
                  profile.architecture(),
                  architecture,
                  String.join(", ", BuiltIn.of(architecture))));
    }
    return profile;
  }

  /// The built-in profile for a scenario whose host has this architecture and that names none.
  public static String forScenarios(Architecture architecture) {
    return BuiltIn.first(architecture, Use.SCENARIOS);
  }

  /// The built-in profile for what a recording of such a host does not tell.
  public static String forRecordings(Architecture architecture) {
    return BuiltIn.first(architecture, Use.RECORDINGS);
  }

  /// What a built-in profile is the default for.
  private enum Use {
    SCENARIOS,
    RECORDINGS
  }

  /// The built-in profiles by architecture and by use, found once.
  private static final class BuiltIn {
    private static final Map<String, YamlMap> DOCUMENTS = documents();

    private static Map<String, YamlMap> documents() {
      Map<String, YamlMap> documents = new LinkedHashMap<>();
      try {
        for (String name : NAMES) {
          documents.put(name, document(name + ".yaml", resource(name + ".yaml")));
        }
      } catch (YamlProblem mistake) {
        throw new IllegalStateException("a built-in cost profile is wrong", mistake);
      }
      return documents;
    }

    static List<String> of(Architecture architecture) {
      List<String> names = new ArrayList<>();
      try {
        for (var entry : DOCUMENTS.entrySet()) {
          if (architecture(entry.getValue()) == architecture) {
            names.add(entry.getKey());
          }
        }
      } catch (YamlProblem mistake) {
        throw new IllegalStateException("a built-in cost profile is wrong", mistake);
      }
      return names;
    }

    static String first(Architecture architecture, Use use) {
      List<String> names = of(architecture);
      try {
        for (String name : names) {
          YamlMap document = Objects.requireNonNull(DOCUMENTS.get(name));
          if (document.words("default-for", Use.class).contains(use)) {
            return name;
          }
        }
      } catch (YamlProblem mistake) {
        throw new IllegalStateException("a built-in cost profile is wrong", mistake);
      }
      throw new IllegalStateException(
          "no built-in cost profile of " + architecture + " for " + use);
    }
  }

  private static YamlMap document(String file, String text) throws YamlProblem {
    return YamlDocument.read(file, text)
        .keys(
            "name",
            "description",
            "architecture",
            "default-for",
            "base",
            "steps",
            "delays",
            "exits");
  }

  private static Architecture architecture(YamlMap root) throws YamlProblem {
    return root.word(
        "architecture",
        "architecture",
        Architectures.all(),
        Architecture::key,
        Architectures.usual());
  }

  /// Whether a profile is the one on which all others of its architecture rest.
  private static boolean isRoot(String file, Architecture architecture) {
    return file.equals(forScenarios(architecture) + ".yaml");
  }

  private static CostProfile read(String file, String text, int depth) throws YamlProblem {
    YamlMap root = document(file, text);
    Architecture architecture = architecture(root);
    boolean hasBase = root.has("base") || !isRoot(file, architecture);
    Map<Cost, Price> steps = new HashMap<>();
    Map<Delay, Price> delays = new EnumMap<>(Delay.class);
    Map<ExitReason, Price> exits = new HashMap<>();
    if (hasBase) {
      String base = root.text("base", forScenarios(architecture));
      CostProfile below = find(base, depth - 1);
      if (!root.has("architecture")) {
        architecture = below.architecture();
      }
      if (below.architecture() != architecture) {
        throw root.problem(
            "base",
            "the base '%s' prices the work of %s, this profile that of %s"
                .formatted(base, below.architecture(), architecture));
      }
      steps.putAll(below.steps());
      delays.putAll(below.delays());
      exits.putAll(below.exits());
    }
    prices(root, "steps", architecture.costs(), CostProfile::word, steps);
    prices(root, "delays", List.of(Delay.values()), YamlMap::word, delays);
    prices(
        root,
        "exits",
        architecture.exitReasons(),
        reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        exits);
    try {
      return new CostProfile(
          architecture,
          root.text("name", file),
          root.text("description", "").strip(),
          steps,
          delays,
          exits);
    } catch (IllegalArgumentException missing) {
      throw root.problem("steps", missing);
    }
  }

  private static <K> void prices(
      YamlMap root, String key, List<K> kinds, Function<K, String> name, Map<K, Price> prices)
      throws YamlProblem {
    Optional<YamlMap> section = root.map(key);
    if (section.isEmpty()) {
      return;
    }
    YamlMap map = section.get().keys(kinds.stream().map(name).toArray(String[]::new));
    for (K kind : kinds) {
      Optional<YamlMap> price = map.map(name.apply(kind));
      if (price.isPresent()) {
        prices.put(kind, price(price.get()));
      }
    }
  }

  private static Price price(YamlMap map) throws YamlProblem {
    map.keys("cycles", "source", "assumption");
    long cycles = Math.round(map.quantity("cycles", Quantity.CYCLES));
    if (cycles > MOST_CYCLES) {
      throw map.problem(
          "cycles", "expected at most %,d cycles, found %,d".formatted(MOST_CYCLES, cycles));
    }
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
