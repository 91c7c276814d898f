package org.pirouette.report.prove;

import java.util.TreeMap;
import org.pirouette.prove.StateText;
import org.pirouette.prove.explore.Exploration.Violation;
import org.pirouette.prove.explore.Run;

/// A run as the text of a Mermaid sequence diagram.
public final class Mermaid {
  private final StateText words;

  /// @param words says what a step changed
  public Mermaid(StateText words) {
    this.words = words;
  }

  /// The diagram of a violation, with the property as its title.
  public String of(Violation violation) {
    StringBuilder text = new StringBuilder("---\n");
    text.append("title: ").append(quoted(violation.property() + " is broken")).append('\n');
    text.append("---\nsequenceDiagram\n  autonumber\n");
    TreeMap<Integer, String> agents = new TreeMap<>();
    violation.run().steps().forEach(taken -> agents.put(taken.agent(), taken.agentName()));
    agents.forEach((id, name) -> text.append("  participant a%d as %s%n".formatted(id, name)));
    int number = 0;
    for (Run.Taken taken : violation.run().steps()) {
      if (number++ == violation.run().loop()) {
        text.append("  loop for ever\n");
      }
      step(taken, text);
    }
    if (violation.run().loop() >= 0) {
      text.append("  end\n");
    }
    return text.toString();
  }

  private void step(Run.Taken taken, StringBuilder text) {
    String name = taken.choice().isEmpty() ? taken.step() : taken.step() + ": " + taken.choice();
    text.append("  a%d->>a%d: %s%n".formatted(taken.agent(), taken.agent(), safe(name)));
    StringBuilder note = new StringBuilder();
    for (Run.Change change : taken.changes()) {
      words.text(change).ifPresent(change2 -> note.append("<br/>").append(safe(change2)));
    }
    if (!note.isEmpty()) {
      text.append("  Note right of a%d: %s%n".formatted(taken.agent(), note.substring(5)));
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "'") + '"';
  }

  /// Semicolons and number signs have a meaning of their own in Mermaid.
  private static String safe(String text) {
    return text.replace("#", "no.").replace(";", ",").replace("->", "to").replace(">", "#gt;");
  }
}
