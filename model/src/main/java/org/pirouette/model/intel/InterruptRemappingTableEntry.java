package org.pirouette.model.intel;

import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// An interrupt-remapping table entry (IRTE), 128 bits, of either format (VT-d 9.10, 9.11; Linux
/// dmar.h `struct irte`).
///
/// IM, bit 15, tells the formats apart:
///
/// ```text IRTE, remapped format
///   31 24   23 16   15   14 12   11  8   7 5   4    3    2    1     0
/// +-------+-------+----+-------+-------+-----+----+----+----+-----+---+
/// | rsvd  |   V   | IM | rsvd  | AVAIL | DLM | TM | RH | DM | FPD | P |
/// +-------+-------+----+-------+-------+-----+----+----+----+-----+---+
///   63 32
/// +-------+
/// |  DST  |
/// +-------+
///   95 84   83 82   81 80   79 64
/// +-------+-------+-------+-------+
/// | rsvd  |  SVT  |  SQ   |  SID  |
/// +-------+-------+-------+-------+
///   127 96
/// +--------+
/// |  rsvd  |
/// +--------+
/// ```
///
/// ```text IRTE, posted format
///   31 24   23 16   15   14    13 12   11  8   7  2   1     0
/// +-------+-------+----+-----+-------+-------+------+-----+---+
/// | rsvd  |  VV   | IM | URG | rsvd  | AVAIL | rsvd | FPD | P |
/// +-------+-------+----+-----+-------+-------+------+-----+---+
///   63   38   37 32
/// +---------+-------+
/// | PDA-low | rsvd  |
/// +---------+-------+
///   95 84   83 82   81 80   79 64
/// +-------+-------+-------+-------+
/// | rsvd  |  SVT  |  SQ   |  SID  |
/// +-------+-------+-------+-------+
///   127   96
/// +----------+
/// | PDA-high |
/// +----------+
/// ```
///
/// The record holds any bit pattern; [#format] decodes it without loss. The static functions are
/// pure and take the low word (bits 63:0), the high word (bits 127:64), or both.
///
/// @param low bits 63:0
/// @param high bits 127:64
public record InterruptRemappingTableEntry(long low, long high) {
  /// Size and alignment in bytes.
  public static final int BYTES = 16;

  /// All fields with IM = 0. In xAPIC mode (EIME = 0) DST is bits 47:40 and the rest of it
  /// reserved.
  public static final StructureLayout REMAPPED =
      StructureLayout.of(
          "IRTE, remapped format",
          32,
          BitField.bit("P", 0, "present"),
          BitField.bit("FPD", 1, "fault processing disable"),
          BitField.bit("DM", 2, "destination mode: 0 physical, 1 logical"),
          BitField.bit("RH", 3, "redirection hint"),
          BitField.bit("TM", 4, "trigger mode: 0 edge, 1 level"),
          BitField.of("DLM", 7, 5, "delivery mode"),
          BitField.of("AVAIL", 11, 8, "for software"),
          BitField.reserved(14, 12),
          BitField.bit("IM", 15, "IRTE mode: 0 remapped"),
          BitField.of("V", 23, 16, "vector"),
          BitField.reserved(31, 24),
          BitField.of("DST", 63, 32, "destination ID; xAPIC: 47:40"),
          BitField.of("SID", 79, 64, "source ID"),
          BitField.of("SQ", 81, 80, "source-ID qualifier"),
          BitField.of("SVT", 83, 82, "source validation type"),
          BitField.reserved(127, 84));

  /// All fields with IM = 1.
  public static final StructureLayout POSTED =
      StructureLayout.of(
          "IRTE, posted format",
          32,
          BitField.bit("P", 0, "present"),
          BitField.bit("FPD", 1, "fault processing disable"),
          BitField.reserved(7, 2),
          BitField.of("AVAIL", 11, 8, "for software"),
          BitField.reserved(13, 12),
          BitField.bit("URG", 14, "urgent: notify even if SN = 1"),
          BitField.bit("IM", 15, "IRTE mode: 1 posted"),
          BitField.of("VV", 23, 16, "virtual vector"),
          BitField.reserved(37, 24),
          BitField.of("PDA-low", 63, 38, "descriptor address 31:6"),
          BitField.of("SID", 79, 64, "source ID"),
          BitField.of("SQ", 81, 80, "source-ID qualifier"),
          BitField.of("SVT", 83, 82, "source validation type"),
          BitField.reserved(95, 84),
          BitField.of("PDA-high", 127, 96, "descriptor address 63:32"));

  /// An entry that is not present, all zero.
  public static final InterruptRemappingTableEntry ABSENT = new InterruptRemappingTableEntry(0, 0);

  static final long P = 1L;
  static final long FPD = 1L << 1;
  static final long URG = 1L << 14;
  static final long IM = 1L << 15;

  static final long REMAPPED_RESERVED_LOW = 0xFF00_7000L;
  static final long REMAPPED_RESERVED_HIGH = 0xFFFF_FFFF_FFF0_0000L;
  private static final long XAPIC_DST_RESERVED = 0xFFFF_00FF_0000_0000L;
  static final long POSTED_RESERVED_LOW = 0x3F_FF00_30FCL;
  static final long POSTED_RESERVED_HIGH = 0xFFF0_0000L;

  /// The low half of a present entry in remapped format: fixed delivery, x2APIC destination.
  public static long remappedLow(int vector, int destination) {
    return P | (vector & 0xFFL) << 16 | (long) destination << 32;
  }

  /// The low half of a present entry in posted format.
  ///
  /// @param descriptorAddress physical address of the descriptor, a multiple of 64
  public static long postedLow(int vector, long descriptorAddress) {
    return P | IM | (vector & 0xFFL) << 16 | (descriptorAddress & 0xFFFF_FFC0L) << 32;
  }

  /// The high half of an entry in posted format that accepts any source.
  public static long postedHigh(long descriptorAddress) {
    return descriptorAddress & 0xFFFF_FFFF_0000_0000L;
  }

  /// P.
  public static boolean isPresent(long low) {
    return (low & P) != 0;
  }

  /// FPD: faults of the qualified kind are not recorded. Counts with P = 0, too.
  public static boolean disablesFaultProcessing(long low) {
    return (low & FPD) != 0;
  }

  /// IM: whether the entry is in posted format.
  public static boolean isPosted(long low) {
    return (low & IM) != 0;
  }

  /// V, or VV of a posted entry, 0 to 255.
  public static int vector(long low) {
    return (int) (low >>> 16) & 0xFF;
  }

  /// AVAIL, 0 to 15.
  public static int available(long low) {
    return (int) (low >>> 8) & 0xF;
  }

  /// DLM of a remapped entry, 0 to 7, see [RemappedInterrupt].
  public static int deliveryMode(long low) {
    return (int) (low >>> 5) & 7;
  }

  /// DST of a remapped entry as an APIC ID.
  ///
  /// @param extended EIME: 32 bits instead of 8
  public static int destination(long low, boolean extended) {
    return extended ? (int) (low >>> 32) : (int) (low >>> 40) & 0xFF;
  }

  /// URG of a posted entry.
  public static boolean isUrgent(long low) {
    return (low & URG) != 0;
  }

  /// Address of the descriptor of a posted entry: PDA-high and PDA-low, a multiple of 64.
  public static long descriptorAddress(long low, long high) {
    return high & 0xFFFF_FFFF_0000_0000L | low >>> 32 & 0xFFFF_FFC0L;
  }

  /// SID, 16 bits.
  public static int sourceId(long high) {
    return (int) high & 0xFFFF;
  }

  /// SQ, 0 to 3.
  public static int sourceQualifier(long high) {
    return (int) (high >>> 16) & 3;
  }

  /// SVT, 0 to 3.
  public static int sourceValidationType(long high) {
    return (int) (high >>> 18) & 3;
  }

  /// Whether a requester passes source-id validation (else fault 26h).
  ///
  /// @param requester bus, device and function
  public static boolean acceptsSource(long high, int requester) {
    return SourceValidation.accepts(
        sourceId(high), sourceQualifier(high), sourceValidationType(high), requester);
  }

  /// Whether a reserved field of the entry's format is not zero, or an encoding is reserved: DLM 3
  /// or 6, SVT 3 (fault 24h in a present entry).
  ///
  /// @param extended EIME: DST has 32 bits
  public static boolean reservedSet(long low, long high, boolean extended) {
    if (sourceValidationType(high) == SourceValidation.RESERVED) {
      return true;
    }
    if (isPosted(low)) {
      return (low & POSTED_RESERVED_LOW) != 0 || (high & POSTED_RESERVED_HIGH) != 0;
    }
    int deliveryMode = deliveryMode(low);
    return (low & REMAPPED_RESERVED_LOW) != 0
        || (high & REMAPPED_RESERVED_HIGH) != 0
        || !extended && (low & XAPIC_DST_RESERVED) != 0
        || deliveryMode == 3
        || deliveryMode == 6;
  }

  /// The interrupt that a remapped entry makes of a request.
  ///
  /// @param extended EIME
  public RemappedInterrupt toInterrupt(boolean extended) {
    return new RemappedInterrupt(
        vector(low),
        deliveryMode(low),
        destination(low, extended),
        (low & 1 << 2) != 0,
        (low & 1 << 3) != 0,
        (low & 1 << 4) != 0);
  }

  /// The fields, decoded: any bit pattern has a format that encodes to the same bits.
  public IrteFormat format() {
    return isPosted(low) ? IrteFormat.Posted.decode(this) : IrteFormat.Remapped.decode(this);
  }

  /// The entry in posted format, with P, FPD, AVAIL and source validation kept and all else
  /// replaced (Linux `intel_ir_set_vcpu_affinity`).
  ///
  /// @param virtualVector VV, 0 to 255
  /// @param descriptorAddress multiple of 64
  public InterruptRemappingTableEntry toPosted(
      int virtualVector, boolean urgent, long descriptorAddress) {
    return new IrteFormat.Posted(
            isPresent(low),
            disablesFaultProcessing(low),
            available(low),
            urgent,
            virtualVector,
            descriptorAddress,
            source(),
            0,
            0)
        .encode();
  }

  /// SID, SQ and SVT.
  public SourceValidation source() {
    return new SourceValidation(sourceId(high), sourceQualifier(high), sourceValidationType(high));
  }

  /// The layout of this entry's format.
  public StructureLayout layout() {
    return isPosted(low) ? POSTED : REMAPPED;
  }
}
