package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pirouette.trace.event.Architecture;
import org.pirouette.trace.event.ExitReason;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.table.ReportedTable;
import org.pirouette.trace.table.TableRow;

/// Finds the exits in another tool's table: rows of reasons, or counters that stand for one.
final class TableExits {
  /// Names of the old `kvm_stat` (debugfs) for what are exits by one reason.
  private static final Map<String, String> COUNTED_EXITS =
      Map.of(
          "irq_exits", "EXTERNAL_INTERRUPT",
          "halt_exits", "HLT",
          "io_exits", "IO_INSTRUCTION",
          "mmio_exits", "(mmio)",
          "irq_window", "INTERRUPT_WINDOW",
          "irq_window_exits", "INTERRUPT_WINDOW",
          "signal_exits", "(signal)");

  private final ReasonDictionary reasons = new ReasonDictionary();

  /// Rows of exits; where a table has only counters, those of them that are exits.
  List<TableRow> of(ReportedTable table) {
    List<TableRow> exits = new ArrayList<>(table.exits());
    TableRow sum = null;
    boolean named = !exits.isEmpty();
    for (TableRow row : table.events()) {
      String reason = COUNTED_EXITS.get(row.name());
      if (row.name().equals("kvm_exit")
          || row.name().equals("kvm:kvm_exit")
          || row.name().equals("exits")) {
        sum = row;
      } else if (reason != null && !named && row.count() > 0) {
        exits.add(TableRow.counted("", reason, row.count(), row.perSecond()));
      }
    }
    if (sum != null) {
      long rest = sum.count() - exits.stream().mapToLong(TableRow::count).sum();
      double listed = exits.stream().mapToDouble(TableRow::perSecond).sum();
      if (rest > 0) {
        exits.add(
            TableRow.counted("", "(not listed)", rest, Math.max(0, sum.perSecond() - listed)));
      }
    }
    return exits;
  }

  /// The reason that a row names: a name, "vmx:30" (a number of VMX), or "code:123" (a number whose
  /// table is not told: AMD's numbers of interrupts and faults are beyond those of VMX).
  ExitReason reason(String name) {
    try {
      if (name.startsWith("vmx:")) {
        return reasons.byCode(Architecture.VMX, Long.parseLong(name.substring(4)));
      }
      if (name.startsWith("svm:")) {
        return reasons.byCode(Architecture.SVM, Long.parseLong(name.substring(4)));
      }
      if (name.startsWith("code:")) {
        long code = Long.decode(name.substring(5));
        return reasons.byCode(code >= 0x60 ? Architecture.SVM : Architecture.VMX, code);
      }
    } catch (NumberFormatException notANumber) {
      return reasons.named(name);
    }
    return reasons.named(name);
  }

  /// Two rows of one reason as one.
  static TableRow merged(TableRow a, TableRow b) {
    long count = a.count() + b.count();
    double total = a.total() + b.total();
    return new TableRow(
        a.group(),
        a.name(),
        count,
        a.perSecond() + b.perSecond(),
        total,
        Math.min(a.least(), b.least()),
        Math.max(a.most(), b.most()),
        count > 0 ? total / count : Double.NaN,
        Double.NaN);
  }
}
