package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.scenario.DeliveryMode;

/// Prints how well a recording is reproduced and what is predicted for the other delivery modes.
public final class ReproductionText {
  private ReproductionText() {}

  /// Prints the headline, the table and what was found in the recording.
  public static void print(TextOutput out, Reproduction reproduction) {
    out.headline(headline(reproduction));
    out.note(
        "%s was recorded in mode '%s'; simulating that mode %s."
            .formatted(
                reproduction.recording(),
                reproduction.recordedMode(),
                reproduction.faithful()
                    ? "reproduces its exits within 2 % or 5 exits"
                    : "does NOT reproduce its exits: take the predictions with care"));
    out.blank();
    out.table(table(reproduction));
    out.heading("In the recording");
    reproduction.facts().forEach(fact -> out.item("-", fact));
  }

  /// Writes the same for programs.
  public static void write(JsonDocument json, Reproduction reproduction) {
    json.object(
        "recording",
        recording ->
            recording
                .field("file", reproduction.recording())
                .field("mode", reproduction.recordedMode().key())
                .field("faithful", reproduction.faithful())
                .array(
                    "exits",
                    reproduction.rows(),
                    (item, row) -> {
                      item.field("exit", row.label())
                          .field("ofDelivery", row.ofDelivery())
                          .field("counted", row.counted());
                      item.object(
                          "simulated",
                          simulated -> {
                            for (int i = 0; i < reproduction.modes().size(); i++) {
                              simulated.field(
                                  reproduction.modes().get(i).key(), row.simulated().get(i));
                            }
                          });
                    })
                .texts("facts", reproduction.facts())
                .texts("assumptions", reproduction.assumptions()));
  }

  private static String headline(Reproduction reproduction) {
    int posted = reproduction.modes().indexOf(DeliveryMode.POSTED);
    if (posted <= 0) {
      return "%s: %s exits, recorded in mode '%s'."
          .formatted(
              reproduction.recording(),
              Units.count(reproduction.counted()),
              reproduction.recordedMode());
    }
    long counted = reproduction.counted();
    long simulated = reproduction.simulated(0);
    long to = reproduction.simulated(posted);
    return "Posted interrupts would change this recording's exits from %s to %s (%s)%s."
        .formatted(
            Units.count(counted),
            Units.count(to),
            Units.change(counted, to),
            simulated == counted
                ? ""
                : "; simulated as recorded, they are " + Units.count(simulated));
  }

  private static Table table(Reproduction reproduction) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("exits").wrap());
    columns.add(Column.right("counted"));
    for (int i = 0; i < reproduction.modes().size(); i++) {
      columns.add(
          Column.right(
              (i == 0 ? "simulated\n" : "predicted\n") + reproduction.modes().get(i).key()));
    }
    Table table = Table.of(columns);
    section(table, reproduction, true, "decided by the delivery mode");
    section(table, reproduction, false, "carried over: guest, timers and host");
    table.rule();
    List<String> sum = new ArrayList<>(List.of("all", Units.count(reproduction.counted())));
    for (int i = 0; i < reproduction.modes().size(); i++) {
      sum.add(Units.count(reproduction.simulated(i)));
    }
    return table.row(Style.STRONG, sum.toArray(String[]::new));
  }

  private static void section(
      Table table, Reproduction reproduction, boolean ofDelivery, String title) {
    List<Reproduction.Line> rows =
        reproduction.rows().stream().filter(row -> row.ofDelivery() == ofDelivery).toList();
    if (rows.isEmpty()) {
      return;
    }
    table.section(title);
    for (Reproduction.Line row : rows) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(row.label()));
      cells.add(Cell.of(Units.count(row.counted())));
      for (int i = 0; i < row.simulated().size(); i++) {
        long simulated = row.simulated().get(i);
        boolean wrong = i == 0 && !Reproduction.Line.agrees(row.counted(), simulated);
        cells.add(
            Cell.of(wrong ? Style.BAD : Style.PLAIN, Units.count(simulated) + (wrong ? " !" : "")));
      }
      table.row(cells);
    }
  }
}
