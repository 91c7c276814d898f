package org.pirouette.simulate;

/// Where a cycle of a pCPU goes. The spendings of a pCPU add up to the simulated time.
public enum Spending {
  /// Non-root mode: application and background work of a guest.
  GUEST_WORK("guest work"),
  /// Non-root mode: the guest's interrupt handlers.
  GUEST_HANDLER("guest handlers"),
  /// Non-root mode: the guest spins or polls and finds nothing.
  GUEST_IDLE("guest polling"),
  /// Non-root mode: the processor delivers a virtual interrupt or processes a posted one.
  DELIVERY("delivery by hardware"),
  /// From a VM exit to the next entry, as far as it is not one of the following.
  EXITS("exits"),
  /// The host's interrupt handlers.
  HOST_INTERRUPTS("host interrupts"),
  /// The host polls before it lets a halted vCPU sleep.
  HALT_POLLING("halt polling"),
  /// Switching between vCPUs, waking and putting them to sleep.
  SCHEDULING("scheduling"),
  /// Nothing runs.
  IDLE("idle");

  private final String label;

  Spending(String label) {
    this.label = label;
  }

  /// Words for output.
  public String label() {
    return label;
  }

  /// Whether the pCPU is in non-root mode.
  public boolean inGuest() {
    return ordinal() <= DELIVERY.ordinal();
  }
}
