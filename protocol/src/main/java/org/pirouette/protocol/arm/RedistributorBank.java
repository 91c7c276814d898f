package org.pirouette.protocol.arm;

import org.pirouette.model.arm.Vpendbaser;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The vLPI frame of the redistributor of each pCPU: GICR_VPENDBASER.
public final class RedistributorBank extends Bank {
  /// In [#vpendbaser]: the vPE, by the place of its pending table (4.0) or its vPEID (4.1).
  public static final Field VPE = new Field(16, 10);

  /// In [#vpendbaser] of GICv4.1: a default doorbell is requested. (IDAI in GICv4.0.)
  public static final long DOORBELL = 1L << 62;

  private final int vpendbaser;

  /// @param direct whether the machine has vLPIs
  public RedistributorBank(Layout layout, int processors, int vcpus, boolean direct) {
    super(layout, "pCPU", processors);
    long bits = Vpendbaser.VALID | Vpendbaser.DIRTY | Vpendbaser.PENDING_LAST | DOORBELL;
    bits |= narrow(VPE, upTo(vcpus - 1L));
    vpendbaser =
        shown(
            Display.fields(
                Display.decimal("Valid", Field.of(Vpendbaser.VALID)),
                Display.decimal("Dirty", Field.of(Vpendbaser.DIRTY)),
                Display.decimal("PendingLast", Field.of(Vpendbaser.PENDING_LAST)),
                Display.decimal("vPE", VPE)),
            word(Kind.HARDWARE, "GICR_VPENDBASER", direct ? bits : 0, 0));
  }

  /// GICR_VPENDBASER of pCPU p.
  public int vpendbaser(int p) {
    return vpendbaser + p;
  }
}
