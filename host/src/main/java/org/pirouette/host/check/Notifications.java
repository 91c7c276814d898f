package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.InterruptTable;

/// The notifications that reached the host's own handlers, and what they mean. A notification that
/// hits a running guest is counted nowhere.
public final class Notifications {
  private Notifications() {}

  /// One row of `/proc/interrupts`, explained.
  ///
  /// @param label `PIN`, `NPI`, `PIW`, `PMN`
  /// @param total since boot
  /// @param perSecond between the readings, or NaN
  /// @param growth between the readings, or -1
  /// @param meaning in a sentence or two
  public record Row(String label, long total, double perSecond, long growth, String meaning) {
    /// The count in words.
    public String amount() {
      String since = String.format(Locale.ROOT, "%,d since boot", total);
      if (growth < 0) {
        return since;
      }
      return Double.isNaN(perSecond)
          ? since + String.format(Locale.ROOT, ", %,d between the readings", growth)
          : since + String.format(Locale.ROOT, ", %,.0f per second now", perSecond);
    }
  }

  /// The rows that are there, explained.
  public static List<Row> of(HostFacts facts) {
    List<Row> rows = new ArrayList<>();
    for (String label : List.of("PIN", "NPI", "PIW", "PMN")) {
      facts.activity().interrupts().row(label).ifPresent(row -> rows.add(explained(facts, row)));
    }
    return rows;
  }

  private static Row explained(HostFacts facts, InterruptTable.Row row) {
    long growth = facts.activity().growth(row);
    double rate = growth < 0 ? Double.NaN : growth / facts.activity().seconds();
    boolean any = growth > 0 || (growth < 0 && row.total() > 0);
    String meaning =
        switch (row.label()) {
          case "PIN" ->
              any
                  ? "notifications that came while the vCPU was outside the guest; many of them mean"
                      + " vCPUs that exit a lot, and they prove that APICv posting is in use"
                  : "none came outside the guest: either posting works as it should (those that hit"
                      + " a running guest are counted nowhere), or nothing is posted";
          case "NPI" ->
              any
                  ? "notifications for a nested guest that came while its vCPU was outside"
                  : "no notification for a nested guest";
          case "PIW" ->
              any
                  ? "wakeups of halted vCPUs by posted interrupts of devices or by IPIs: the guest"
                      + " was idle, so each costs a wakeup and no posting can save it"
                  : "no halted vCPU was woken by a posted interrupt: no posted device, or its guest"
                      + " never halts";
          default ->
              any
                  ? "posted MSIs of the host's own devices (intremap=posted_msi), batched; not of"
                      + " virtual machines"
                  : "no posted MSI of the host's own devices";
        };
    return new Row(row.label(), row.total(), rate, growth, meaning);
  }
}
