package org.pirouette.report.doctor;

import java.util.List;
import org.pirouette.host.check.DeviceInterrupt;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.report.top.TopFrame;
import org.pirouette.report.top.TopOrder;

/// The tables of a diagnosis: machines, devices' interrupts.
final class DoctorTables {
  private static final int ROWS = 40;

  private final TextOutput output;

  DoctorTables(TextOutput output) {
    this.output = output;
  }

  void print(Diagnosis diagnosis) {
    machines(diagnosis.facts());
    rates(diagnosis.facts());
    interrupts(diagnosis);
  }

  private void machines(HostFacts facts) {
    if (facts.guests().machines().isEmpty()) {
      if (facts.view().complete()) {
        output.heading("Virtual machines");
        output.text("None runs (or none that this user may see).");
      }
      return;
    }
    output.heading("Virtual machines");
    Table table =
        Table.of(
            Column.left("VM").truncate(),
            Column.left("VMM"),
            Column.right("process"),
            Column.right("vCPUs"),
            Column.left("devices").wrap());
    for (VirtualMachine machine : facts.guests().machines()) {
      List<String> devices =
          facts.guests().devices().stream()
              .filter(device -> device.machine().filter(machine::equals).isPresent())
              .map(device -> device.address())
              .toList();
      table.row(
          machine.name(),
          machine.kind().title(),
          Long.toString(machine.processId()),
          Integer.toString(machine.processors().size()),
          devices.isEmpty() ? "-" : String.join(", ", devices));
    }
    output.table(table);
  }

  private void rates(HostFacts facts) {
    if (facts.activity().rates().isEmpty()) {
      return;
    }
    TopFrame frame =
        new TopFrame(
            facts.activity().rates(), List.of(), facts.activity().seconds(), TopOrder.LOST);
    String over =
        Double.isNaN(facts.activity().seconds())
            ? ""
            : " over " + Units.nanoseconds(facts.activity().seconds() * 1e9);
    output.heading("Rates" + over + ", from " + facts.activity().rateSource());
    for (String line :
        frame.table(output.terminal().columns(), output.terminal().ansi(), ROWS).split("\n")) {
      output.line(line);
    }
    output.note(TopFrame.rule());
  }

  private void interrupts(Diagnosis diagnosis) {
    List<DeviceInterrupt> interrupts = diagnosis.interrupts();
    if (interrupts.isEmpty()) {
      return;
    }
    HostFacts facts = diagnosis.facts();
    boolean grown = interrupts.stream().anyMatch(one -> one.growth() >= 0);
    output.heading("Interrupts of assigned devices");
    Table table =
        Table.of(
            Column.right("IRQ"),
            Column.left("device"),
            Column.left("delivery"),
            Column.right("on the host"),
            Column.right(
                !grown ? "" : Double.isNaN(facts.activity().seconds()) ? "growth" : "per second"));
    for (DeviceInterrupt one : interrupts.stream().limit(ROWS).toList()) {
      table.row(
          Cell.of(one.row().label()),
          Cell.of(one.device().isEmpty() ? "-" : one.device()),
          Cell.of(style(one), words(one)),
          Cell.of(Units.count(one.row().total())),
          Cell.of(growth(one, facts)));
    }
    output.table(table);
    interrupts.stream()
        .map(one -> words(one) + ": " + one.reason() + ".")
        .distinct()
        .forEach(reason -> output.note(reason));
    if (interrupts.size() > ROWS) {
      output.note((interrupts.size() - ROWS) + " more vectors are in --json");
    }
  }

  private static String growth(DeviceInterrupt one, HostFacts facts) {
    if (one.growth() < 0) {
      return "";
    }
    return Double.isNaN(facts.activity().seconds())
        ? Units.count(one.growth())
        : Units.rate(one.growth() / facts.activity().seconds());
  }

  /// The words for a way of delivery.
  static String words(DeviceInterrupt interrupt) {
    return switch (interrupt.delivery()) {
      case POSTED -> "posted";
      case REMAPPED -> "remapped";
      case NOT_POSTABLE -> "not postable";
      case QUIET -> "quiet";
    };
  }

  private static Style style(DeviceInterrupt interrupt) {
    return switch (interrupt.delivery()) {
      case POSTED -> Style.GOOD;
      case REMAPPED, NOT_POSTABLE -> Style.BAD;
      case QUIET -> Style.DIM;
    };
  }
}
