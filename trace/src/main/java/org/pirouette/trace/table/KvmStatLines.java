package org.pirouette.trace.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what `kvm_stat` prints: its screen, once (-1), or as a log (-l, -c).
final class KvmStatLines implements TableLines {
  private static final Pattern ROW =
      Pattern.compile(
          "^\\s*(\\w+(?:\\(([\\w-]+)\\))?)\\s+(?:\\D\\s+)?(\\d+)(?:\\s+([\\d.]+))?\\s+(\\d+)\\s*$");

  private final TableCollector collector;
  private final KvmStatLog log;

  /// The last row that has no other above it, and how far it is indented: rows that are indented
  /// further are its parts.
  private String parent = "";

  private int indentation;

  KvmStatLines(TableCollector collector) {
    this.collector = collector;
    this.log = new KvmStatLog(collector);
  }

  @Override
  public boolean read(String line) {
    if (line.contains("kvm statistics")) {
      collector.finish();
      parent = "";
      return true;
    }
    if (log.read(line)) {
      return true;
    }
    Matcher row = ROW.matcher(line);
    if (line.length() > TableLines.super.longestLine() || !row.matches()) {
      return line.strip().startsWith("Total") || line.strip().startsWith("Event");
    }
    if (!row.group(1).equals("Total")) {
      String name = named(row.group(1), row.start(1));
      add(collector, name, Figures.count(row.group(3)), Figures.decimal(row.group(5)));
    }
    return true;
  }

  /// The screen shows parts of an event below it, without its name: " HLT" below "kvm_exit".
  private String named(String printed, int at) {
    boolean isPart = !parent.isEmpty() && at > indentation && !printed.contains("(");
    if (isPart && !printed.startsWith("kvm_")) {
      return parent + "(" + printed + ")";
    }
    if (!printed.contains("(")) {
      parent = printed;
      indentation = at;
    }
    return printed;
  }

  /// Adds a counter to the table: "kvm_exit(HLT)" is an exit, others are events.
  static void add(TableCollector collector, String name, long count, double perSecond) {
    int open = name.indexOf('(');
    if (name.startsWith("kvm_exit(") && name.endsWith(")")) {
      String reason = name.substring(open + 1, name.length() - 1);
      collector.table().exit(TableRow.counted("", reason, count, perSecond));
    } else {
      collector.table().event(TableRow.counted("", name, count, perSecond));
    }
  }

  /// A log has a column for each counter.
  @Override
  public int longestLine() {
    return 1 << 14;
  }

  @Override
  public void end() {
    log.end();
  }
}
