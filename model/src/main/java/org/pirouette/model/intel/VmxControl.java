package org.pirouette.model.intel;

/// The VM-execution and VM-exit controls that have to do with interrupts (SDM 24.6, 24.7): one bit
/// each of a control field.
///
/// "Process posted interrupts" is a pin-based control; a footnote of the 2016 manual that calls it
/// a secondary one is wrong.
public enum VmxControl {
  EXTERNAL_INTERRUPT_EXITING(VmcsField.PIN_BASED_CONTROLS, 0, "external-interrupt exiting"),
  NMI_EXITING(VmcsField.PIN_BASED_CONTROLS, 3, "NMI exiting"),
  VIRTUAL_NMIS(VmcsField.PIN_BASED_CONTROLS, 5, "virtual NMIs"),
  PREEMPTION_TIMER(VmcsField.PIN_BASED_CONTROLS, 6, "activate VMX-preemption timer"),
  PROCESS_POSTED_INTERRUPTS(VmcsField.PIN_BASED_CONTROLS, 7, "process posted interrupts"),
  INTERRUPT_WINDOW_EXITING(VmcsField.PRIMARY_CONTROLS, 2, "interrupt-window exiting"),
  HLT_EXITING(VmcsField.PRIMARY_CONTROLS, 7, "HLT exiting"),
  TERTIARY_ACTIVE(VmcsField.PRIMARY_CONTROLS, 17, "activate tertiary controls"),
  CR8_LOAD_EXITING(VmcsField.PRIMARY_CONTROLS, 19, "CR8-load exiting"),
  CR8_STORE_EXITING(VmcsField.PRIMARY_CONTROLS, 20, "CR8-store exiting"),
  TPR_SHADOW(VmcsField.PRIMARY_CONTROLS, 21, "use TPR shadow"),
  NMI_WINDOW_EXITING(VmcsField.PRIMARY_CONTROLS, 22, "NMI-window exiting"),
  MSR_BITMAPS(VmcsField.PRIMARY_CONTROLS, 28, "use MSR bitmaps"),
  SECONDARY_ACTIVE(VmcsField.PRIMARY_CONTROLS, 31, "activate secondary controls"),
  VIRTUALIZE_APIC_ACCESSES(VmcsField.SECONDARY_CONTROLS, 0, "virtualize APIC accesses"),
  VIRTUALIZE_X2APIC_MODE(VmcsField.SECONDARY_CONTROLS, 4, "virtualize x2APIC mode"),
  APIC_REGISTER_VIRTUALIZATION(VmcsField.SECONDARY_CONTROLS, 8, "APIC-register virtualization"),
  VIRTUAL_INTERRUPT_DELIVERY(VmcsField.SECONDARY_CONTROLS, 9, "virtual-interrupt delivery"),
  IPI_VIRTUALIZATION(VmcsField.TERTIARY_CONTROLS, 4, "IPI virtualization"),
  ACKNOWLEDGE_INTERRUPT_ON_EXIT(VmcsField.EXIT_CONTROLS, 15, "acknowledge interrupt on exit");

  private final VmcsField field;
  private final int bit;
  private final String manualName;

  VmxControl(VmcsField field, int bit, String manualName) {
    this.field = field;
    this.bit = bit;
    this.manualName = manualName;
  }

  /// The field that holds it.
  public VmcsField field() {
    return field;
  }

  /// Its bit in the field.
  public int bit() {
    return bit;
  }

  /// The manual's words for it.
  public String manualName() {
    return manualName;
  }
}
