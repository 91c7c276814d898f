package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.trace.event.Architecture;
import org.pirouette.trace.event.ExitFamily;
import org.pirouette.trace.event.ExitReason;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.table.ReportedTable;
import org.pirouette.trace.table.TableRow;

/// Makes a report out of other tools' tables: counts, shares, what times they tell. No percentiles,
/// no vectors; causes only as far as the reason tells them.
final class TableReports {
  private final TableExits tableExits = new TableExits();
  private final CauseRules rules = new CauseRules(new VectorOrigins(List.of(), false));
  private final double seconds;

  TableReports(double seconds) {
    this.seconds = seconds;
  }

  /// The report of all tables of a text.
  static ExitReport of(
      List<ReportedTable> tables,
      RecordingFormat format,
      String name,
      long bytes,
      double seconds,
      RecordingNotes notes) {
    List<ReportedTable> filled =
        tables.stream().filter(t -> !t.exits().isEmpty() || !t.events().isEmpty()).toList();
    // Counters stand in a folder of each machine's own; what else repeats is another measurement.
    boolean together = format == RecordingFormat.KVM_COUNTERS;
    TableReports reports = new TableReports(seconds);
    long withExits = filled.stream().filter(t -> !reports.tableExits.of(t).isEmpty()).count();
    if (together || withExits < 2) {
      return reports.report(filled, format, name, bytes, notes);
    }
    List<ExitReport> parts = new ArrayList<>();
    for (ReportedTable table : filled) {
      String title = "table " + (parts.size() + 1);
      if (!table.title().isEmpty()) {
        title += ": " + table.title();
      }
      parts.add(
          new TableReports(table.seconds())
              .report(List.of(table), format, title, -1, new RecordingNotes()));
    }
    ExitReport whole = new TableReports(Double.NaN).report(filled, format, name, bytes, notes);
    return new ExitReport(
        whole.recording(), ExitReport.largest(parts).total(), whole.vms(), List.of(), parts);
  }

  private ExitReport report(
      List<ReportedTable> tables,
      RecordingFormat format,
      String name,
      long bytes,
      RecordingNotes notes) {
    List<VmExits> parts = new ArrayList<>();
    List<TableRow> all = new ArrayList<>();
    List<TableRow> events = new ArrayList<>();
    Map<String, Long> eventCounts = new TreeMap<>();
    for (ReportedTable table : tables) {
      List<TableRow> exits = tableExits.of(table);
      String title = tables.size() > 1 ? "table " + (parts.size() + 1) : "table";
      if (!table.title().isEmpty()) {
        title += ": " + table.title();
      }
      parts.add(part(title, exits, table.events()));
      all.addAll(exits);
      events.addAll(table.events());
      table.events().forEach(row -> eventCounts.merge(row.name(), row.count(), Long::sum));
      checkStated(table, exits, notes);
    }
    long counted = all.stream().mapToLong(TableRow::count).sum();
    RecordingFacts facts =
        new RecordingFacts(
            name,
            format.title(),
            bytes,
            "",
            1,
            seconds,
            0,
            Math.max(counted, eventCounts.values().stream().mapToLong(Long::longValue).sum()),
            notes.lost(),
            notes.lossWithoutCount(),
            notes.unreadableCount(),
            notes.unreadable(),
            0,
            "",
            notes.warnings(),
            eventCounts,
            tables.size() == 1 ? tables.getFirst().listedShare() : Double.NaN,
            notes.host());
    return new ExitReport(facts, account("all", -1, all, events), parts, List.of(), List.of());
  }

  private static void checkStated(ReportedTable table, List<TableRow> exits, RecordingNotes notes) {
    if (table.listedShare() < 0.97) {
      notes.warn(
          String.format(
              Locale.ROOT,
              "%sThe rows are %.1f %% of the exits, as the table itself says; the other rows are not here.",
              table.title().isEmpty() ? "" : table.title() + ": ",
              table.listedShare() * 100));
    }
    long counted = exits.stream().mapToLong(TableRow::count).sum();
    if (table.statedExits() >= 0 && table.statedExits() != counted) {
      notes.warn(
          "The table says %,d samples, its rows come to %,d: some are missing or damaged."
              .formatted(table.statedExits(), counted));
    }
  }

  private VmExits part(String title, List<TableRow> exits, List<TableRow> events) {
    Map<String, List<TableRow>> byThread = new LinkedHashMap<>();
    for (TableRow row : exits) {
      byThread.computeIfAbsent(row.group(), ignored -> new ArrayList<>()).add(row);
    }
    List<VcpuExits> threads = new ArrayList<>();
    byThread.forEach(
        (thread, rows) -> {
          if (!thread.isEmpty()) {
            threads.add(account("thread " + thread, threadNumber(thread), rows, List.of()));
          }
        });
    return new VmExits(title, -1, account(title, -1, exits, events), List.copyOf(threads));
  }

  /// A thread's number, -1 for one that no kernel gives.
  private static int threadNumber(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException unreadable) {
      return -1;
    }
  }

  private VcpuExits account(String label, int thread, List<TableRow> exits, List<TableRow> events) {
    Map<ExitReason, TableRow> byReason = new LinkedHashMap<>();
    for (TableRow row : exits) {
      byReason.merge(tableExits.reason(row.name()), row, TableExits::merged);
    }
    double count = byReason.values().stream().mapToLong(TableRow::count).sum();
    double time =
        byReason.values().stream().mapToDouble(TableRow::total).filter(t -> !Double.isNaN(t)).sum();
    List<ReasonRow> rows = new ArrayList<>();
    Map<Cause, CauseRow> causes = new EnumMap<>(Cause.class);
    TableRow handling = TableRow.counted("", "", 0, 0);
    long halts = 0;
    double halted = 0;
    for (Map.Entry<ExitReason, TableRow> entry : byReason.entrySet()) {
      ExitReason reason = entry.getKey();
      TableRow row = entry.getValue();
      boolean halt = reason.family() == ExitFamily.HALT;
      double rate = Double.isNaN(row.perSecond()) ? row.count() / seconds : row.perSecond();
      rows.add(
          new ReasonRow(
              reason.name(),
              row.count(),
              rate,
              row.count() / count,
              time > 0 ? row.total() / time : Double.NaN,
              durations(row)));
      double cost = halt ? 0 : row.total();
      Cause cause = rules.cause(reason, (long) reason.index() << 48);
      causes.merge(
          cause,
          new CauseRow(
              cause,
              row.count(),
              rate,
              row.count() / count,
              cost,
              cost / (seconds * 1e9),
              reason.architecture()),
          TableReports::merged);
      if (halt) {
        halts += row.count();
        halted += Double.isNaN(row.total()) ? 0 : row.total();
      } else if (!Double.isNaN(row.total())) {
        handling = handling.count() == 0 ? row : TableExits.merged(handling, row);
      }
    }
    rows.sort(
        Comparator.comparingLong(ReasonRow::exits).reversed().thenComparing(ReasonRow::reason));
    Interrupts interrupts = interrupts(events, causes);
    double lost = handling.count() > 0 ? handling.total() / (seconds * 1e9) : Double.NaN;
    return new VcpuExits(
        label,
        -1,
        thread,
        "",
        thread >= 0 ? 1 : 0,
        seconds,
        (long) count,
        rows.stream().filter(row -> !row.durations().isKnown()).mapToLong(ReasonRow::exits).sum(),
        rows.stream().mapToDouble(ReasonRow::perSecond).sum(),
        durations(handling),
        lost,
        Double.NaN,
        sum(events, "kvm_userspace_exit"),
        List.copyOf(rows),
        causes.values().stream().filter(row -> row.exits() > 0).toList(),
        TableAccesses.of(events),
        interrupts,
        new Halts(halts, sum(events, "kvm_vcpu_wakeup"), 0, 0, 0, halted, Map.of()),
        verdict(interrupts, lost, thread >= 0, (long) count));
  }

  /// A table of many vCPUs tells of none of them that it is bound; that together they are not says
  /// it of each.
  private Verdict verdict(Interrupts interrupts, double lost, boolean isOne, long exits) {
    boolean much =
        interrupts.perSecond() > Verdict.RULE_INTERRUPTS_PER_SECOND
            || lost >= Verdict.NOTICEABLE_SHARE;
    if (!isOne && much) {
      return new Verdict(
          Verdict.Judgement.UNKNOWN,
          false,
          false,
          "No verdict: the table does not tell on how many vCPUs its exits are spread.");
    }
    return Verdicts.of(
        new Verdicts.Measures(interrupts.perSecond(), lost, seconds, exits + interrupts.total()));
  }

  private Interrupts interrupts(List<TableRow> events, Map<Cause, CauseRow> causes) {
    long accepted = sum(events, "kvm_apic_accept_irq");
    long injected = sum(events, "kvm_inj_virq") + sum(events, "irq_injections");
    long posted = sum(events, "kvm_apicv_accept_irq");
    Interrupts.Basis basis =
        accepted > 0
            ? Interrupts.Basis.ACCEPTED
            : injected > 0 ? Interrupts.Basis.INJECTED : Interrupts.Basis.NONE;
    long total = accepted > 0 ? accepted : injected;
    double rate = rate(events, accepted > 0 ? "kvm_apic_accept_irq" : "kvm_inj_virq");
    boolean causesKnown =
        causes.values().stream()
            .anyMatch(row -> row.exits() > 0 && row.cause().isInterruptDelivery());
    long delivery =
        causes.values().stream()
            .filter(row -> row.cause().isInterruptDelivery())
            .mapToLong(CauseRow::exits)
            .sum();
    double perInterrupt = total > 0 && causesKnown ? (double) delivery / total : Double.NaN;
    return new Interrupts(
        total,
        basis,
        Double.isNaN(rate) ? total > 0 ? total / seconds : Double.NaN : rate,
        accepted,
        posted,
        injected,
        0,
        sum(events, "kvm_msi_set_irq"),
        sum(events, "kvm_apic_ipi"),
        perInterrupt);
  }

  private static long sum(List<TableRow> events, String name) {
    return events.stream()
        .filter(row -> row.name().equals(name) || row.name().equals("kvm:" + name))
        .mapToLong(TableRow::count)
        .sum();
  }

  private static double rate(List<TableRow> events, String name) {
    return events.stream()
        .filter(row -> row.name().equals(name))
        .mapToDouble(TableRow::perSecond)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static CauseRow merged(CauseRow a, CauseRow b) {
    return new CauseRow(
        a.cause(),
        a.exits() + b.exits(),
        a.perSecond() + b.perSecond(),
        a.share() + b.share(),
        a.nanoseconds() + b.nanoseconds(),
        a.shareOfCore() + b.shareOfCore(),
        a.architecture() == Architecture.UNKNOWN ? b.architecture() : a.architecture());
  }

  static Durations durations(TableRow row) {
    boolean timed = !Double.isNaN(row.mean()) || !Double.isNaN(row.most());
    return timed && row.count() > 0
        ? new Durations(
            row.count(),
            row.total(),
            row.least(),
            row.mean(),
            Double.NaN,
            Double.NaN,
            Double.NaN,
            row.most(),
            row.relativeError())
        : Durations.NONE;
  }
}
