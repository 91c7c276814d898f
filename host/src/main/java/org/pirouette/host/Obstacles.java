package org.pirouette.host;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.host.collect.HostCollection;
import org.pirouette.host.source.KernelLog;
import org.pirouette.host.source.KvmCounters;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.HostTree;

/// What keeps doctor from seeing more on a running host, each with what would open it.
final class Obstacles {
  private Obstacles() {}

  static List<String> find(HostTree tree, KvmCounters counters, KernelLog log) {
    List<String> obstacles = new ArrayList<>();
    if (!tree.live()) {
      for (String line : tree.read(HostCollection.MARKER).lines()) {
        if (line.startsWith("obstacle ")) {
          obstacles.add(line.substring("obstacle ".length()));
        }
      }
      return obstacles;
    }
    boolean administrator = administrator(tree);
    if (!administrator) {
      obstacles.add(
          "not run as root: other users' VMMs, debugfs (IRTE tables, KVM counters) and often dmesg"
              + " are closed; run it with sudo to see them");
    }
    boolean debugfs = !tree.list("sys/kernel/debug").isEmpty();
    if (administrator && !debugfs) {
      obstacles.add(
          "debugfs is not mounted: no IRTE tables and no KVM counters; mount -t debugfs none"
              + " /sys/kernel/debug");
    }
    if (administrator && tree.list("sys/kernel/tracing").isEmpty()) {
      obstacles.add(
          "tracefs is not mounted: no tracepoint counters; mount -t tracefs none"
              + " /sys/kernel/tracing");
    }
    boolean locked =
        log.says(LogFact.LOCKDOWN)
            || tree.read("sys/kernel/security/lockdown").value().contains("[in");
    if (counters.refused() > 0) {
      obstacles.add(
          "kernel lockdown refuses "
              + counters.refused()
              + " KVM counter files in debugfs; perf counters and the VMM's statistics descriptors"
              + " still work");
    } else if (locked) {
      obstacles.add(
          "the kernel is locked down: KVM's counters in debugfs cannot be opened even by root; perf"
              + " counters and the VMM's statistics descriptors still work");
    }
    if (!log.known()) {
      Content content = tree.read("dmesg");
      String reason =
          content instanceof Content.Unreadable unreadable ? unreadable.reason() : "empty";
      obstacles.add("the kernel log cannot be read (" + reason + ")");
    }
    return obstacles;
  }

  /// The effective user is root: the second number of the line `Uid:`.
  private static boolean administrator(HostTree tree) {
    return tree.read("proc/self/status").lines().stream()
        .filter(line -> line.startsWith("Uid:"))
        .anyMatch(line -> line.split("\\s+").length > 2 && line.split("\\s+")[2].equals("0"));
  }
}
