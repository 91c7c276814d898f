package org.pirouette.model.intel;

/// Priority rules of interrupts, virtual and real (SDM 10.8.3, 29.1.3, 29.2).
///
/// All functions are pure; vectors and priority registers are 0 to 255.
public final class InterruptPriority {
  /// Vectors below this one are never delivered by a local APIC (SDM 10.5.2).
  public static final int FIRST_LEGAL_VECTOR = 16;

  private InterruptPriority() {}

  /// Priority class of a vector or of a priority register: bits 7:4.
  public static int priorityClass(int value) {
    return (value & 0xF0) >> 4;
  }

  /// PPR virtualization: VTPR if its class is at least that of SVI, else SVI & F0h (SDM 29.1.3). A
  /// real local APIC computes PPR from TPR and ISRV by the same rule, taking TPR in full on a tie.
  ///
  /// @param vtpr virtual TPR, 0 to 255
  /// @param svi highest vector in service, 0 to 255
  /// @return VPPR, 0 to 255
  public static int processorPriority(int vtpr, int svi) {
    return (vtpr & 0xF0) >= (svi & 0xF0) ? vtpr & 0xFF : svi & 0xF0;
  }

  /// VPPR that virtual-interrupt delivery of a vector leaves: its class alone (SDM 29.2.2).
  public static int processorPriorityInService(int vector) {
    return vector & 0xF0;
  }

  /// Evaluation of pending virtual interrupts: recognised if and only if interrupt-window exiting
  /// is 0 and RVI[7:4] > VPPR[7:4] (SDM 29.2.1).
  public static boolean recognized(int rvi, int vppr, boolean interruptWindowExiting) {
    return !interruptWindowExiting && beats(rvi, vppr);
  }

  /// Whether a vector is of a strictly higher class than a processor priority.
  public static boolean beats(int vector, int processorPriority) {
    return (vector & 0xF0) > (processorPriority & 0xF0);
  }

  /// Whether VTPR is below the TPR threshold: VTPR[7:4] < threshold[3:0] (SDM 29.1.2).
  ///
  /// @param vtpr virtual TPR
  /// @param threshold the VMCS field; only bits 3:0 count
  public static boolean belowThreshold(int vtpr, int threshold) {
    return priorityClass(vtpr) < (threshold & 0xF);
  }

  /// RVI after posted-interrupt processing: the higher of RVI and the highest vector that was in
  /// PIR (SDM 29.6 step 6).
  ///
  /// @param rvi RVI before
  /// @param highestPosted highest vector in PIR; any value not above RVI, such as -1, if empty
  public static int requestingAfterPost(int rvi, int highestPosted) {
    return Math.max(rvi, highestPosted);
  }
}
