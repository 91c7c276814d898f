package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// The kernel command line, `/proc/cmdline`. What stands after ` -- ` is for init, not for the
/// kernel.
///
/// @param known whether the file was read
/// @param words in order; a later one wins over an earlier one
/// @param source the file
public record CommandLine(boolean known, List<String> words, String source) {
  /// How the line stands in a kernel's log, and in the configuration of GRUB.
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "(?<!\\(XEN\\) )(?:Kernel c|\\bC)ommand line: (.*)$|^\\s*GRUB_CMDLINE_LINUX\\w*=(.*)$");

  /// Reads the file, also one in which the line stands among others.
  public static CommandLine parse(Content content) {
    Optional<CommandLine> among = among(content);
    return among.orElseGet(
        () ->
            new CommandLine(
                content.present(), words(String.join(" ", content.lines())), content.path()));
  }

  /// The line in a kernel's log or in the configuration of GRUB, if it is there; of several in a
  /// log the last, of GRUB all.
  public static Optional<CommandLine> among(Content content) {
    List<String> logged = new ArrayList<>();
    List<String> configured = new ArrayList<>();
    for (String line : content.lines()) {
      Matcher elsewhere = ELSEWHERE.matcher(line);
      if (elsewhere.find()) {
        boolean grub = elsewhere.group(2) != null;
        (grub ? configured : logged).add(elsewhere.group(grub ? 2 : 1));
      }
    }
    if (logged.isEmpty() && configured.isEmpty()) {
      return Optional.empty();
    }
    String text = logged.isEmpty() ? String.join(" ", configured) : logged.getLast();
    return Optional.of(new CommandLine(true, words(text), content.path()));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : Text.words(text)) {
      if (word.equals("--")) {
        break;
      }
      words.add(word.replaceAll("[\"']", ""));
    }
    return words;
  }

  /// The words for a key: `intremap=off` and `intremap=nosid` for `intremap`, and the bare
  /// `nointremap`.
  public List<String> of(String key) {
    return words.stream().filter(word -> word.equals(key) || word.startsWith(key + "=")).toList();
  }

  /// The comma-separated values given to a key, in order.
  public List<String> values(String key) {
    List<String> values = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith(key + "=")) {
        values.addAll(List.of(word.substring(key.length() + 1).split(",")));
      }
    }
    return values;
  }

  /// The first word that is one of these, as evidence.
  public Optional<Evidence> any(String... wanted) {
    for (String word : words) {
      for (String one : wanted) {
        if (word.equals(one)) {
          return Optional.of(new Evidence(source, 1, word));
        }
      }
    }
    return Optional.empty();
  }

  /// The word that gives `value` to `key`, as evidence. Values are compared by prefix where the
  /// kernel does so (`intremap=`, Linux irq_remapping.c setup_irqremap).
  public Optional<Evidence> gives(String key, String value) {
    for (String word : words) {
      if (word.startsWith(key + "=")) {
        for (String one : word.substring(key.length() + 1).split(",")) {
          if (one.startsWith(value)) {
            return Optional.of(new Evidence(source, 1, word));
          }
        }
      }
    }
    return Optional.empty();
  }
}
