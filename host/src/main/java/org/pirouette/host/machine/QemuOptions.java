package org.pirouette.host.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The options of a QEMU command line, each with its value. A word is an option only where it
/// stands as one: a password that reads like an option is none.
///
/// @param all in order; a later one of the same name adds to an earlier one
public record QemuOptions(List<Option> all) {
  private static final int LONGEST = 4096;
  private static final int MOST = 4096;

  /// `"driver":"vfio-pci"` of the JSON form that libvirt uses for devices.
  private static final Pattern JSON_FIELD =
      Pattern.compile("\"([A-Za-z0-9_.-]{1,40})\" ?: ?(?:\"([^\"]{0,200})\"|([A-Za-z0-9.]{1,20}))");

  /// One option.
  ///
  /// @param name without its dashes, lower case, `_` as `-`
  /// @param value the word after it, or empty
  public record Option(String name, String value) {
    /// The comma-separated parts of the value, `key` to `value`; a part without `=` has the value
    /// `on`, one that begins with `+` too, one that begins with `-` has `off`. Keys in lower case,
    /// `_` as `-`.
    public Map<String, String> parts() {
      Map<String, String> parts = new LinkedHashMap<>();
      if (value.startsWith("{")) {
        Matcher field = JSON_FIELD.matcher(value);
        while (field.find()) {
          parts.put(key(field.group(1)), field.group(2) != null ? field.group(2) : field.group(3));
        }
        return parts;
      }
      for (String part : value.split(",", 512)) {
        int equals = part.indexOf('=');
        if (equals > 0) {
          parts.put(key(part.substring(0, equals)), part.substring(equals + 1));
        } else if (part.startsWith("-")) {
          parts.put(key(part.substring(1)), "off");
        } else {
          parts.put(key(part.startsWith("+") ? part.substring(1) : part), "on");
        }
      }
      return parts;
    }

    /// What kind of device a `-device` is: its first word.
    public String driver() {
      return value.startsWith("{")
          ? parts().getOrDefault("driver", "")
          : value.split(",", 2)[0].replaceFirst("^driver=", "");
    }
  }

  private static String key(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Reads the words of a command line; words too long to be an option that matters are passed
  /// over.
  public static QemuOptions of(List<String> arguments) {
    List<Option> options = new ArrayList<>();
    for (int index = 0; index < arguments.size() && options.size() < MOST; index++) {
      String word = arguments.get(index);
      if (word.length() < 2 || word.length() > 40 || word.charAt(0) != '-') {
        continue;
      }
      String name = key(word.substring(word.startsWith("--") ? 2 : 1));
      boolean valued =
          index + 1 < arguments.size()
              && !arguments.get(index + 1).startsWith("-")
              && arguments.get(index + 1).length() <= LONGEST;
      options.add(new Option(name, valued ? arguments.get(index + 1) : ""));
      index += valued ? 1 : 0;
    }
    return new QemuOptions(options);
  }

  /// The options with one of these names.
  public List<Option> named(String... names) {
    return all.stream().filter(option -> List.of(names).contains(option.name())).toList();
  }
}
