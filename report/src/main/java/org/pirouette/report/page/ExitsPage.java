package org.pirouette.report.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import org.pirouette.report.exits.Advice;
import org.pirouette.report.exits.ExitSentences;
import org.pirouette.report.html.Axis;
import org.pirouette.report.html.Block;
import org.pirouette.report.html.Chart;
import org.pirouette.report.html.Chart.Line;
import org.pirouette.report.html.Chart.Point;
import org.pirouette.report.html.Chart.Series;
import org.pirouette.report.html.DataTable;
import org.pirouette.report.html.Page;
import org.pirouette.report.html.Page.KeyFigure;
import org.pirouette.report.html.Section;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.Cause;
import org.pirouette.trace.exits.CauseRow;
import org.pirouette.trace.exits.DetailRow;
import org.pirouette.trace.exits.Durations;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ReasonRow;
import org.pirouette.trace.exits.RecordingFacts;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.exits.Verdict;
import org.pirouette.trace.exits.VmExits;
import org.pirouette.trace.format.EventFormats;

/// The page of `exits --report`: one recording, or two side by side.
public final class ExitsPage {
  private static final int REASONS_IN_PLOTS = 8;

  private final List<ExitReport> reports;
  private final List<ActivityGrid> grids;

  private ExitsPage(List<ExitReport> reports, List<ActivityGrid> grids) {
    this.reports = reports;
    this.grids = grids;
  }

  /// The page of a recording, or of one before and one after a change.
  ///
  /// @param files one or two recordings; each is read once more for what happens over time
  /// @param reports their accounts, in the same order
  /// @param headline the sentence to remember; empty for that of the last recording
  public static Page of(
      List<Path> files, List<ExitReport> reports, String headline, LongConsumer progress)
      throws IOException {
    return of(files, reports, EventFormats.NONE, headline, progress);
  }

  /// The page of recordings that may lack the formats of their events.
  ///
  /// @param formats used where a recording lacks them
  public static Page of(
      List<Path> files,
      List<ExitReport> reports,
      EventFormats formats,
      String headline,
      LongConsumer progress)
      throws IOException {
    List<ActivityGrid> grids = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      grids.add(ActivityGrid.read(files.get(i), reports.get(i), formats, progress));
    }
    return new ExitsPage(reports, grids).page(headline);
  }

  private Page page(String headline) {
    List<Section> sections = new ArrayList<>();
    sections.add(causes());
    sections.add(reasons());
    sections.add(time());
    sections.add(vcpus());
    sections.add(details());
    if (!Advice.of(last().total()).isEmpty()) {
      sections.add(advice());
    }
    sections.add(recordings());
    return new Page(
        "pirouette exits: " + String.join(" and ", names()),
        headline.isEmpty() ? ExitSentences.headline(last()) : headline,
        keyFigures(),
        sections,
        "Counted by Pirouette from " + String.join(" and ", names()) + ".");
  }

  private ExitReport last() {
    return reports.getLast();
  }

  private List<String> names() {
    return reports.stream().map(report -> report.recording().name()).toList();
  }

  /// `before` and `after`, or nothing to tell apart.
  private String label(int index) {
    return reports.size() == 1 ? "exits" : index == 0 ? "before" : "after";
  }

  private List<KeyFigure> keyFigures() {
    VcpuExits now = last().total();
    List<KeyFigure> figures = new ArrayList<>();
    figures.add(figure("VM exits", Unit.PER_SECOND, VcpuExits::perSecond));
    figures.add(figure("of a core lost to exits", Unit.SHARE, VcpuExits::lostShare));
    figures.add(
        figure("interrupts through KVM", Unit.PER_SECOND, it -> it.interrupts().perSecond()));
    figures.add(
        figure("exits per interrupt", Unit.RATIO, it -> it.interrupts().exitsPerInterrupt()));
    figures.add(new KeyFigure("vCPUs", Units.count(now.vcpus()), last().vms().size() + " VMs"));
    return figures;
  }

  private KeyFigure figure(String label, Unit unit, ToDoubleFunction<VcpuExits> value) {
    double now = value.applyAsDouble(last().total());
    if (reports.size() == 1) {
      return new KeyFigure(label, Units.format(unit, now), "");
    }
    double old = value.applyAsDouble(reports.getFirst().total());
    return new KeyFigure(
        label, Units.change(old, now), Units.format(unit, old) + " -> " + Units.format(unit, now));
  }

  private Section causes() {
    // What a change removed is in the first recording only, what it brought in the last only.
    List<String> categories =
        reports.stream()
            .flatMap(report -> report.total().causes().stream())
            .map(CauseRow::cause)
            .distinct()
            .sorted()
            .map(Cause::title)
            .toList();
    DataTable.Builder table =
        DataTable.of(
            Column.left("cause"),
            Column.right("exits"),
            Column.right("share"),
            Column.right("of a core"),
            Column.left("what removes them"));
    for (CauseRow row : last().total().causes()) {
      table.row(
          row.cause().title(),
          Units.count(row.exits()),
          Units.percent(row.share()),
          Units.percent(row.shareOfCore()),
          row.remedy());
    }
    return Section.of(
        "causes",
        "Why the guest exits",
        bars(
            "causes-rate",
            "Exits by cause",
            "What an exit was for, in terms of interrupt delivery.",
            categories,
            this::causeCount),
        new Block.Grid("What each cause costs" + suffix(), table.build()));
  }

  private double causeCount(ExitReport report, String title) {
    return report.total().causes().stream()
        .filter(row -> row.cause().title().equals(title))
        .mapToDouble(row -> rate(report, row.exits()))
        .sum();
  }

  /// Exits per second, or exits where the recording has no time.
  private double rate(ExitReport report, long exits) {
    return timed() ? exits / report.recording().seconds() : exits;
  }

  private boolean timed() {
    return reports.stream().allMatch(report -> report.recording().seconds() > 0);
  }

  private String suffix() {
    return reports.size() == 1 ? "" : ", " + last().recording().name();
  }

  private Section reasons() {
    List<String> names = reasonNames();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        bars(
            "reasons-rate",
            "Exits by reason",
            "With the names that KVM prints.",
            names,
            (report, reason) -> rate(report, report.total().exitsOf(reason))));
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      for (ReasonRow row : reports.get(i).total().reasons()) {
        if (row.durations().isKnown()
            && names.indexOf(row.reason()) < 4
            && names.contains(row.reason())) {
          Line line =
              line(row.reason() + (reports.size() == 1 ? "" : " " + label(i)), row.durations());
          if (line.points().size() > 1) { // a table without percentiles has no curve
            lines.add(line);
          }
        }
      }
    }
    if (!lines.isEmpty()) {
      blocks.add(
          new Block.Figure(
              "durations",
              "Time from exit to entry",
              "Percentiles of the four most frequent reasons; a halt's time includes its sleep.",
              new Chart.Lines(
                  Axis.percentile("percentile"),
                  Axis.logarithmic("time", Unit.NANOSECONDS),
                  lines,
                  List.of(new Chart.Mark("p99", 0.99)))));
    }
    blocks.add(new Block.Grid("All reasons" + suffix(), reasonTable()));
    return new Section("reasons", "Exits by reason", blocks);
  }

  private List<String> reasonNames() {
    Map<String, Double> counts = new LinkedHashMap<>();
    for (ExitReport report : reports) {
      report
          .total()
          .reasons()
          .forEach(row -> counts.merge(row.reason(), rate(report, row.exits()), Double::sum));
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(REASONS_IN_PLOTS * 2L)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Line line(String name, Durations durations) {
    List<Point> points = new ArrayList<>();
    add(points, 0, durations.least());
    add(points, 0.5, durations.median());
    add(points, 0.99, durations.percentile99());
    add(points, 0.999, durations.percentile999());
    return new Line(name, points);
  }

  private static void add(List<Point> points, double share, double nanoseconds) {
    if (Double.isFinite(nanoseconds)) {
      points.add(new Point(share, nanoseconds));
    }
  }

  private DataTable reasonTable() {
    DataTable.Builder table =
        DataTable.of(
            Column.left("reason"),
            Column.right("exits"),
            Column.right("share"),
            Column.right("of the time"),
            Column.right("mean"),
            Column.right("p50"),
            Column.right("p99"),
            Column.right("p99.9"),
            Column.right("max"));
    for (ReasonRow row : last().total().reasons()) {
      Durations time = row.durations();
      table.row(
          row.reason(),
          Units.count(row.exits()),
          Units.percent(row.share()),
          Units.percent(row.timeShare()),
          Units.nanoseconds(time.mean()),
          Units.nanoseconds(time.median()),
          Units.nanoseconds(time.percentile99()),
          Units.nanoseconds(time.percentile999()),
          Units.nanoseconds(time.most()));
    }
    return table.build();
  }

  private Section time() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < grids.size(); i++) {
      ActivityGrid grid = grids.get(i);
      if (grid.isEmpty()) {
        continue;
      }
      String name = reports.size() == 1 ? "" : ", " + label(i);
      List<Line> lines = new ArrayList<>();
      for (Series series : grid.reasons().stream().limit(REASONS_IN_PLOTS).toList()) {
        List<Point> points = new ArrayList<>();
        for (int step = 0; step < series.values().size(); step++) {
          points.add(new Point(grid.starts().get(step), series.values().get(step)));
        }
        lines.add(new Line(series.name(), points));
      }
      blocks.add(
          new Block.Figure(
              "series-" + i,
              "Exits over time" + name,
              "The most frequent reasons.",
              new Chart.Lines(
                  Axis.linear("time", Unit.NANOSECONDS),
                  Axis.linear("exits", Unit.PER_SECOND),
                  lines,
                  List.of())));
      blocks.add(
          new Block.Figure(
              "heat-" + i,
              "Exits by vCPU and time" + name,
              "Bright cells exit most.",
              new Chart.HeatMap(
                  Axis.linear("time", Unit.NANOSECONDS),
                  grid.starts(),
                  Axis.linear("exits", Unit.PER_SECOND),
                  grid.vcpus())));
    }
    if (blocks.isEmpty()) {
      blocks.add(
          new Block.Prose("The recording has no times, so there is nothing to show over time."));
    }
    return new Section("time", "Over time", blocks);
  }

  private Section vcpus() {
    DataTable.Builder table =
        DataTable.of(
            Column.left("VM"),
            Column.left("vCPU"),
            Column.right("exits/s"),
            Column.right("interrupts/s"),
            Column.right("of a core lost"),
            Column.right("in guest"),
            Column.left("exit-bound?"));
    for (VmExits vm : last().vms()) {
      for (VcpuExits vcpu : vm.vcpus()) {
        table.row(
            Cell.of(vm.name()),
            Cell.of(vcpu.label()),
            Cell.of(Units.rate(vcpu.perSecond())),
            Cell.of(Units.rate(vcpu.interrupts().perSecond())),
            Cell.of(Units.percent(vcpu.lostShare())),
            Cell.of(Units.percent(vcpu.guestShare())),
            Cell.of(style(vcpu.verdict()), vcpu.verdict().sentence()));
      }
    }
    return Section.of("vcpus", "vCPUs" + suffix(), new Block.Grid("", table.build()));
  }

  private static Style style(Verdict verdict) {
    return switch (verdict.judgement()) {
      case EXIT_BOUND -> Style.BAD;
      case DISAGREE, NOTICEABLE -> Style.WARNING;
      case NOT_EXIT_BOUND -> Style.GOOD;
      case UNKNOWN -> Style.DIM;
    };
  }

  private Section details() {
    List<String> labels = new ArrayList<>();
    for (ExitReport report : reports) {
      for (DetailRow row :
          report.total().details().stream().limit(REASONS_IN_PLOTS * 2L).toList()) {
        String label = label(row);
        if (!labels.contains(label)) {
          labels.add(label);
        }
      }
    }
    if (labels.isEmpty()) {
      return Section.of(
          "vectors", "Vectors and registers", new Block.Prose("The recording names none."));
    }
    return Section.of(
        "vectors",
        "Vectors and registers",
        bars(
            "vectors-rate",
            "External interrupts by host vector, accesses by register",
            "Which interrupt, or which register, an exit was for.",
            labels,
            (report, label) ->
                report.total().details().stream()
                    .filter(row -> label(row).equals(label))
                    .mapToDouble(row -> rate(report, row.exits()))
                    .sum()));
  }

  /// As in the terminal: each with its source and its risk.
  private Section advice() {
    DataTable.Builder table =
        DataTable.of(
            Column.left("exits"),
            Column.right("share"),
            Column.left("what they are"),
            Column.left("what people do"),
            Column.left("risk"),
            Column.left("source"));
    for (Advice advice : Advice.of(last().total())) {
      table.row(
          advice.what(),
          Units.percent(advice.share()),
          advice.meaning(),
          advice.remedy(),
          advice.risk(),
          advice.source());
    }
    return Section.of(
        "advice",
        "What they are, and what people do about them",
        new Block.Grid(suffix(), table.build()));
  }

  private static String label(DetailRow row) {
    return row.reason() + " " + row.label();
  }

  private Section recordings() {
    DataTable.Builder table =
        DataTable.of(
            Column.left("recording"),
            Column.left("format"),
            Column.left("what"),
            Column.left("confidence"));
    for (ExitReport report : reports) {
      RecordingFacts facts = report.recording();
      table.row(facts.name(), facts.format(), ExitSentences.recording(report), facts.confidence());
    }
    List<Block> blocks = new ArrayList<>(List.of(new Block.Grid("", table.build())));
    for (ExitReport report : reports) {
      ExitSentences.warnings(report.recording()).forEach(it -> blocks.add(new Block.Prose(it)));
    }
    return new Section("recording", "What was read", blocks);
  }

  /// How much of a category a recording has.
  private interface Amount {
    double of(ExitReport report, String category);
  }

  private Block bars(
      String id, String title, String caption, List<String> categories, Amount amount) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      ExitReport report = reports.get(i);
      series.add(
          new Series(label(i), categories.stream().map(it -> amount.of(report, it)).toList()));
    }
    Axis axis = Axis.linear("exits", timed() ? Unit.PER_SECOND : Unit.COUNT);
    return new Block.Figure(id, title, caption, new Chart.Bars(axis, categories, series, false));
  }
}
