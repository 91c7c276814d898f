package org.pirouette.model.intel;

/// Why the remapping unit blocks an interrupt request (VT-d 5.1.4, fault reasons 20h to 29h).
///
/// A *qualified* fault comes from an entry that was found, and FPD in that entry keeps it from
/// being recorded. The request is blocked all the same.
public enum RemappingFault {
  RESERVED_FIELD_IN_REQUEST(0x20, false, "reserved field set in the request"),
  INDEX_BEYOND_TABLE(0x21, false, "index beyond the table, or its address beyond the host's"),
  NOT_PRESENT(0x22, true, "the entry is not present"),
  ENTRY_UNREADABLE(0x23, false, "reading the entry failed"),
  RESERVED_FIELD_IN_ENTRY(0x24, true, "reserved field set in the entry, or reserved encoding"),
  COMPATIBILITY_BLOCKED(0x25, false, "compatibility-format request blocked"),
  SOURCE_REFUSED(0x26, true, "source-id validation failed"),
  DESCRIPTOR_UNREACHABLE(0x27, true, "access to the posted-interrupt descriptor failed"),
  RESERVED_FIELD_IN_DESCRIPTOR(0x28, true, "reserved field set in the posted-interrupt descriptor"),
  REQUEST_TYPE_ILLEGAL(0x29, false, "request with PASID, or of an illegal type");

  private final int code;
  private final boolean qualified;
  private final String meaning;

  RemappingFault(int code, boolean qualified, String meaning) {
    this.code = code;
    this.qualified = qualified;
    this.meaning = meaning;
  }

  /// Fault reason as recorded, 20h to 29h.
  public int code() {
    return code;
  }

  /// Whether FPD in the entry suppresses the record.
  public boolean isQualified() {
    return qualified;
  }

  /// One clause for a reader without the manual.
  public String meaning() {
    return meaning;
  }

  /// Whether the record names the index of the entry. For faults 20h and 25h no entry was looked
  /// for, and the record says 0.
  public boolean recordsIndex() {
    return this != RESERVED_FIELD_IN_REQUEST && this != COMPATIBILITY_BLOCKED;
  }
}
