package org.pirouette.model.intel;

/// Priority rules of virtual interrupts (SDM 3C 30.1.3, 30.2.1).
public final class InterruptPriority {
  private InterruptPriority() {}

  /// Priority class of a vector or of a priority register: bits 7:4.
  public static int priorityClass(int value) {
    return (value & 0xF0) >> 4;
  }

  /// PPR virtualization: VTPR if its class is at least that of SVI, else SVI & F0h (SDM 30.1.3).
  ///
  /// @param vtpr virtual TPR, 0 to 255
  /// @param svi highest vector in service, 0 to 255
  /// @return VPPR, 0 to 255
  public static int processorPriority(int vtpr, int svi) {
    return (vtpr & 0xF0) >= (svi & 0xF0) ? vtpr & 0xFF : svi & 0xF0;
  }

  /// Evaluation of pending virtual interrupts: recognised if and only if interrupt-window exiting
  /// is 0 and RVI[7:4] > VPPR[7:4] (SDM 30.2.1).
  public static boolean recognized(int rvi, int vppr, boolean interruptWindowExiting) {
    return !interruptWindowExiting && (rvi & 0xF0) > (vppr & 0xF0);
  }
}
