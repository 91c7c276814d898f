package org.pirouette.protocol.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The emulated interrupt controller of each vCPU (`struct vgic_irq`), and its virtual CPU
/// interface. Interrupt n is SGI or PPI n below 32, and stands for LPI 8192 + n above.
public final class VgicBank extends Bank {
  /// In [#control]: the interrupt that is active, or 0.
  public static final Field ACTIVE = new Field(0, 8);

  /// In [#control]: ICH_HCR_EL2.UIE, exit when the list registers run empty.
  public static final Field UNDERFLOW = new Field(8, 1);

  /// In [#control]: the active interrupt came from a list register.
  public static final Field FROM_LIST = new Field(9, 1);

  private final int latch;
  private final int list;
  private final int control;

  /// @param interrupts bits of all virtual interrupts as numbers
  public VgicBank(Layout layout, MachineConfiguration configuration, long interrupts) {
    super(layout, "vCPU", configuration.vcpus().size());
    latch = bitmap(configuration, Kind.SHARED, "pending_latch");
    list = bitmap(configuration, Kind.HARDWARE, "list registers");
    long flags = UNDERFLOW.mask() | FROM_LIST.mask();
    control = word(Kind.HARDWARE, "ICH_HCR_EL2 and active", narrow(ACTIVE, interrupts) | flags, 0);
  }

  private int bitmap(MachineConfiguration configuration, Kind kind, String name) {
    return words(
        kind, name, VectorBitmap.WORDS, i -> configuration.vectors(i % VectorBitmap.WORDS), "[");
  }

  /// `irq->pending_latch` of the interrupts of vCPU v that are queued, word i.
  public int latch(int v, int i) {
    return latch + v * VectorBitmap.WORDS + i;
  }

  /// Interrupts that are pending in a list register of vCPU v, word i.
  public int list(int v, int i) {
    return list + v * VectorBitmap.WORDS + i;
  }

  /// The virtual CPU interface of vCPU v.
  public int control(int v) {
    return control + v;
  }
}
