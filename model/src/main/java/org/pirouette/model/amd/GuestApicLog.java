package org.pirouette.model.amd;

import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The GALog: a ring in memory in which the IOMMU tells of interrupts for vCPUs that do not run,
/// with its part of the status and control registers.
///
/// ```text GALog entry
///   63 60   59 48   47    32   31  0
/// +-------+-------+----------+-------+
/// | Type  | rsvd  | DeviceID | GATag |
/// +-------+-------+----------+-------+
/// ```
///
/// The IOMMU writes entries and the tail, software reads them and writes the head; head equal to
/// tail is empty. A ring of n entries holds n - 1. An entry that does not fit is lost: overflow is
/// set and logging stops until software toggles GALogEn.
public final class GuestApicLog {
  /// Control register 18h: logging enabled.
  public static final long GA_LOG_EN = 1L << 28;

  /// Control register 18h: an interrupt for each entry.
  public static final long GA_INT_EN = 1L << 29;

  /// Status register 2020h: logging runs.
  public static final int GA_LOG_RUN = 1 << 8;

  /// Status register 2020h: an entry was lost; cleared by writing 1.
  public static final int GA_LOG_OVERFLOW = 1 << 9;

  /// Status register 2020h: an entry was written; cleared by writing 1.
  public static final int GA_INT = 1 << 10;

  /// Entry type: the guest was not running.
  public static final int NOT_RUNNING = 1;

  /// Bytes in an entry.
  public static final int ENTRY_BYTES = 8;

  /// All fields of an entry.
  public static final StructureLayout LAYOUT =
      new StructureLayout(
          "GALog entry",
          64,
          List.of(
              new BitField("GATag", 0, 32, "the vCPU, as the IRTE names it"),
              new BitField("DeviceID", 32, 16, "the device that interrupted"),
              new BitField(BitField.RESERVED, 48, 12, "must be 0"),
              new BitField("Type", 60, 4, "1: guest not running")));

  private final long[] ring;
  private final int code;
  private long registers = GaLogRegisters.empty(false);

  /// @param lengthCode bits 59:56 of the base register: 2 to this power entries
  public GuestApicLog(int lengthCode) {
    code = lengthCode;
    ring = new long[1 << lengthCode];
  }

  /// Software writes GALogEn. Going from 0 to 1 starts logging, going to 0 stops it.
  public void enable(boolean on) {
    registers = GaLogRegisters.afterEnable(registers, on);
  }

  /// The IOMMU logs an interrupt.
  ///
  /// @return whether an entry was written
  public boolean append(int gaTag, int deviceId) {
    boolean accepted = GaLogRegisters.accepts(registers, code);
    if (accepted) {
      ring[GaLogRegisters.tail(registers)] = entry(gaTag, deviceId);
    }
    registers = GaLogRegisters.afterAppend(registers, code);
    return accepted;
  }

  /// An entry of type [#NOT_RUNNING].
  public static long entry(int gaTag, int deviceId) {
    return (long) NOT_RUNNING << 60 | (deviceId & 0xFFFFL) << 32 | gaTag & 0xFFFF_FFFFL;
  }

  /// GATag of an entry.
  public static int gaTag(long entry) {
    return (int) entry;
  }

  /// Register 2040h: byte offset of the next entry to read.
  public int head() {
    return GaLogRegisters.head(registers) * ENTRY_BYTES;
  }

  /// Register 2048h: byte offset of the next entry to write.
  public int tail() {
    return GaLogRegisters.tail(registers) * ENTRY_BYTES;
  }

  /// Software writes the head register; bits outside of the ring do not count.
  public void writeHead(int offset) {
    registers = GaLogRegisters.withHead(registers, offset / ENTRY_BYTES, code);
  }

  /// The entry at a byte offset.
  public long read(int offset) {
    return ring[(offset / ENTRY_BYTES) & (ring.length - 1)];
  }

  /// The log's bits of the status register.
  public int status() {
    return GaLogRegisters.status(registers);
  }

  /// Software writes the status register: overflow and interrupt are cleared by ones, GALogRun is
  /// read-only.
  public void writeStatus(int value) {
    registers = GaLogRegisters.afterStatusWrite(registers, value);
  }
}
