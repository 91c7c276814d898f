package org.pirouette.protocol.kvm;

/// Values of `vcpu->mode` (Linux include/linux/kvm_host.h).
public final class Mode {
  /// OUTSIDE_GUEST_MODE.
  public static final long OUTSIDE_GUEST = 0;

  /// IN_GUEST_MODE.
  public static final long IN_GUEST = 1;

  /// EXITING_GUEST_MODE.
  public static final long EXITING_GUEST = 2;

  private Mode() {}
}
