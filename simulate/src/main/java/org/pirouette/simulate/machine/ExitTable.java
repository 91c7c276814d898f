package org.pirouette.simulate.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.simulate.ExitCount;

/// Counts and cycles of exits by vCPU, reason and detail: a hash table of primitives, since only
/// few of the combinations occur.
final class ExitTable {
  private final List<ExitReason> reasons;
  private static final long FREE = -1;

  private long[] keys = new long[64];
  private long[] counts = new long[64];
  private long[] cycles = new long[64];
  private int size;

  /// @param reasons by the ordinal that is a part of the keys
  ExitTable(List<ExitReason> reasons) {
    this.reasons = reasons;
    Arrays.fill(keys, FREE);
  }

  /// Key of a combination.
  ///
  /// @param detail 0 to 65,535
  static long key(int virtualProcessor, int reason, int detail) {
    return (long) virtualProcessor << 24 | (long) reason << 16 | detail;
  }

  /// Ordinal of the reason in a key.
  static int reason(long key) {
    return (int) (key >>> 16) & 0xFF;
  }

  void count(long key, long number) {
    int slot = slot(key); // may replace the arrays
    counts[slot] += number;
  }

  void spend(long key, long spent) {
    int slot = slot(key);
    cycles[slot] += spent;
  }

  void clear() {
    Arrays.fill(counts, 0);
    Arrays.fill(cycles, 0);
  }

  List<ExitCount> list() {
    List<ExitCount> list = new ArrayList<>();
    for (int slot = 0; slot < keys.length; slot++) {
      long key = keys[slot];
      if (key != FREE && counts[slot] + cycles[slot] > 0) {
        list.add(
            new ExitCount(
                (int) (key >>> 24),
                reasons.get(reason(key)),
                (int) key & 0xFFFF,
                counts[slot],
                cycles[slot]));
      }
    }
    list.sort(
        Comparator.comparingInt(ExitCount::virtualProcessor)
            .thenComparing(ExitCount::reason, ExitReason.ORDER)
            .thenComparingInt(ExitCount::detail));
    return list;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = hash(key) & mask;
    while (keys[slot] != key) {
      if (keys[slot] == FREE) {
        return add(slot, key);
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int add(int slot, long key) {
    if (size * 2 >= keys.length) {
      grow();
      return slot(key);
    }
    size++;
    keys[slot] = key;
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    long[] oldCycles = cycles;
    keys = new long[oldKeys.length * 2];
    counts = new long[keys.length];
    cycles = new long[keys.length];
    Arrays.fill(keys, FREE);
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slot(oldKeys[i]);
        counts[slot] = oldCounts[i];
        cycles[slot] = oldCycles[i];
      }
    }
  }

  private static int hash(long key) {
    return (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 40);
  }
}
