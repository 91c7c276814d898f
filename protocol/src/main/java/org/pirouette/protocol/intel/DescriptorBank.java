package org.pirouette.protocol.intel;

import java.util.function.IntToLongFunction;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.x86.HostVector;

/// The posted-interrupt descriptors of the vCPUs, and what KVM holds of them in registers.
public final class DescriptorBank extends Bank {
  /// The control word of any descriptor.
  static final Display CONTROL =
      Display.fields(
          Display.decimal("ON", Field.of(NotificationControl.ON)),
          Display.decimal("SN", Field.of(NotificationControl.SN)),
          Display.hexadecimal("NV", Field.of(NotificationControl.NV_MASK)),
          Display.decimal("NDST", Field.of(NotificationControl.NDST_MASK)));

  private final int pir;
  private final int harvest;
  private final int pidControl;
  private final int controlCopy;

  /// Declares the descriptor of each vCPU.
  public DescriptorBank(Layout layout, MachineConfiguration configuration) {
    super(layout, "vCPU", configuration.vcpus().size());
    boolean apicv = IntelFeatures.of(configuration).apicv();
    IntToLongFunction vectors = i -> apicv ? configuration.vectors(i % VectorBitmap.WORDS) : 0;
    pir =
        shownAsVectors(
            VectorBitmap.WORDS, words(Kind.SHARED, "PIR", VectorBitmap.WORDS, vectors, "["));
    harvest =
        shownAsVectors(
            VectorBitmap.WORDS, words(Kind.PRIVATE, "harvest", VectorBitmap.WORDS, vectors, "["));
    long control =
        NotificationControl.ON
            | NotificationControl.SN
            | NotificationControl.of(HostVector.WAKEUP, 0)
                ^ NotificationControl.of(HostVector.NOTIFICATION, 0)
            | NotificationControl.of(0, (int) upTo(configuration.processors() - 1));
    long start = NotificationControl.of(HostVector.NOTIFICATION, 0) | NotificationControl.SN;
    pidControl = shown(CONTROL, word(Kind.SHARED, "PID", apicv ? control : 0, start));
    controlCopy = word(Kind.PRIVATE, "old control", apicv ? control | start : 0, 0);
  }

  /// PIR of vCPU v, vectors 64i to 64i + 63.
  public int pir(int v, int i) {
    return pir + v * VectorBitmap.WORDS + i;
  }

  /// What the thread of vCPU v took from PIR word i and has not merged yet.
  public int harvest(int v, int i) {
    return harvest + v * VectorBitmap.WORDS + i;
  }

  /// Control word of the descriptor of vCPU v.
  public int pidControl(int v) {
    return pidControl + v;
  }

  /// The control word of vCPU v as its thread last read it for a compare-and-swap.
  public int controlCopy(int v) {
    return controlCopy + v;
  }
}
