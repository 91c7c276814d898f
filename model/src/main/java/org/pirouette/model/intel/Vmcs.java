package org.pirouette.model.intel;

import java.util.EnumMap;
import java.util.Map;

/// The fields of a virtual-machine control structure that have to do with interrupts, all zero at
/// first.
public final class Vmcs {
  private final Map<VmcsField, Long> fields = new EnumMap<>(VmcsField.class);

  /// VMREAD.
  ///
  /// @return as many low bits as the field is wide
  public long read(VmcsField field) {
    return fields.getOrDefault(field, 0L);
  }

  /// VMWRITE.
  ///
  /// @param value bits beyond the field's width are dropped
  /// @return this
  public Vmcs write(VmcsField field, long value) {
    fields.put(field, field.width() == 64 ? value : value & (1L << field.width()) - 1);
    return this;
  }

  /// Sets or clears one control.
  ///
  /// @return this
  public Vmcs set(VmxControl control, boolean value) {
    long bit = 1L << control.bit();
    long field = read(control.field());
    return write(control.field(), value ? field | bit : field & ~bit);
  }

  /// Sets the given controls.
  ///
  /// @return this
  public Vmcs enable(VmxControl... controls) {
    for (VmxControl control : controls) {
      set(control, true);
    }
    return this;
  }

  /// Whether a control is in force: its bit is 1 and, for a secondary or tertiary one, those
  /// controls are activated.
  public boolean isInForce(VmxControl control) {
    boolean active =
        switch (control.field()) {
          case SECONDARY_CONTROLS -> bit(VmxControl.SECONDARY_ACTIVE);
          case TERTIARY_CONTROLS -> bit(VmxControl.TERTIARY_ACTIVE);
          default -> true;
        };
    return active && bit(control);
  }

  /// The controls of APIC virtualization, as they are in force.
  public ApicVirtualizationControls apicVirtualization() {
    return new ApicVirtualizationControls(
        isInForce(VmxControl.TPR_SHADOW),
        isInForce(VmxControl.VIRTUALIZE_APIC_ACCESSES),
        isInForce(VmxControl.VIRTUALIZE_X2APIC_MODE),
        isInForce(VmxControl.APIC_REGISTER_VIRTUALIZATION),
        isInForce(VmxControl.VIRTUAL_INTERRUPT_DELIVERY),
        isInForce(VmxControl.IPI_VIRTUALIZATION));
  }

  /// The EOI-exit bitmap, in the shape of [org.pirouette.model.bits.VectorBitmap].
  public long[] eoiExitBitmap() {
    return new long[] {
      read(VmcsField.EOI_EXIT_BITMAP_0),
      read(VmcsField.EOI_EXIT_BITMAP_1),
      read(VmcsField.EOI_EXIT_BITMAP_2),
      read(VmcsField.EOI_EXIT_BITMAP_3)
    };
  }

  private boolean bit(VmxControl control) {
    return (read(control.field()) >>> control.bit() & 1) != 0;
  }
}
