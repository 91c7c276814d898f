package org.pirouette.model.amd;

/// What a processor in guest mode does with the backing page of its guest: evaluation at VMRUN, at
/// a doorbell, at a write of TPR and at EOI; delivery; end of interrupt.
public final class AvicDelivery {
  private AvicDelivery() {}

  /// The priority that TPR and the highest vector in service give: TPR if its class is at least
  /// that of the vector, else the vector's class alone.
  ///
  /// @param tpr 0 to 255
  /// @param inService 0 to 255, or [AvicBackingPage#NONE]
  public static int processorPriority(int tpr, int inService) {
    int served = Math.max(inService, 0) & 0xF0;
    return (tpr & 0xF0) < served ? served : tpr & 0xFF;
  }

  /// Recomputes PPR and says which vector would be delivered now, or [AvicBackingPage#NONE]. The
  /// vector's class has to be strictly above that of PPR.
  public static int evaluate(AvicBackingPage page) {
    int priority =
        processorPriority(page.get(AvicBackingPage.TPR), page.highest(AvicBackingPage.ISR));
    page.set(AvicBackingPage.PPR, priority);
    int pending = page.highest(AvicBackingPage.IRR);
    return (pending & 0xF0) > (priority & 0xF0) && pending != AvicBackingPage.NONE
        ? pending
        : AvicBackingPage.NONE;
  }

  /// Delivers the highest pending vector if priority and the masks of the VMCB allow it: the vector
  /// moves from IRR to ISR and PPR becomes its class.
  ///
  /// @param intControl VMCB offset 60h
  /// @param intState VMCB offset 68h
  /// @param guestFlags RFLAGS of the guest
  /// @return the vector, or [AvicBackingPage#NONE]
  public static int deliver(AvicBackingPage page, long intControl, long intState, long guestFlags) {
    int vector = evaluate(page);
    if (vector == AvicBackingPage.NONE
        || !VmcbInterruptControl.interruptible(intControl, intState, guestFlags)) {
      return AvicBackingPage.NONE;
    }
    page.clearBit(AvicBackingPage.IRR, vector);
    page.setBit(AvicBackingPage.ISR, vector);
    page.set(AvicBackingPage.PPR, vector & 0xF0);
    return vector;
  }

  /// A write of EOI. Of an edge-triggered interrupt the hardware clears the highest bit in ISR and
  /// recomputes PPR; a level-triggered one (its TMR bit is set) is left in service for software to
  /// end, and the write exits like a trap.
  ///
  /// @return the vector for EXITINFO2 if the write exits, else [AvicBackingPage#NONE]
  public static int endOfInterrupt(AvicBackingPage page) {
    int vector = page.highest(AvicBackingPage.ISR);
    if (vector == AvicBackingPage.NONE) {
      return AvicBackingPage.NONE;
    }
    if (page.contains(AvicBackingPage.TMR, vector)) {
      return vector;
    }
    page.clearBit(AvicBackingPage.ISR, vector);
    evaluate(page);
    return AvicBackingPage.NONE;
  }

  /// A write of TPR, or of CR8 with the value shifted left by 4: stored in the page, PPR follows.
  public static void writeTpr(AvicBackingPage page, int value) {
    page.set(AvicBackingPage.TPR, value & 0xFF);
    evaluate(page);
  }
}
