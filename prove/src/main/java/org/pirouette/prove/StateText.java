package org.pirouette.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Display;
import org.pirouette.prove.explore.Run;

/// Says in words of the manuals what a step changed: the fields of a control word, the vectors of a
/// bitmap, the agent that a processor runs. What a word is called and how it is shown, the bank
/// says that declares it.
public final class StateText {
  private final KvmMachine machine;

  /// @param machine whose words are shown
  public StateText(KvmMachine machine) {
    this.machine = machine;
  }

  /// For the words of a situation.
  public static StateText of(Situation situation) {
    return new StateText(situation.architecture().architecture().machine(situation.machine()));
  }

  /// One change in words, for example `vCPU 0 PID: ON 0 -> 1`; empty if it is nothing for people.
  public Optional<String> text(Run.Change change) {
    Map<String, String> before = parts(change.word().display(), change.before());
    List<String> texts = new ArrayList<>();
    parts(change.word().display(), change.after())
        .forEach(
            (part, value) -> {
              String old = before.getOrDefault(part, "");
              if (!old.equals(value)) {
                texts.add((part + " " + old + " -> " + value).strip());
              }
            });
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(change.word().name() + ": " + String.join(", ", texts));
  }

  private Map<String, String> parts(Display display, long value) {
    return switch (display) {
      case Display.Hidden _ -> Map.of();
      case Display.Plain(int radix) -> Map.of("", number(value, radix));
      case Display.AgentId _ -> Map.of("", machine.agent((int) value).name());
      case Display.OneOf(List<String> names) ->
          Map.of("", value < names.size() ? names.get((int) value) : Long.toString(value));
      case Display.Bits(int base, int radix) -> Map.of("", members(value, base, radix));
      case Display.Fields(List<Display.Named> fields) -> {
        Map<String, String> parts = new LinkedHashMap<>();
        for (Display.Named named : fields) {
          parts.put(named.name(), number(named.field().get(value), named.radix()));
        }
        yield parts;
      }
    };
  }

  private static String number(long value, int radix) {
    return radix == 16
        ? Long.toHexString(value).toUpperCase(Locale.ROOT) + "h"
        : Long.toString(value);
  }

  private static String members(long bits, int base, int radix) {
    List<String> members = new ArrayList<>();
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      members.add(number(base + Long.numberOfTrailingZeros(rest), radix));
    }
    return "{" + String.join(" ", members) + "}";
  }
}
