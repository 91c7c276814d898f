package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Display;

/// Values of `vcpu->mode` (Linux include/linux/kvm_host.h).
public final class Mode {
  /// OUTSIDE_GUEST_MODE.
  public static final long OUTSIDE_GUEST = 0;

  /// IN_GUEST_MODE.
  public static final long IN_GUEST = 1;

  /// EXITING_GUEST_MODE.
  public static final long EXITING_GUEST = 2;

  /// The names.
  static final Display DISPLAY =
      Display.oneOf("OUTSIDE_GUEST_MODE", "IN_GUEST_MODE", "EXITING_GUEST_MODE");

  private Mode() {}
}
