package org.pirouette.model.intel;

/// Which requesters may use an interrupt-remapping table entry: its fields SID, SQ and SVT (VT-d
/// 9.10; Linux `set_irte_sid`, `set_irte_verify_bus`).
///
/// @param sourceId SID, 16 bits: bus 15:8, device 7:3, function 2:0; or two bus numbers
/// @param qualifier SQ, 0 to 3: how many function bits are ignored
/// @param type SVT, 0 to 3: what is compared
public record SourceValidation(int sourceId, int qualifier, int type) {
  /// SVT: anyone may.
  public static final int NONE = 0;

  /// SVT: the requester's ID must match SID under the mask of SQ.
  public static final int REQUESTER = 1;

  /// SVT: the requester's bus must be in the range SID[15:8] to SID[7:0].
  public static final int BUS_RANGE = 2;

  /// SVT: no meaning; an entry with it is refused.
  public static final int RESERVED = 3;

  /// Anyone may use the entry.
  public static final SourceValidation ANYONE = new SourceValidation(0, 0, NONE);

  private static final int[] MASKS = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8};

  /// Only one function may use the entry.
  ///
  /// @param requesterId bus, device and function
  public static SourceValidation requester(int requesterId) {
    return new SourceValidation(requesterId & 0xFFFF, 0, REQUESTER);
  }

  /// Any function on the given buses may use the entry.
  ///
  /// @param first lowest bus number
  /// @param last highest bus number
  public static SourceValidation buses(int first, int last) {
    return new SourceValidation((first & 0xFF) << 8 | last & 0xFF, 0, BUS_RANGE);
  }

  /// Whether a requester passes (else fault 26h). With the reserved SVT none does.
  ///
  /// @param requester bus, device and function
  public static boolean accepts(int sourceId, int qualifier, int type, int requester) {
    return switch (type) {
      case NONE -> true;
      case REQUESTER -> ((requester ^ sourceId) & MASKS[qualifier]) == 0;
      case BUS_RANGE -> inRange(requester >>> 8, sourceId >>> 8, sourceId & 0xFF);
      default -> false;
    };
  }

  /// Whether a requester passes.
  ///
  /// @param requester bus, device and function
  public boolean accepts(int requester) {
    return accepts(sourceId, qualifier, type, requester);
  }

  private static boolean inRange(int bus, int first, int last) {
    return first <= bus && bus <= last;
  }
}
