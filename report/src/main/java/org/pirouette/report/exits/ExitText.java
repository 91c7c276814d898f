package org.pirouette.report.exits;

import java.util.List;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.Cause;
import org.pirouette.trace.exits.CauseRow;
import org.pirouette.trace.exits.DetailRow;
import org.pirouette.trace.exits.Durations;
import org.pirouette.trace.exits.ExitComparison;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.Halts;
import org.pirouette.trace.exits.ReasonRow;
import org.pirouette.trace.exits.SecondRow;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.exits.Verdict;
import org.pirouette.trace.exits.VmExits;

/// Prints a report of exits for people.
public final class ExitText {
  private static final int MOST_DETAILS = 24;
  private static final int MOST_VCPUS_IN_FULL = 4;
  private static final int MOST_PARTS = 8;

  /// KVM's default of halt_poll_ns on x86.
  private static final double HALT_POLLING = 200_000;

  private final TextOutput out;

  /// @param out where to print
  public ExitText(TextOutput out) {
    this.out = out;
  }

  /// Prints the whole report.
  public void print(ExitReport report) {
    VcpuExits total = report.total();
    out.headline(ExitSentences.headline(report));
    if (report.isApart()) {
      printParts(report);
      return;
    }
    if (total.exits() > 0) {
      out.text(style(total.verdict()), total.verdict().sentence());
    }
    out.note(report.recording().name() + ": " + ExitSentences.recording(report));
    for (String warning : ExitSentences.warnings(report.recording())) {
      out.item(Style.WARNING, "!", warning);
    }
    for (String gap : ExitSentences.gaps(report)) {
      out.item(Style.WARNING, "?", gap);
    }
    if (!report.recording().apicvInhibited().isEmpty()) {
      out.item(
          Style.WARNING,
          "!",
          "KVM inhibited APICv at some time: " + report.recording().apicvInhibited() + ".");
    }
    if (total.exits() == 0) {
      printDetails(total);
      printAdvice(total);
      return;
    }
    printAccount(total);
    printVcpus(report);
    if (!report.series().isEmpty()) {
      printSeries(report);
    }
  }

  /// Each table or trace by itself, and two side by side.
  private void printParts(ExitReport report) {
    out.note(report.recording().name() + ": " + report.recording().format() + ".");
    for (String warning : ExitSentences.warnings(report.recording())) {
      out.item(Style.WARNING, "!", warning);
    }
    List<ExitReport> parts = report.parts();
    // Nothing is learnt from a trace without exits.
    if (parts.size() == 2 && parts.stream().allMatch(part -> part.total().exits() > 0)) {
      out.heading("The second against the first");
      new ExitComparisonText(out).printChanges(ExitComparison.of(parts.get(0), parts.get(1)));
    }
    for (ExitReport part : parts.subList(0, Math.min(parts.size(), MOST_PARTS))) {
      out.heading(part.recording().name());
      out.text(ExitSentences.headline(part));
      if (part.total().exits() > 0) {
        out.text(style(part.total().verdict()), part.total().verdict().sentence());
        ExitSentences.gaps(part).forEach(gap -> out.item(Style.WARNING, "?", gap));
        printReasons(part.total());
      }
    }
    out.note("One of them alone and in full: --part N; all: --json.");
  }

  /// Prints how often each event came.
  public void printEvents(ExitReport report) {
    out.headline(
        "%s events of %d kinds."
            .formatted(
                Units.count(
                    report.recording().eventCounts().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()),
                report.recording().eventCounts().size()));
    out.note(report.recording().name() + ": " + ExitSentences.recording(report));
    Table table = Table.of(Column.left("event"), Column.right("count"));
    report.recording().eventCounts().entrySet().stream()
        .sorted(
            java.util.Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(java.util.Map.Entry.comparingByKey()))
        .forEach(entry -> table.row(entry.getKey(), Units.count(entry.getValue())));
    out.blank();
    out.table(table);
  }

  private void printAccount(VcpuExits account) {
    printCauses(account);
    printReasons(account);
    printDetails(account);
    printAdvice(account);
    String interrupts = ExitSentences.interrupts(account);
    String halts = halts(account);
    if (!interrupts.isEmpty() || !halts.isEmpty()) {
      out.heading("Interrupts and halts");
      if (!interrupts.isEmpty()) {
        out.text(interrupts);
      }
      if (!halts.isEmpty()) {
        out.text(halts);
      }
    }
  }

  private void printAdvice(VcpuExits account) {
    List<Advice> advice = Advice.of(account);
    if (!advice.isEmpty()) {
      out.heading("What they are, and what people do about them");
      advice.forEach(one -> out.item("-", one.sentence()));
    }
  }

  private void printCauses(VcpuExits account) {
    out.heading("By cause");
    Table table =
        Table.of(
            Column.left("cause"),
            Column.right("exits"),
            Column.right("exits/s"),
            Column.right("share"),
            Column.right("of a core"),
            Column.left("what removes them").wrap());
    for (CauseRow row : account.causes()) {
      table.row(
          row.cause().title(),
          Units.count(row.exits()),
          rate(row.perSecond()),
          Units.percent(row.share()),
          Units.percent(row.shareOfCore()),
          row.remedy());
    }
    out.table(table);
  }

  private void printReasons(VcpuExits account) {
    boolean timed = account.reasons().stream().anyMatch(row -> row.durations().isKnown());
    out.heading(timed ? "By reason: time from exit to entry" : "By reason");
    if (!timed) {
      Table table =
          Table.of(
              Column.left("reason"),
              Column.right("exits"),
              Column.right("exits/s"),
              Column.right("share"));
      for (ReasonRow row : account.reasons()) {
        table.row(
            row.reason(),
            Units.count(row.exits()),
            rate(row.perSecond()),
            Units.percent(row.share()));
      }
      out.table(table);
      return;
    }
    Table table =
        Table.of(
            Column.left("reason").truncate(),
            Column.right("exits"),
            Column.right("/s"),
            Column.right("mean"),
            Column.right("p50"),
            Column.right("p99"),
            Column.right("max"),
            Column.right("share").orDrop(),
            Column.right("time").orDrop(),
            Column.right("p99.9").orDrop(),
            Column.right("min").orDrop());
    for (ReasonRow row : account.reasons()) {
      Durations durations = row.durations();
      table.row(
          row.reason(),
          Units.count(row.exits()),
          rate(row.perSecond()),
          Units.nanoseconds(durations.mean()),
          Units.nanoseconds(durations.median()),
          Units.nanoseconds(durations.percentile99()),
          Units.nanoseconds(durations.most()),
          Units.percent(row.share()),
          Units.percent(row.timeShare()),
          Units.nanoseconds(durations.percentile999()),
          Units.nanoseconds(durations.least()));
    }
    out.table(table);
  }

  private void printDetails(VcpuExits account) {
    if (account.details().isEmpty()) {
      return;
    }
    out.heading("By vector, register and device");
    Table table =
        Table.of(
            Column.left("reason").truncate(),
            Column.left("what").truncate(),
            Column.right("exits"),
            Column.right("share"),
            Column.right("mean"),
            Column.left("cause"));
    int rows = 0;
    for (DetailRow row : account.details()) {
      if (rows++ == MOST_DETAILS) {
        break;
      }
      table.row(
          row.reason(),
          row.label(),
          Units.count(row.exits()),
          Units.percent(row.share()),
          Units.nanoseconds(row.durations().mean()),
          row.cause().title());
    }
    out.table(table);
    if (account.details().size() > MOST_DETAILS) {
      out.note("%d more rows: see --json.".formatted(account.details().size() - MOST_DETAILS));
    }
  }

  private void printVcpus(ExitReport report) {
    int vcpus = report.total().vcpus();
    if (vcpus < 2) {
      return;
    }
    out.heading("By vCPU");
    Table table =
        Table.of(
            Column.left("vCPU"),
            Column.right("exits"),
            Column.right("exits/s"),
            Column.right("of a core"),
            Column.right("in guest"),
            Column.right("interrupts/s"),
            Column.left("exit-bound"));
    for (VmExits vm : report.vms()) {
      if (report.vms().size() > 1) {
        table.section(vm.name() + " " + vm.total().command());
      }
      for (VcpuExits vcpu : VcpuExits.byCost(vm.vcpus())) {
        table.row(
            Cell.of(vcpu.label()),
            Cell.of(Units.count(vcpu.exits())),
            Cell.of(rate(vcpu.perSecond())),
            Cell.of(Units.percent(vcpu.lostShare())),
            Cell.of(Units.percent(vcpu.guestShare())),
            Cell.of(rate(vcpu.interrupts().perSecond())),
            Cell.of(style(vcpu.verdict()), judgement(vcpu.verdict())));
      }
    }
    out.table(table);
    if (vcpus <= MOST_VCPUS_IN_FULL) {
      for (VmExits vm : report.vms()) {
        for (VcpuExits vcpu : VcpuExits.byCost(vm.vcpus())) {
          out.heading(
              vm.name() + ", " + vcpu.label() + " (" + vcpu.command() + " " + vcpu.thread() + ")");
          out.text(style(vcpu.verdict()), vcpu.verdict().sentence());
          printReasons(vcpu);
        }
      }
    } else {
      out.note("Reasons of each vCPU: --vcpu N, or --json.");
    }
  }

  private void printSeries(ExitReport report) {
    out.heading("By second");
    Table table =
        Table.of(
            Column.right("second"),
            Column.right("exits"),
            Column.right("of a core"),
            Column.left("most frequent reasons").wrap());
    for (SecondRow row : report.series()) {
      StringBuilder reasons = new StringBuilder();
      row.exits().entrySet().stream()
          .sorted(java.util.Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(3)
          .forEach(
              entry ->
                  reasons
                      .append(reasons.isEmpty() ? "" : ", ")
                      .append(entry.getKey())
                      .append(' ')
                      .append(Units.count(entry.getValue())));
      table.row(
          Long.toString(row.second()),
          Units.count(row.exits().values().stream().mapToLong(Long::longValue).sum()),
          Units.percent(row.handlingNanoseconds() / 1e9 / Math.max(1, report.total().vcpus())),
          reasons.toString());
    }
    out.table(table);
  }

  private static String halts(VcpuExits account) {
    Halts halts = account.halts();
    if (halts.exits() == 0) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    line.append(Units.count(halts.exits())).append(" halts");
    if (halts.slept() + halts.polled() > 0) {
      line.append(": ").append(Units.count(halts.slept())).append(" ended by a wakeup after ");
      line.append(
          Units.nanoseconds((double) halts.sleptNanoseconds() / Math.max(1, halts.slept())));
      line.append(" on average, ").append(Units.count(halts.polled())).append(" by halt polling");
    }
    line.append("; ").append(Units.nanoseconds(halts.haltedNanoseconds())).append(" halted in all");
    line.append('.');
    line.append(woken(halts));
    account.reasons().stream()
        .filter(row -> LargestCause.isHalt(row) && row.durations().median() > 0)
        .findFirst()
        .ifPresent(
            row ->
                line.append(" Half of the ")
                    .append(row.reason())
                    .append(" exits are over within ")
                    .append(Units.nanoseconds(row.durations().median()))
                    .append(
                        row.durations().median() < HALT_POLLING
                            ? ": KVM's halt polling (halt_poll_ns, 200 us by default) takes such."
                            : ": longer than KVM polls by default (halt_poll_ns, 200 us)."));
    return line.toString();
  }

  /// " What woke them, as far as it was injected: timer 812, device interrupt 20."
  private static String woken(Halts halts) {
    return halts.wokenBy().entrySet().stream()
        .sorted(
            java.util.Map.Entry.<Cause, Long>comparingByValue()
                .reversed()
                .thenComparing(java.util.Map.Entry.comparingByKey()))
        .map(entry -> entry.getKey().title() + " " + Units.count(entry.getValue()))
        .reduce((first, second) -> first + ", " + second)
        .map(causes -> " What woke them, as far as it was injected: " + causes + ".")
        .orElse("");
  }

  private static String judgement(Verdict verdict) {
    return switch (verdict.judgement()) {
      case EXIT_BOUND -> "yes";
      case DISAGREE -> verdict.byRule() ? "by rule only" : "by cost only";
      case NOTICEABLE -> "no, but costly";
      case NOT_EXIT_BOUND -> "no";
      case UNKNOWN -> "unknown";
    };
  }

  private static Style style(Verdict verdict) {
    return switch (verdict.judgement()) {
      case EXIT_BOUND -> Style.BAD;
      case DISAGREE, NOTICEABLE -> Style.WARNING;
      case NOT_EXIT_BOUND -> Style.GOOD;
      case UNKNOWN -> Style.DIM;
    };
  }

  private static String rate(double perSecond) {
    return Units.rate(perSecond);
  }
}
