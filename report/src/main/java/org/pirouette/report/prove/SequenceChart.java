package org.pirouette.report.prove;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.prove.StateText;
import org.pirouette.prove.explore.Run;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.TextOutput;

/// A run as a sequence chart: one lane for each agent that takes part, one line for each step, with
/// the kernel function or manual section that the step stands for, and below it the shared words
/// that it changes.
public final class SequenceChart {
  private static final int WIDE_LANE = 5;
  private static final int NARROW_LANE = 2;
  private static final int MOST_WIDE_LANES = 7;
  private static final int NUMBER = 4;

  private final TextOutput out;
  private final StateText words;
  private final Map<Integer, String> agents = new LinkedHashMap<>();
  private final int lane;

  /// @param out where the chart goes
  /// @param words says what a step changed
  /// @param run which agents get a lane
  public SequenceChart(TextOutput out, StateText words, Run run) {
    this.out = out;
    this.words = words;
    run.steps().stream()
        .sorted((left, right) -> Integer.compare(left.agent(), right.agent()))
        .forEach(taken -> agents.put(taken.agent(), taken.agentName()));
    lane = agents.size() <= MOST_WIDE_LANES ? WIDE_LANE : NARROW_LANE;
  }

  /// Prints the whole run.
  public void print(Run run) {
    header();
    for (int i = 0; i < run.steps().size(); i++) {
      if (i == run.loop()) {
        out.line(out.paint(Style.WARNING, "  .. from here on, again and again:"));
      }
      step(i + 1, run.steps().get(i));
    }
  }

  /// Prints the lanes' names.
  public void header() {
    StringBuilder names = new StringBuilder(" ".repeat(NUMBER + 1));
    List<String> legend = new ArrayList<>();
    int letter = 0;
    for (String name : agents.values()) {
      String label = lane == WIDE_LANE ? shortName(name) : Character.toString('A' + letter++);
      names.append(label).append(" ".repeat(Math.max(1, lane - label.length())));
      legend.add(label + " " + name);
    }
    out.text(Style.DIM, String.join(", ", legend));
    out.line(out.paint(Style.STRONG, names.toString().stripTrailing()));
  }

  /// Prints one step.
  ///
  /// @param number counted from 1
  public void step(int number, Run.Taken taken) {
    String lanes = lanes(taken.agent());
    String name = taken.choice().isEmpty() ? taken.step() : taken.step() + ": " + taken.choice();
    int width = Math.max(20, out.terminal().columns() - NUMBER - 1 - lanes.length());
    Iterator<String> lines = wrap(name, width).iterator();
    out.line(
        String.format("%" + NUMBER + "d ", number) + lanes + out.paint(Style.NAME, lines.next()));
    String under = " ".repeat(NUMBER + 1) + lanes(-1);
    lines.forEachRemaining(line -> out.line(under + out.paint(Style.NAME, line)));
    for (String line : wrap("[" + taken.source() + "]", width)) {
      out.line(under + out.paint(Style.DIM, line));
    }
    for (Run.Change change : taken.changes()) {
      words
          .text(change)
          .ifPresent(
              text -> {
                for (String line : wrap("  " + text, width)) {
                  out.line(under + out.paint(Style.CHANGED, line));
                }
              });
    }
  }

  private String lanes(int active) {
    StringBuilder lanes = new StringBuilder();
    for (int agent : agents.keySet()) {
      String mark = agent == active ? "*" : "|";
      lanes.append(lane == WIDE_LANE ? " " + mark + "   " : mark + " ");
    }
    return lanes.toString();
  }

  /// `thr0` for `KVM thread 0`: three letters of the last word, and the number.
  static String shortName(String name) {
    String word = "";
    String number = "";
    for (String part : name.split("[ -]+")) {
      if (part.chars().allMatch(Character::isDigit)) {
        number = part;
      } else if (number.isEmpty()) {
        word = part;
      }
    }
    return word.substring(0, Math.min(3, word.length())).toLowerCase(java.util.Locale.ROOT)
        + number;
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String indent = " ".repeat(text.length() - text.stripLeading().length());
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split(" ")) {
      if (!line.isEmpty() && indent.length() + line.length() + 1 + word.length() > width) {
        lines.add(indent + line);
        line.setLength(0);
        line.append("  ");
      } else if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(indent + line);
    return lines;
  }
}
