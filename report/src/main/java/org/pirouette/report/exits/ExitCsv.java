package org.pirouette.report.exits;

import static org.pirouette.report.text.Csv.decimal;
import static org.pirouette.report.text.Csv.line;
import static org.pirouette.report.text.Csv.number;
import static org.pirouette.report.text.Csv.text;

import java.io.PrintStream;
import org.pirouette.trace.exits.Durations;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ReasonRow;
import org.pirouette.trace.exits.SecondRow;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.exits.VmExits;

/// Writes a report of exits as CSV (RFC 4180): a line per vCPU and reason, or per second and
/// reason.
public final class ExitCsv {
  private ExitCsv() {}

  /// Writes the table; the time series if the report has one.
  public static void write(PrintStream out, ExitReport report) {
    if (!report.series().isEmpty()) {
      series(out, report);
      return;
    }
    out.print(
        "vm,vcpu,thread,reason,exits,exits_per_second,share,timed,total_ns,min_ns,mean_ns,p50_ns,"
            + "p99_ns,p999_ns,max_ns\r\n");
    if (report.vms().isEmpty()) {
      rows(out, "", report.total());
    }
    for (VmExits vm : report.vms()) {
      if (vm.vcpus().isEmpty()) {
        rows(out, vm.name(), vm.total()); // a table of another tool tells no vCPUs
      }
      for (VcpuExits vcpu : vm.vcpus()) {
        rows(out, vm.name(), vcpu);
      }
    }
  }

  private static void rows(PrintStream out, String vm, VcpuExits account) {
    for (ReasonRow row : account.reasons()) {
      Durations durations = row.durations();
      line(
          out,
          text(vm),
          number(account.vcpu()),
          number(account.thread()),
          text(row.reason()),
          Long.toString(row.exits()),
          decimal(row.perSecond()),
          decimal(row.share()),
          Long.toString(durations.count()),
          decimal(durations.total()),
          decimal(durations.least()),
          decimal(durations.mean()),
          decimal(durations.median()),
          decimal(durations.percentile99()),
          decimal(durations.percentile999()),
          decimal(durations.most()));
    }
  }

  private static void series(PrintStream out, ExitReport report) {
    out.print("second,reason,exits\r\n");
    for (SecondRow row : report.series()) {
      row.exits()
          .forEach(
              (reason, exits) ->
                  line(out, Long.toString(row.second()), text(reason), Long.toString(exits)));
    }
  }
}
