package org.pirouette.host.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// What the tool `kvm_stat` printed: events with their total and their rate.
///
/// @param known whether there was such output
/// @param events by name; `kvm_exit(WFx)` for a reason
public record KvmStat(boolean known, Map<String, Event> events) {

  /// One line.
  ///
  /// @param total since kvm_stat started, or since boot (debugfs)
  /// @param perSecond the current rate
  /// @param evidence the line
  public record Event(long total, long perSecond, Evidence evidence) {}

  /// Reads the output: `name [stray] total [percent] rate`, blanks and headings around it.
  public static KvmStat parse(Content content) {
    Map<String, Event> events = new LinkedHashMap<>();
    for (int number = 0; number < content.lines().size(); number++) {
      List<String> words = Text.words(content.lines().get(number));
      if (words.size() < 3 || words.getFirst().equals("#") || !isName(words.getFirst())) {
        continue;
      }
      long total = -1;
      long last = -1;
      for (String word : words.subList(1, words.size())) {
        if (Text.isNumber(word)) {
          total = total < 0 ? Long.parseLong(word) : total;
          last = Long.parseLong(word);
        }
      }
      if (total >= 0 && Text.isNumber(words.getLast())) {
        events.put(words.getFirst(), new Event(total, last, content.at(number)));
      }
    }
    boolean recognized = events.keySet().stream().anyMatch(KvmStat::isKvm);
    return new KvmStat(recognized, recognized ? events : Map.of());
  }

  private static boolean isName(String word) {
    char first = word.charAt(0);
    return first >= 'a' && first <= 'z';
  }

  private static boolean isKvm(String name) {
    return name.startsWith("kvm_")
        || name.startsWith("exit")
        || name.startsWith("irq_")
        || name.startsWith("halt_")
        || name.startsWith("instruction_");
  }

  /// The event of this name.
  public Optional<Event> event(String name) {
    return Optional.ofNullable(events.get(name));
  }

  /// The rate of an event.
  public OptionalDouble rate(String name) {
    Event event = events.get(name);
    return event == null ? OptionalDouble.empty() : OptionalDouble.of(event.perSecond());
  }
}
