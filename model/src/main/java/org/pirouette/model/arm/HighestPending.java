package org.pirouette.model.arm;

/// The highest-priority interrupt of one pending table that is pending and enabled, as a
/// redistributor keeps it. A lower number is a higher priority; of equals the lower INTID is the
/// higher.
public final class HighestPending {
  /// The priority that stands for none; no interrupt can have it.
  public static final int NONE = 0xFF;

  private int intid = LpiTables.SPURIOUS;
  private int priority = NONE;

  HighestPending() {}

  /// INTID, or 1023 if there is none.
  public int intid() {
    return intid;
  }

  /// Its priority, or [#NONE].
  public int priority() {
    return priority;
  }

  /// Whether there is one.
  public boolean exists() {
    return priority != NONE;
  }

  void clear() {
    intid = LpiTables.SPURIOUS;
    priority = NONE;
  }

  /// Considers an interrupt that is pending, with its configuration as it is in memory now.
  void consider(GicMemory memory, long configurationTable, int candidate) {
    int configuration = LpiTables.configuration(memory, configurationTable, candidate);
    if ((configuration & LpiTables.ENABLE) == 0) {
      return;
    }
    int itsPriority = configuration & LpiTables.PRIORITY;
    if (itsPriority < priority || itsPriority == priority && candidate < intid) {
      intid = candidate;
      priority = itsPriority;
    }
  }

  /// Looks at the whole pending table anew.
  ///
  /// @param limit the first INTID that the table has not
  void scan(GicMemory memory, long configurationTable, long pendingTable, int limit) {
    clear();
    for (int first = LpiTables.FIRST_LPI; first < limit; first += Long.SIZE) {
      long bits = memory.loadLong(pendingTable + (first >>> 3));
      for (; bits != 0; bits &= bits - 1) {
        consider(memory, configurationTable, first + Long.numberOfTrailingZeros(bits));
      }
    }
  }
}
