package org.pirouette.model.amd;

/// The registers of the IOMMU that belong to the GALog, as one value: head and tail as numbers of
/// entries, the log's bits of the status register, and whether logging is enabled. [GuestApicLog]
/// and the steps of the protocol compute with it.
///
/// ```text GALog registers as one value
///   63 48   47  32   31  16   15 12   11      10      9             8           7 0
/// +-------+--------+--------+-------+-------+-------+-------------+-----------+-----+
/// |   0   |  tail  |  head  |   0   | En    | GAInt | GALOverflow | GALogRun  |  0  |
/// +-------+--------+--------+-------+-------+-------+-------------+-----------+-----+
/// ```
public final class GaLogRegisters {
  /// Every bit that a ring of 2 to the `code` entries can change.
  ///
  /// @param code length code of the base register
  public static long bits(int code) {
    long offsets = (1L << code) - 1;
    return ENABLED
        | GuestApicLog.GA_LOG_RUN
        | GuestApicLog.GA_LOG_OVERFLOW
        | GuestApicLog.GA_INT
        | offsets << HEAD
        | offsets << TAIL;
  }

  private static final long ENABLED = 1L << 11;
  private static final int HEAD = 16;
  private static final int TAIL = 32;
  private static final long NUMBER = 0xFFFF;

  private GaLogRegisters() {}

  /// An empty log that is enabled or not.
  public static long empty(boolean enabled) {
    return enabled ? ENABLED | GuestApicLog.GA_LOG_RUN : 0;
  }

  /// Number of the next entry to read.
  public static int head(long registers) {
    return (int) (registers >>> HEAD & NUMBER);
  }

  /// Number of the next entry to write.
  public static int tail(long registers) {
    return (int) (registers >>> TAIL & NUMBER);
  }

  /// The log's bits of the status register 2020h.
  public static int status(long registers) {
    return (int) registers
        & (GuestApicLog.GA_LOG_RUN | GuestApicLog.GA_LOG_OVERFLOW | GuestApicLog.GA_INT);
  }

  /// Whether an entry can be written: logging runs and the ring is not full. A ring of n entries
  /// holds n - 1.
  public static boolean accepts(long registers, int code) {
    return (registers & GuestApicLog.GA_LOG_RUN) != 0
        && (tail(registers) + 1 & (1 << code) - 1) != head(registers);
  }

  /// After the IOMMU wanted to log an interrupt: the tail moves and GAInt is set; or, if the ring
  /// is full, overflow is set and logging stops; or, if logging does not run, nothing changes.
  public static long afterAppend(long registers, int code) {
    if ((registers & GuestApicLog.GA_LOG_RUN) == 0) {
      return registers;
    }
    if (!accepts(registers, code)) {
      return registers & ~GuestApicLog.GA_LOG_RUN | GuestApicLog.GA_LOG_OVERFLOW;
    }
    long next = tail(registers) + 1 & (1 << code) - 1;
    return registers & ~(NUMBER << TAIL) | next << TAIL | GuestApicLog.GA_INT;
  }

  /// After software wrote the head.
  public static long withHead(long registers, int number, int code) {
    return registers & ~(NUMBER << HEAD) | (long) (number & (1 << code) - 1) << HEAD;
  }

  /// After software wrote GALogEn: going from 0 to 1 starts logging, going to 0 stops it.
  public static long afterEnable(long registers, boolean on) {
    boolean starts = on && (registers & ENABLED) == 0;
    long stopped = on ? registers : registers & ~GuestApicLog.GA_LOG_RUN;
    long enabled = on ? stopped | ENABLED : stopped & ~ENABLED;
    return starts ? enabled | GuestApicLog.GA_LOG_RUN : enabled;
  }

  /// After software wrote the status register: overflow and interrupt are cleared by ones, GALogRun
  /// is read-only.
  public static long afterStatusWrite(long registers, int value) {
    return registers & ~(value & (GuestApicLog.GA_LOG_OVERFLOW | GuestApicLog.GA_INT));
  }
}
