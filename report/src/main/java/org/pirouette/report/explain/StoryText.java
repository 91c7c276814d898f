package org.pirouette.report.explain;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Paragraph;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;

/// Prints a [Story] for a terminal: the outcome first, then each step with what it changed. Changed
/// bytes are marked by `^^` under them, and by colour where there is colour.
public final class StoryText {
  private static final int BYTES_IN_ROW = 16;
  private static final String INDENT = "      ";

  private final TextOutput out;

  /// Prints to this output.
  public StoryText(TextOutput out) {
    this.out = out;
  }

  /// Prints the whole story.
  ///
  /// @param verbose also the steps that change nothing that the reader sees
  public void print(Story story, boolean verbose) {
    out.headline(story.outcome());
    out.text(
        "%d VM exit%s, %s cycles, %d steps."
            .formatted(
                story.exits(),
                story.exits() == 1 ? "" : "s",
                Units.count(story.cycles()),
                story.moments().size()));
    out.heading("The interrupt");
    story.message().forEach(line -> out.item("-", line));
    out.heading("Before");
    state(story.before());
    out.heading("Step by step");
    List<Moment> silent = new ArrayList<>();
    for (int i = 0; i < story.moments().size(); i++) {
      Moment moment = story.moments().get(i);
      if (isQuiet(story, i) && !verbose) {
        silent.add(moment);
      } else {
        tellOf(silent);
        moment(moment, story.stateBefore(i));
      }
    }
    tellOf(silent);
    out.heading("After");
    state(story.moments().isEmpty() ? story.before() : story.moments().getLast().after());
    costs(story);
  }

  private static boolean isQuiet(Story story, int index) {
    Moment moment = story.moments().get(index);
    return moment.events().isEmpty()
        && moment.changes().isEmpty()
        && moment.after().equals(story.stateBefore(index));
  }

  private void tellOf(List<Moment> silent) {
    if (silent.isEmpty()) {
      return;
    }
    int count = silent.size();
    long cycles = silent.stream().mapToLong(Moment::cycles).sum();
    String text =
        "     ... %d step%s that change%s nothing shown here%s"
            .formatted(
                count,
                count == 1 ? "" : "s",
                count == 1 ? "s" : "",
                cycles == 0 ? "" : ", " + Units.count(cycles) + " cycles");
    out.line(out.paint(Style.DIM, text));
    silent.clear();
  }

  private void state(Snapshot snapshot) {
    Table table = Table.of(Column.left(""), Column.left("").wrap());
    for (Structure structure : snapshot.structures()) {
      table.row(Cell.of(Style.NAME, structure.key()), Cell.of(structure.decoded()));
    }
    for (String processor : snapshot.processors()) {
      int colon = processor.indexOf(':');
      table.row(
          Cell.of(Style.NAME, processor.substring(0, colon)),
          Cell.of(processor.substring(colon + 2)));
    }
    out.table(table);
  }

  /// A line for the step, its cycles at the right edge, then what it means and what it changed.
  private void moment(Moment moment, Snapshot before) {
    String left = "%3d  %-14s %s".formatted(moment.number(), moment.agent(), moment.step());
    String right = moment.cycles() == 0 ? "" : Units.count(moment.cycles()) + " cycles";
    int blanks = Math.max(1, out.terminal().columns() - left.length() - right.length());
    String painted =
        out.paint(Style.STRONG, "%3d".formatted(moment.number()))
            + "  "
            + out.paint(Style.NAME, "%-14s".formatted(moment.agent()))
            + " "
            + moment.step();
    out.line((painted + " ".repeat(right.isEmpty() ? 0 : blanks) + right).stripTrailing());
    out.line(INDENT + out.paint(Style.DIM, moment.source()));
    for (String event : moment.events()) {
      out.item(Style.STRONG, INDENT + "=>", event);
    }
    for (Structure structure : moment.after().structures()) {
      structure(structure, before.structure(structure.key()));
    }
    if (!moment.changes().isEmpty()) {
      out.item(INDENT.substring(1), String.join(", ", moment.changes()));
    }
  }

  private void structure(Structure now, Structure before) {
    List<String> changes = now.changesSince(before);
    if (changes.isEmpty()) {
      return;
    }
    String text = String.join(", ", changes);
    String hanging = " ".repeat(now.key().length() + 2);
    int width = out.terminal().columns() - INDENT.length() - hanging.length();
    String lead = out.paint(Style.NAME, now.key()) + ": ";
    for (String line : Paragraph.wrap(text, width)) {
      out.line(INDENT + lead + out.paint(Style.CHANGED, line));
      lead = hanging;
    }
    if (now.octets()) {
      bytes(now, before);
    }
  }

  /// All bytes before and after, side by side, changed ones marked.
  private void bytes(Structure now, Structure before) {
    int size = now.words().size() * 8;
    out.line(out.paint(Style.DIM, INDENT + "     before" + " ".repeat(29) + "after"));
    for (int row = 0; row < size; row += BYTES_IN_ROW) {
      String marks = marks(now, before, row);
      out.line(
          INDENT
              + out.paint(Style.DIM, "+%02X".formatted(row))
              + "  "
              + rowOf(before, before, row)
              + "  "
              + rowOf(now, before, row));
      if (!marks.isBlank()) {
        out.line((INDENT + " ".repeat(5 + 35) + out.paint(Style.CHANGED, marks)).stripTrailing());
      }
    }
  }

  private String rowOf(Structure structure, Structure before, int row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < BYTES_IN_ROW; i++) {
      String octet = "%02X".formatted(structure.octet(row + i));
      boolean changed = structure.octet(row + i) != before.octet(row + i);
      text.append(i == BYTES_IN_ROW / 2 ? " " : "")
          .append(changed ? out.paint(Style.CHANGED, octet) : octet);
    }
    return text.toString();
  }

  private static String marks(Structure now, Structure before, int row) {
    StringBuilder marks = new StringBuilder();
    for (int i = 0; i < BYTES_IN_ROW; i++) {
      boolean changed = now.octet(row + i) != before.octet(row + i);
      marks.append(i == BYTES_IN_ROW / 2 ? " " : "").append(changed ? "^^" : "  ");
    }
    return marks.toString().stripTrailing();
  }

  /// Where the cycles went, by who spent them.
  private void costs(Story story) {
    List<String> agents = new ArrayList<>();
    for (Moment moment : story.moments()) {
      if (moment.cycles() > 0 && !agents.contains(moment.agent())) {
        agents.add(moment.agent());
      }
    }
    if (agents.isEmpty()) {
      return;
    }
    out.heading("Cycles");
    Table table = Table.of(Column.left("who"), Column.right("steps"), Column.right("cycles"));
    for (String agent : agents) {
      long steps = story.moments().stream().filter(it -> it.agent().equals(agent)).count();
      long cycles =
          story.moments().stream()
              .filter(it -> it.agent().equals(agent))
              .mapToLong(Moment::cycles)
              .sum();
      table.row(agent, Units.count(steps), Units.count(cycles));
    }
    table.rule().row("all", Units.count(story.moments().size()), Units.count(story.cycles()));
    out.table(table);
  }
}
