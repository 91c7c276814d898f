package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.workload.replay.Reproduction;
import org.pirouette.workload.replay.Trust;

/// Prints how well a recording is reproduced and what is predicted for the other delivery modes.
public final class ReproductionText {
  private ReproductionText() {}

  /// Prints the headline, the table and what was found in the recording.
  public static void print(TextOutput out, Reproduction reproduction) {
    out.headline(headline(reproduction));
    out.note(
        "%s was recorded in mode '%s'; %s."
            .formatted(
                reproduction.recording(),
                reproduction.recordedMode(),
                reproduction.trust().getFirst().reason()));
    out.blank();
    out.table(table(reproduction));
    out.heading("How far to trust it");
    for (int i = 1; i < reproduction.modes().size(); i++) {
      Trust trust = reproduction.trust().get(i);
      out.item(
          "-",
          "%s: %s; %s."
              .formatted(reproduction.modes().get(i), trust.verdict().words(), trust.reason()));
    }
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
                .field("part", reproduction.part())
                .field("mode", reproduction.recordedMode().key())
                .field("inhibited", reproduction.inhibited())
                .field("faithful", reproduction.faithful())
                .field("somethingToCheck", reproduction.hasSomethingToCheck())
                .object(
                    "trust",
                    trust -> {
                      for (int i = 0; i < reproduction.modes().size(); i++) {
                        Trust of = reproduction.trust().get(i);
                        trust.object(
                            reproduction.modes().get(i).key(),
                            one ->
                                one.field("verdict", of.verdict().words())
                                    .field("trusted", of.trusted())
                                    .field("reason", of.reason()));
                      }
                    })
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
                      item.object(
                          "predicted", predicted -> writeRange(predicted, reproduction, row));
                    })
                .texts("facts", reproduction.facts())
                .texts("assumptions", reproduction.assumptions()));
  }

  private static void writeRange(
      JsonDocument json, Reproduction reproduction, Reproduction.Line row) {
    for (int i = 1; i < reproduction.modes().size(); i++) {
      int mode = i;
      Trust trust = reproduction.trust().get(i);
      json.object(
          reproduction.modes().get(i).key(),
          one ->
              one.field("low", row.low().get(mode))
                  .field("high", row.high().get(mode))
                  .field("trusted", trust.trusted())
                  .field("reason", trust.reason()));
    }
  }

  /// The sentence that leads: what posting would change, as far as that can be trusted.
  public static String headline(Reproduction reproduction) {
    int posted = reproduction.indexOf(Role.DIRECT);
    String recorded =
        "%s: %s exits, recorded in mode '%s'"
            .formatted(
                reproduction.recording(),
                Units.count(reproduction.counted()),
                reproduction.recordedMode());
    if (posted <= 0) {
      return recorded + ".";
    }
    Trust trust = reproduction.trust().get(posted);
    if (trust.trusted() && !reproduction.inhibited().isEmpty()) {
      return "KVM inhibited %s for this guest (%s), so posted interrupts change nothing as it is. Without that: %s"
          .formatted(
              reproduction.modes().get(posted).architecture().mode(Role.HOST_DELIVERED).hardware(),
              reproduction.inhibited(),
              change(reproduction, posted));
    }
    return trust.trusted()
        ? change(reproduction, posted)
        : "%s; what posted interrupts would change cannot be told: %s."
            .formatted(recorded, trust.reason());
  }

  private static String change(Reproduction reproduction, int posted) {
    long counted = reproduction.counted();
    String exits = reproduction.part().isEmpty() ? "exits" : "exits in its " + reproduction.part();
    if (reproduction.trust().get(posted).verdict() == Trust.Verdict.RANGE) {
      return "Posted interrupts would leave between %2$s and %3$s of this recording's %1$s %4$s."
          .formatted(
              Units.count(counted),
              Units.count(reproduction.low(posted)),
              Units.count(reproduction.high(posted)),
              exits);
    }
    long to = reproduction.simulated(posted);
    long replayed = reproduction.simulated(0);
    long missed = Math.abs(counted - replayed);
    if (Math.abs(replayed - to) <= missed || Reproduction.Line.agrees(replayed, to)) {
      return "Posted interrupts would not change this recording's %s %s (%s replayed as recorded, %s posted)."
          .formatted(Units.count(counted), exits, Units.count(replayed), Units.count(to));
    }
    String error = missed == 0 ? "" : "; %s were recorded".formatted(Units.count(counted));
    return "Posted interrupts would %s this recording's %s by %s: %s -> %s%s."
        .formatted(
            to < replayed ? "cut" : "raise",
            exits,
            Units.percent(Math.abs((double) to / replayed - 1)),
            Units.count(replayed),
            Units.count(to),
            error);
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
      sum.add(range(reproduction.low(i), reproduction.high(i), reproduction.simulated(i)));
    }
    return table.row(Style.STRONG, sum.toArray(String[]::new));
  }

  private static String range(long low, long high, long simulated) {
    return low == high ? Units.count(simulated) : Units.count(low) + "-" + Units.count(high);
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
            Cell.of(
                wrong ? Style.BAD : Style.PLAIN,
                range(row.low().get(i), row.high().get(i), simulated) + (wrong ? " !" : "")));
      }
      table.row(cells);
    }
  }
}
