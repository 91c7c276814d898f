package org.pirouette.settings.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pirouette.settings.yaml.NearestWord;
import org.pirouette.settings.yaml.YamlDocument;
import org.pirouette.settings.yaml.YamlProblem;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The text of a scenario in which single values can be changed by their place, such as
/// `vms[0].devices[0].queue-depth`. A place that starts with `vcpus` or `devices` is one of the
/// first virtual machine.
public final class ScenarioTemplate {
  private static final Pattern PART =
      Pattern.compile("([A-Za-z][A-Za-z0-9-]*)((?:\\[\\d{1,4}\\])*)");

  private final String name;
  private final Map<Object, Object> root;

  private ScenarioTemplate(String name, Map<Object, Object> root) {
    this.name = name;
    this.root = root;
  }

  /// Reads the text of a scenario.
  ///
  /// @param name the name to show in messages
  /// @throws YamlProblem if it is no scenario
  public static ScenarioTemplate of(String name, String text) throws YamlProblem {
    YamlDocument.read(name, text); // within its bounds, and one mapping
    ScenarioReader.read(name, text);
    return new ScenarioTemplate(name, mapping(load(text)));
  }

  /// The same scenario with another value.
  ///
  /// @param value as it would be written in the file
  /// @throws YamlProblem if the scenario has no such place
  public ScenarioTemplate with(String place, String value) throws YamlProblem {
    String whole = whole(place);
    Map<Object, Object> changed = mapping(load(text()));
    put(changed, whole, place, load(value));
    return new ScenarioTemplate(name, changed);
  }

  /// The value at a place, as written; empty if there is none yet.
  public Optional<String> value(String place) {
    String whole = whole(place);
    Object here = root;
    for (String part : whole.split("\\.|(?=\\[)")) {
      here =
          switch (here) {
            case Map<?, ?> map -> map.get(part);
            case List<?> list when part.matches("\\[\\d{1,4}\\]") -> {
              int index = Integer.parseInt(part.substring(1, part.length() - 1));
              yield index < list.size() ? list.get(index) : null;
            }
            case null, default -> null;
          };
    }
    return here == null || here instanceof Map || here instanceof List
        ? Optional.empty()
        : Optional.of(here.toString());
  }

  private static String whole(String place) {
    return place.matches("(?:vcpus|devices)\\b.*") ? "vms[0]." + place : place;
  }

  /// The scenario as it is now.
  ///
  /// @throws YamlProblem if a value that was put in is wrong there
  public ScenarioFile scenario() throws YamlProblem {
    try {
      return ScenarioReader.read(name, text());
    } catch (YamlProblem problem) {
      // its lines are not those of the file that somebody wrote
      String sentence = String.valueOf(problem.getMessage());
      throw new YamlProblem(sentence.replaceFirst("^" + Pattern.quote(name) + ":\\d+:\\d+: ", ""));
    }
  }

  /// The scenario as a file would hold it.
  public String text() {
    return new Dump(DumpSettings.builder().build()).dumpToString(root);
  }

  private static @Nullable Object load(String text) throws YamlProblem {
    try {
      return new Load(LoadSettings.builder().build()).loadFromString(text);
    } catch (YamlEngineException wrong) {
      throw new YamlProblem("expected a value as in a scenario, found '" + text + "'.");
    }
  }

  private void put(Map<Object, Object> map, String whole, String place, @Nullable Object value)
      throws YamlProblem {
    String[] parts = whole.split("\\.", -1);
    Map<Object, Object> here = map;
    for (int i = 0; i < parts.length; i++) {
      Matcher part = PART.matcher(parts[i]);
      if (!part.matches()) {
        throw new YamlProblem(
            "expected a place in a scenario such as 'devices[0].queue-depth', found '"
                + place
                + "'.");
      }
      boolean last = i == parts.length - 1;
      if (last && part.group(2).isEmpty()) {
        here.put(part.group(1), value);
        return;
      }
      Object next = element(here, part.group(1), part.group(2), place);
      if (last || !(next instanceof Map<?, ?>)) {
        throw new YamlProblem(
            "%s: '%s' ends at a list or a value; name the key within it, as 'devices[0].queue-depth'."
                .formatted(name, place));
      }
      here = mapping(next);
    }
  }

  private Object element(Map<Object, Object> here, String key, String indexes, String place)
      throws YamlProblem {
    Object found = here.get(key);
    if (found == null) {
      List<String> keys = here.keySet().stream().map(String::valueOf).toList();
      throw new YamlProblem(
          "%s has no '%s' for '%s'%s There: %s."
              .formatted(
                  name,
                  key,
                  place,
                  NearestWord.of(key, keys)
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("."),
                  String.join(", ", keys)));
    }
    for (String index : indexes.isEmpty() ? new String[0] : indexes.substring(1).split("\\W+")) {
      List<?> list = found instanceof List<?> elements ? elements : List.of();
      if (Integer.parseInt(index) >= list.size()) {
        throw new YamlProblem(
            "%s has no element %s of '%s' for '%s'; it has %d."
                .formatted(name, index, key, place, list.size()));
      }
      found = list.get(Integer.parseInt(index));
    }
    return found;
  }

  @SuppressWarnings("unchecked") // what the library builds of a mapping
  private static Map<Object, Object> mapping(@Nullable Object loaded) {
    return loaded instanceof Map<?, ?> map ? (Map<Object, Object>) map : new LinkedHashMap<>();
  }
}
