package org.pirouette.host.live;

import java.util.Arrays;
import java.util.Optional;
import org.pirouette.host.tree.HostTree;

/// Counts of a whole machine from `/sys/kernel/debug/kvm/PID-FD`.
final class DebugfsSource implements CounterSource {
  private static final Counter[] COUNTERS = Counter.values();

  private final HostTree tree;
  private final String folder;

  private DebugfsSource(HostTree tree, String folder) {
    this.tree = tree;
    this.folder = folder;
  }

  /// The folder of a machine: its number is that of the process or of one of its threads.
  static Optional<CounterSource> open(HostTree tree, long processId) {
    for (String name : tree.list("sys/kernel/debug/kvm")) {
      int dash = name.indexOf('-');
      if (dash <= 0) {
        continue;
      }
      String number = name.substring(0, dash);
      boolean its =
          number.equals(Long.toString(processId))
              || tree.list("proc/" + processId + "/task").contains(number);
      String folder = "sys/kernel/debug/kvm/" + name;
      if (its && tree.read(folder + "/exits").present()) {
        return Optional.of(new DebugfsSource(tree, folder));
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean read(long[] counts) {
    Arrays.fill(counts, -1);
    boolean any = false;
    for (Counter counter : COUNTERS) {
      String value = tree.read(folder + "/" + counter.statistic()).value();
      if (!value.isEmpty() && value.length() < 19 && value.chars().allMatch(Character::isDigit)) {
        counts[counter.ordinal()] = Long.parseLong(value);
        any = true;
      }
    }
    return any;
  }

  @Override
  public void close() {
    // Each reading opens and closes its files.
  }
}
