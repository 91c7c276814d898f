package org.pirouette.trace.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads KVM's own counters as people dump them: files of `/sys/kernel/debug/kvm` (by `grep -r .`
/// or one per line), or a program's print of KVM_GET_STATS_FD.
///
/// ```
/// /sys/kernel/debug/kvm/1234-11/exits:4281
/// exits 4281
/// STAT vcpu exits 4281
/// exits: 4281 (+281)
/// ```
///
/// Also what libvirt (`virsh domstats --vcpu`) and QEMU (`info stats`) make of them, a set for each
/// vCPU, which are added up:
///
/// ```
/// Domain: 'guest'
///   vcpu.0.exits.sum=4281
/// vcpu (qom path: /machine/unattached/device[0])
///     exits (cumulative): 4281
/// ```
final class CounterLines implements TableLines {
  private static final Pattern ROW =
      Pattern.compile(
          "^\\s*(?:(\\S*)/|STAT\\s+(\\S+)\\s+)?([a-z][a-z0-9_]*)[:=\\s]\\s*(-?\\d+)(?:\\s*\\([+-]?\\d+\\))?\\s*$");
  private static final Pattern OF_VCPU =
      Pattern.compile(
          "^\\s*(?:vcpu\\.\\d+\\.([a-z][a-z0-9_]*)\\.sum\\s*=|([a-z][a-z0-9_]*) \\(cumulative\\):)\\s*(\\d+)\\s*$");
  private static final Pattern DOMAIN = Pattern.compile("^\\s*Domain:\\s*'([^']{1,100})'\\s*$");
  private static final Pattern PROCESSOR = Pattern.compile("(.*/)?vcpu\\d+");

  private final TableCollector collector;
  private final Map<String, Map<String, Long>> groups = new LinkedHashMap<>();

  CounterLines(TableCollector collector) {
    this.collector = collector;
  }

  private String domain = "";

  @Override
  public boolean read(String line) {
    Matcher machine = DOMAIN.matcher(line);
    if (machine.matches()) {
      domain = machine.group(1);
      return true;
    }
    Matcher vcpu = OF_VCPU.matcher(line);
    if (vcpu.matches()) {
      String name = vcpu.group(1) == null ? vcpu.group(2) : vcpu.group(1);
      groups
          .computeIfAbsent(domain, ignored -> new LinkedHashMap<>())
          .merge(name, Figures.count(vcpu.group(3)), Long::sum);
      return true;
    }
    Matcher row = ROW.matcher(line);
    if (!row.matches()) {
      return false;
    }
    String group = row.group(1) != null ? row.group(1) : row.group(2) != null ? row.group(2) : "";
    boolean counted = !PROCESSOR.matcher(group).matches() && !group.endsWith("-before");
    if (counted) {
      groups
          .computeIfAbsent(group, ignored -> new LinkedHashMap<>())
          .put(row.group(3), row.group(4).startsWith("-") ? 0 : Figures.count(row.group(4)));
    }
    return true;
  }

  /// The folder that holds those of the machines has their sums, which must not count twice.
  private boolean isSum(String group) {
    return groups.keySet().stream().anyMatch(other -> other.startsWith(group + "/"));
  }

  @Override
  public void end() {
    groups.forEach(
        (group, counters) -> {
          if (counters.containsKey("exits") && !isSum(group)) {
            collector.table().title(group.substring(group.lastIndexOf('/') + 1));
            counters.forEach(
                (name, count) ->
                    collector.table().event(TableRow.counted("", name, count, Double.NaN)));
            collector.finishRows();
          }
        });
    groups.clear();
  }
}
