package org.pirouette.protocol.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The physical interrupts of each pCPU: on their way, and pending at its redistributor. Numbers as
/// in [HostIrq], in bitmaps of four words.
public final class HostGicBank extends Bank {
  private final int onTheWay;
  private final int pending;

  /// @param interrupts bits of the interrupts that the machine has, by word
  public HostGicBank(Layout layout, int processors, long[] interrupts) {
    super(layout, "pCPU", processors);
    onTheWay =
        shownAsVectors(
            VectorBitmap.WORDS,
            words(
                Kind.HARDWARE,
                "on the way",
                VectorBitmap.WORDS,
                i -> interrupts[i % VectorBitmap.WORDS],
                "["));
    pending =
        shownAsVectors(
            VectorBitmap.WORDS,
            words(
                Kind.HARDWARE,
                "pending",
                VectorBitmap.WORDS,
                i -> interrupts[i % VectorBitmap.WORDS],
                "["));
  }

  /// Interrupts on their way to pCPU p, word i.
  public int onTheWay(int p, int i) {
    return onTheWay + p * VectorBitmap.WORDS + i;
  }

  /// Interrupts pending at the redistributor of pCPU p, word i.
  public int pending(int p, int i) {
    return pending + p * VectorBitmap.WORDS + i;
  }
}
