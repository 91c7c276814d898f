package org.pirouette.settings.yaml;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Opens a YAML text as one mapping.
public final class YamlDocument {
  private static final int MOST_ALIASES = 50;
  private static final int MOST_DEPTH = 50;
  static final int MOST_CHARACTERS = 1 << 20;

  private YamlDocument() {}

  /// Reads a text that must hold one mapping.
  ///
  /// @param file the name to show in messages
  /// @throws YamlProblem if it is not YAML, is empty, or is no mapping
  public static YamlMap read(String file, String text) throws YamlProblem {
    Node root;
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setMaxAliasesForCollections(MOST_ALIASES)
              .setCodePointLimit(MOST_CHARACTERS)
              .build();
      checkDepth(file, settings, text);
      Optional<Node> composed = new Compose(settings).composeString(text);
      root = composed.orElseThrow(() -> new YamlProblem(file + ": the file is empty."));
    } catch (MarkedYamlEngineException failure) {
      throw new YamlProblem(place(file, failure.getProblemMark()) + notYaml(failure) + ".");
    } catch (YamlEngineException failure) {
      throw new YamlProblem(file + ": not valid YAML: " + firstLine(failure) + ".");
    }
    if (root instanceof MappingNode mapping) {
      return new YamlMap(file, "the file", mapping);
    }
    throw new YamlProblem(
        place(file, root.getStartMark()) + "expected lines of the form 'key: value' here.");
  }

  /// The library builds nested values by recursion, and would end with a full stack.
  private static void checkDepth(String file, LoadSettings settings, String text)
      throws YamlProblem {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent && ++depth > MOST_DEPTH) {
        throw new YamlProblem(
            place(file, event.getStartMark())
                + "expected values within values to a depth of at most "
                + MOST_DEPTH
                + ", found more.");
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  static String place(String file, Optional<Mark> mark) {
    return mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1) + ": ")
        .orElse(file + ": ");
  }

  private static String notYaml(MarkedYamlEngineException failure) {
    String problem = failure.getProblem() == null ? firstLine(failure) : failure.getProblem();
    return "not valid YAML: " + problem;
  }

  private static String firstLine(Exception failure) {
    return Optional.ofNullable(failure.getMessage()).map(String::lines).stream()
        .flatMap(lines -> lines.limit(1))
        .findFirst()
        .orElse("unreadable");
  }

  /// The words of a list as they are told to people: `a, b, c`.
  static String list(List<String> words) {
    return String.join(", ", words);
  }
}
