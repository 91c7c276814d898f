package org.pirouette.model.intel;

/// Points on which the sources disagree or are silent. The model does what [#standard] says; a
/// constant that is handed to a structure in a [ModelChoices] makes it do what [#alternative] says.
///
/// QEMU, VirtualBox and Bochs stand for what their device models do.
public enum ModelChoice {
  HANDLE_SUM_WRAPS(
      "handle + sub-handle above FFFFh is blocked with fault 21h",
      "the sum wraps at 16 bits (QEMU, VirtualBox)"),
  DATA_RESERVED_WITHOUT_SUB_HANDLE(
      "data[31:16] counts only if SHV = 1",
      "data[31:16] must be 0 in every remappable request, else fault 20h (VirtualBox)"),
  REQUEST_RESERVED_AFTER_FETCH(
      "reserved bits of the request, fault 20h, come before index and entry (VirtualBox)",
      "they are looked at after the entry was fetched and found present (QEMU)"),
  BUS_RANGE_END_FIRST(
      "SVT = 2: SID[15:8] is the first bus, SID[7:0] the last (Linux, VirtualBox)",
      "SID[15:8] is the last bus, SID[7:0] the first (QEMU)"),
  RESERVED_SVT_FAILS_SOURCE_CHECK(
      "SVT = 3 is a reserved encoding: fault 24h (VirtualBox)",
      "SVT = 3 fails source-id validation: fault 26h (QEMU)"),
  SOURCE_MISMATCH_IS_RESERVED_FAULT(
      "a source-id mismatch is fault 26h (QEMU, Linux)",
      "it is recorded as fault 24h (VirtualBox)"),
  COMPATIBILITY_IGNORES_CFIS(
      "a compatibility request with CFIS = 0 is blocked with fault 25h",
      "it passes unless EIME = 1 (older QEMU)"),
  POSTED_FORMAT_IGNORED(
      "IM = 1 makes an entry posted; without PI support it is fault 24h (VirtualBox)",
      "IRTE bit 15 is ignored and the entry is read as remapped (QEMU)"),
  DESCRIPTOR_TAIL_RESERVED(
      "fault 28h comes from descriptor bits 271:258, 287:280 and unused NDST bits",
      "bits 511:320 count as well (VT-d register layout)"),
  POSTED_ILLEGAL_VECTOR_FAULTS(
      "a posted entry with VV below 16 sets that PIR bit", "it is blocked with fault 24h"),
  SUPPRESSED_POST_SETS_ON(
      "a post with SN = 1 and URG = 0 leaves ON clear (VT-d 5.2.3, Linux)",
      "it sets ON and holds the notification back (older slides)"),
  POSTED_PROCESSING_USES_VIRR(
      "RVI is raised to the highest vector of PIR; an empty PIR leaves it (SDM 29.6)",
      "RVI becomes the highest of the merged VIRR, and 255 if that is empty (Bochs)"),
  SECOND_WRITE_SIZE_IGNORED(
      "a second virtualized write of one operation exits if offset or size differ (SDM 29.4.3)",
      "only the offset is compared (Bochs)"),
  SELF_IPI_STORED_IF_LEGAL(
      "WRMSR 83Fh always stores its value at page offset 3F0h (SDM 29.5)",
      "only if the vector is 16 or more (Bochs)"),
  NOT_PRESENT_IGNORES_FPD(
      "FPD is honoured in an entry with P = 0 (QEMU, Xen)", "fault 22h is always recorded");

  private final String standard;
  private final String alternative;

  ModelChoice(String standard, String alternative) {
    this.standard = standard;
    this.alternative = alternative;
  }

  /// What the model does without this choice, and who agrees.
  public String standard() {
    return standard;
  }

  /// What it does with this choice, and who does so.
  public String alternative() {
    return alternative;
  }
}
