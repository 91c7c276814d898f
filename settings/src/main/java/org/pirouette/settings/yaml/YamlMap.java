package org.pirouette.settings.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// One mapping of a YAML file: typed access to its values. Every mistake is a [YamlProblem] that
/// names file, line and column.
///
/// Call [#keys] first: it says which keys are valid here and refuses the others.
public final class YamlMap {
  private final String file;
  private final String name;
  private final MappingNode node;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keyNodes = new LinkedHashMap<>();

  YamlMap(String file, String name, MappingNode node) throws YamlProblem {
    this.file = file;
    this.name = name;
    this.node = node;
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw problem(tuple.getKeyNode(), "expected a plain word as key");
      }
      if (values.put(key.getValue(), tuple.getValueNode()) != null) {
        throw problem(key, "the key '" + key.getValue() + "' appears twice in " + name);
      }
      keyNodes.put(key.getValue(), key);
    }
  }

  /// Refuses every key that is not one of these.
  public YamlMap keys(String... valid) throws YamlProblem {
    List<String> words = Arrays.asList(valid);
    for (Map.Entry<String, Node> key : keyNodes.entrySet()) {
      if (!words.contains(key.getKey())) {
        throw unknown("key", key.getKey(), key.getValue(), words);
      }
    }
    return this;
  }

  /// The keys in the order of the file.
  public List<String> keyNames() {
    return List.copyOf(values.keySet());
  }

  /// Whether the key is there.
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /// The text under a key that must be there.
  public String text(String key) throws YamlProblem {
    return scalar(key, required(key));
  }

  /// The text under a key, or the given one.
  public String text(String key, String otherwise) throws YamlProblem {
    Node value = values.get(key);
    return value == null ? otherwise : scalar(key, value);
  }

  /// The quantity under a key that must be there, in the base unit of its kind.
  public double quantity(String key, Quantity kind) throws YamlProblem {
    return quantity(key, kind, required(key));
  }

  /// The quantity under a key, or the given one, in the base unit of its kind.
  public double quantity(String key, Quantity kind, double otherwise) throws YamlProblem {
    Node value = values.get(key);
    return value == null ? otherwise : quantity(key, kind, value);
  }

  /// A whole number within bounds, or the given one if the key is absent.
  public int integer(String key, int otherwise, int least, int most) throws YamlProblem {
    Node value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    double number = quantity(key, Quantity.COUNT, value);
    if (number != Math.rint(number) || number < least || number > most) {
      throw problem(
          value,
          "'%s' must be a whole number from %d to %d, found '%s'"
              .formatted(key, least, most, scalar(key, value)));
    }
    return (int) number;
  }

  /// `true` or `false` (also on/off, yes/no), or the given one if the key is absent.
  public boolean flag(String key, boolean otherwise) throws YamlProblem {
    Node value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    String word = scalar(key, value);
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw problem(value, "'" + key + "' must be on or off, found '" + word + "'");
    };
  }

  /// One of an enumeration's constants, written in lower case with dashes, or the given one.
  public <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) throws YamlProblem {
    Node value = values.get(key);
    return value == null ? otherwise : word(key, type, value);
  }

  /// The constants under a key that holds a list of words; empty if the key is absent.
  public <E extends Enum<E>> List<E> words(String key, Class<E> type) throws YamlProblem {
    List<E> constants = new ArrayList<>();
    for (Node item : items(key)) {
      constants.add(word(key, type, item));
    }
    return constants;
  }

  /// One of several things by its name in a file, in any case, or the given one.
  ///
  /// @param what what it is, for the message
  public <T> T word(String key, String what, List<T> valid, Function<T, String> name, T otherwise)
      throws YamlProblem {
    Node value = values.get(key);
    return value == null ? otherwise : find(key, what, valid, name, value);
  }

  /// The things under a key that holds a list of their names; empty if the key is absent.
  public <T> List<T> words(String key, String what, List<T> valid, Function<T, String> name)
      throws YamlProblem {
    List<T> found = new ArrayList<>();
    for (Node item : items(key)) {
      found.add(find(key, what, valid, name, item));
    }
    return found;
  }

  /// The whole numbers under a key that holds a list (or one number); empty if the key is absent.
  public List<Integer> integers(String key, int least, int most) throws YamlProblem {
    List<Integer> numbers = new ArrayList<>();
    for (Node item : items(key)) {
      double number = quantity(key, Quantity.COUNT, item);
      if (number != Math.rint(number) || number < least || number > most) {
        throw problem(
            item,
            "'%s' must hold whole numbers from %d to %d, found '%s'"
                .formatted(key, least, most, scalar(key, item)));
      }
      numbers.add((int) number);
    }
    return numbers;
  }

  /// The mapping under a key; empty if the key is absent.
  public Optional<YamlMap> map(String key) throws YamlProblem {
    Node value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(map(key, value));
  }

  /// The mappings under a key that holds a list; empty if the key is absent.
  public List<YamlMap> maps(String key) throws YamlProblem {
    List<YamlMap> maps = new ArrayList<>();
    for (Node item : items(key)) {
      maps.add(map(key, item));
    }
    return maps;
  }

  /// A problem with the value of a key, for checks that only the caller can make.
  public YamlProblem problem(String key, String sentence) {
    return problem(values.getOrDefault(key, node), sentence);
  }

  /// A problem with the value of a key that a check further down found.
  public YamlProblem problem(String key, IllegalArgumentException impossible) {
    return problem(key, String.valueOf(impossible.getMessage()));
  }

  /// A problem with a word that is none of the valid ones.
  public YamlProblem unknownWord(String what, String key, String word, List<String> valid) {
    return unknown(what, word, values.getOrDefault(key, node), valid);
  }

  private Node required(String key) throws YamlProblem {
    Node value = values.get(key);
    if (value == null) {
      throw problem(node, "'" + key + "' is missing in " + name);
    }
    return value;
  }

  private List<Node> items(String key) {
    return switch (values.get(key)) {
      case null -> List.of();
      case SequenceNode sequence -> sequence.getValue();
      case Node single -> List.of(single);
    };
  }

  private YamlMap map(String key, Node value) throws YamlProblem {
    if (value instanceof MappingNode mapping) {
      return new YamlMap(file, "'" + key + "'", mapping);
    }
    throw problem(value, "'" + key + "' must hold lines of the form 'key: value'");
  }

  private double quantity(String key, Quantity kind, Node value) throws YamlProblem {
    String text = scalar(key, value);
    try {
      return kind.read(text);
    } catch (YamlProblem problem) {
      throw problem(value, "'" + key + "': " + problem.getMessage());
    }
  }

  private <E extends Enum<E>> E word(String key, Class<E> type, Node value) throws YamlProblem {
    return find(key, "word", List.of(type.getEnumConstants()), constant -> word(constant), value);
  }

  private <T> T find(
      String key, String what, List<T> valid, Function<? super T, String> name, Node value)
      throws YamlProblem {
    String word = scalar(key, value);
    for (T candidate : valid) {
      if (name.apply(candidate).equalsIgnoreCase(word)) {
        return candidate;
      }
    }
    throw unknown(what, word, value, valid.stream().map(name).toList());
  }

  /// How a constant is written in a file: lower case, dashes.
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String scalar(String key, @Nullable Node value) throws YamlProblem {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw problem(value == null ? node : value, "'" + key + "' must hold one value");
  }

  private YamlProblem unknown(String what, String word, Node at, List<String> valid) {
    String near = NearestWord.suggestion(word, valid);
    return problem(
        at,
        "unknown %s '%s' in %s%s Valid here: %s"
            .formatted(what, word, name, near.isEmpty() ? "." : near, YamlDocument.list(valid)));
  }

  private YamlProblem problem(Node at, String sentence) {
    return new YamlProblem(YamlDocument.place(file, at.getStartMark()) + sentence + ".");
  }
}
