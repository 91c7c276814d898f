package org.pirouette.model.arm;

/// Points that the GIC architecture leaves open and on which implementations differ. The model does
/// what [#standard] says; a constant that is handed to an ITS makes it do what [#alternative] says.
///
/// KVM and QEMU stand for the ITS that each of them emulates.
public enum GicChoice {
  WRONG_COMMAND_STALLS(
      "a wrong command is ignored and CREADR moves on (KVM, QEMU)",
      "it stalls the queue: CREADR stays at it with Stalled = 1"),
  EXISTING_MAPPING_KEPT(
      "MAPTI and VMAPTI overwrite an existing mapping (QEMU)",
      "they leave it as it is and complete (KVM)"),
  INVALL_NEEDS_COLLECTION(
      "INVALL reads all configuration anew, whatever its ICID (QEMU)",
      "an unmapped collection makes the command wrong (KVM)"),
  UNMAP_IGNORES_SIZE(
      "MAPD with V = 0 is wrong if its size is out of range (QEMU)",
      "its size is not looked at (KVM)");

  private final String standard;
  private final String alternative;

  GicChoice(String standard, String alternative) {
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
