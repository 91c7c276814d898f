package org.pirouette.trace.event;

/// What a handler of the host is for, by the name under which it was requested: the name in
/// `irq_handler_entry` and in `/proc/interrupts`.
public enum HostHandler {
  /// `vfio-msi[0](0000:00:04.0)`, `vfio-msix[3](...)`, `vfio-intx(...)`: an assigned device.
  ASSIGNED_DEVICE("vfio-"),
  /// `arch_timer`: the host's timer on arm64.
  HOST_TIMER("arch_timer"),
  /// `kvm guest vtimer`, `kvm guest ptimer`: a guest's timer on arm64.
  GUEST_TIMER("kvm guest "),
  /// `vcpu`: the doorbell of a vPE (GICv4).
  DOORBELL("vcpu"),
  /// `IPI`: any interprocessor interrupt on arm64; `ipi_entry` tells which.
  IPI("IPI"),
  /// Any other.
  OTHER("");

  private static final HostHandler[] ALL = values();

  /// Which of the handlers between an entry and an exit counts as its cause, the first one most: a
  /// kick is told from a tick that came at the same time.
  private static final HostHandler[] FIRST = {
    IPI, ASSIGNED_DEVICE, DOORBELL, GUEST_TIMER, HOST_TIMER, OTHER
  };

  /// In place of a handler's number: none.
  public static final int NONE = -1;

  private final String start;

  HostHandler(String start) {
    this.start = start;
  }

  /// The kind with a number, its ordinal.
  public static HostHandler of(int number) {
    return ALL[number];
  }

  /// Of two handlers that ran before one exit, by their numbers, the one that counts.
  public static int chosen(int one, int other) {
    if (one == NONE || other == NONE) {
      return Math.max(one, other);
    }
    for (HostHandler handler : FIRST) {
      if (handler.ordinal() == one || handler.ordinal() == other) {
        return handler.ordinal();
      }
    }
    return one;
  }

  /// What it is called in output.
  public String label() {
    return switch (this) {
      case ASSIGNED_DEVICE -> "assigned device";
      case HOST_TIMER -> "host timer";
      case GUEST_TIMER -> "guest timer";
      case DOORBELL -> "doorbell of a vPE";
      case IPI -> "kick (IPI)";
      case OTHER -> "other host interrupt";
    };
  }

  /// How names of this kind begin.
  public String start() {
    return start;
  }
}
