package org.pirouette.model.intel;

import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The fault registers of a remapping unit: FSTS, FECTL and the fault-recording registers FRCD
/// (VT-d 10.4.9, 10.4.10, 10.4.14).
///
/// Records are filled in a ring. If the next one is still in use, the fault is lost and PFO is set;
/// while PFO is set nothing is recorded.
///
/// ```text fault-recording register
///   31 0
/// +------+
/// | rsvd |
/// +------+
///   63 48   47 32
/// +-------+-------+
/// | index | rsvd  |
/// +-------+-------+
///   95 80   79 64
/// +-------+-------+
/// | rsvd  |  SID  |
/// +-------+-------+
///   127   126   125 104   103 96
/// +-----+-----+---------+--------+
/// |  F  |  T  |  rsvd   |   FR   |
/// +-----+-----+---------+--------+
/// ```
public final class FaultRecording {
  /// Fields of one fault-recording register, for an interrupt-remapping fault.
  public static final StructureLayout RECORD =
      StructureLayout.of(
          "fault-recording register",
          32,
          BitField.reserved(47, 0),
          BitField.of("index", 63, 48, "index of the entry (upper part of FI)"),
          BitField.of("SID", 79, 64, "requester"),
          BitField.reserved(95, 80),
          BitField.of("FR", 103, 96, "fault reason"),
          BitField.reserved(125, 104),
          BitField.bit("T", 126, "type of a DMA request"),
          BitField.bit("F", 127, "fault: the record is in use; write 1 to clear"));

  /// FSTS bit: primary fault overflow, write 1 to clear.
  public static final int PFO = 1;

  /// FSTS bit: primary pending fault, the OR of all F.
  public static final int PPF = 1 << 1;

  /// FECTL bit: fault events are masked.
  public static final int INTERRUPT_MASK = 1 << 31;

  /// FECTL bit: a fault event waits for the mask to be cleared.
  public static final int INTERRUPT_PENDING = 1 << 30;

  private static final long F = 1L << 63;

  private final long[] low;
  private final long[] high;
  private int next;
  private boolean overflow;
  private boolean masked = true;
  private boolean pending;
  private int events;

  /// Empty registers, fault events masked as after reset.
  ///
  /// @param records number of fault-recording registers, 1 to 256
  public FaultRecording(int records) {
    low = new long[records];
    high = new long[records];
  }

  /// Records a fault, unless there is no room.
  ///
  /// @param sourceId requester, 16 bits
  /// @param index entry that the request named
  /// @return whether it was recorded
  boolean record(RemappingFault fault, int sourceId, int index) {
    if (overflow) {
      return false;
    }
    if ((high[next] & F) != 0) {
      overflow = true;
      return false;
    }
    boolean first = (status() & PPF) == 0;
    low[next] = fault.recordsIndex() ? (index & 0xFFFFL) << 48 : 0;
    high[next] = F | (long) fault.code() << 32 | sourceId & 0xFFFFL;
    next = (next + 1) % high.length;
    if (first) {
      raiseEvent();
    }
    return true;
  }

  /// FSTS (34h): PFO, PPF and, in bits 15:8, FRI, the index of the oldest record in use.
  public int status() {
    int oldest = 0;
    boolean any = false;
    for (int step = 0; step < high.length && !any; step++) {
      oldest = (next + step) % high.length;
      any = (high[oldest] & F) != 0;
    }
    return (overflow ? PFO : 0) | (any ? PPF | oldest << 8 : 0);
  }

  /// Write of FSTS: PFO is cleared by writing 1, all else is read-only here.
  public void writeStatus(int value) {
    if ((value & PFO) != 0) {
      overflow = false;
      dropPendingIfClear();
    }
  }

  /// FECTL (38h): [#INTERRUPT_MASK] and [#INTERRUPT_PENDING].
  public int eventControl() {
    return (masked ? INTERRUPT_MASK : 0) | (pending ? INTERRUPT_PENDING : 0);
  }

  /// Write of FECTL: the mask; clearing it sends a pending event.
  public void writeEventControl(int value) {
    masked = (value & INTERRUPT_MASK) != 0;
    if (!masked && pending) {
      pending = false;
      events++;
    }
  }

  /// Number of records.
  public int records() {
    return high.length;
  }

  /// Low word of a record: the index in bits 63:48.
  public long recordLow(int record) {
    return low[record];
  }

  /// High word of a record: F 63, reason 39:32, requester 15:0.
  public long recordHigh(int record) {
    return high[record];
  }

  /// Write of 1 to F of a record: it may be used again.
  public void clearRecord(int record) {
    high[record] &= ~F;
    dropPendingIfClear();
  }

  /// Fault events sent so far: one each time PPF goes from 0 to 1 unmasked.
  public int events() {
    return events;
  }

  private void raiseEvent() {
    if (masked) {
      pending = true;
    } else {
      events++;
    }
  }

  private void dropPendingIfClear() {
    if ((status() & (PFO | PPF)) == 0) {
      pending = false;
    }
  }
}
