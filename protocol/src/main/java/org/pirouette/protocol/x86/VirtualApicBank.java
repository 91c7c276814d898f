package org.pirouette.protocol.x86;

import java.util.function.IntToLongFunction;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The words of the virtual APIC of a vCPU and of the control structure that it runs with.
public final class VirtualApicBank extends Bank {
  /// In [#status]: RVI and SVI, as in the VMCS.
  public static final Field INTERRUPT_STATUS = new Field(0, 16);

  /// In [#status]: RVI.
  public static final Field RVI = new Field(0, 8);

  /// In [#status]: SVI.
  public static final Field SVI = new Field(8, 8);

  /// In [#status]: VTPR.
  public static final Field VTPR = new Field(16, 8);

  /// In [#status]: VPPR.
  public static final Field VPPR = new Field(24, 8);

  /// In [#status]: a pending virtual interrupt is recognized.
  public static final Field RECOGNIZED = new Field(32, 1);

  /// In [#vmcs]: vector of the event to inject at VM entry.
  public static final Field INJECTION_VECTOR = new Field(0, 8);

  /// In [#vmcs]: whether an event is to be injected.
  public static final Field INJECTION_VALID = new Field(8, 1);

  /// In [#vmcs]: interrupt-window exiting.
  public static final Field WINDOW_EXITING = new Field(9, 1);

  /// In [#vmcs]: virtual-interrupt delivery and posted-interrupt processing.
  public static final Field VIRTUAL_DELIVERY = new Field(10, 1);

  /// In [#vmcs]: TPR threshold.
  public static final Field TPR_THRESHOLD = new Field(11, 4);

  /// In [#guestRegisters]: the vCPU that the processor posts an IPI to.
  public static final Field IPI_TARGET = new Field(0, 10);

  /// In [#guestRegisters]: the vector of that IPI, then of its notification.
  public static final Field IPI_VECTOR = new Field(10, 8);

  private final int virr;
  private final int visr;
  private final int eoiExit;
  private final int status;
  private final int vmcs;
  private final int apicvActive;
  private final int guestRegisters;

  /// @param highest bits of all vectors that may be pending
  /// @param interruptStatus those of them that may be in RVI and SVI: all on Intel; none on AMD,
  ///   where the page is the whole state
  /// @param ipis bits of the registers of microcode at work on an IPI
  public VirtualApicBank(
      Layout layout,
      MachineConfiguration configuration,
      long highest,
      long interruptStatus,
      long ipis) {
    super(layout, "vCPU", configuration.vcpus().size());
    Limits limits = configuration.limits();
    boolean apicv = X86Features.of(configuration).apicv();
    boolean inhibits = limits.allows(Limit.INHIBITIONS);
    IntToLongFunction vectors = i -> configuration.vectors(i % VectorBitmap.WORDS);
    virr = vectors(words(Kind.SHARED, "VIRR", VectorBitmap.WORDS, vectors, "["));
    visr = vectors(words(Kind.PRIVATE, "VISR", VectorBitmap.WORDS, vectors, "["));
    eoiExit =
        vectors(
            words(
                Kind.PRIVATE,
                "EOI-exit bitmap",
                VectorBitmap.WORDS,
                i -> levels(configuration, i / VectorBitmap.WORDS, i % VectorBitmap.WORDS),
                "["));
    long priority = limits.allows(Limit.PRIORITY_CHANGES) ? 0xF0 : 0;
    long changing = VTPR.set(0, priority);
    if (apicv) {
      changing = RVI.set(changing, interruptStatus);
      changing = SVI.set(changing, interruptStatus);
      changing = VPPR.set(changing, (highest | priority) & 0xF0 | priority);
      changing = RECOGNIZED.set(changing, 1);
    }
    status =
        shown(
            Display.fields(
                Display.hexadecimal("RVI", RVI),
                Display.hexadecimal("SVI", SVI),
                Display.hexadecimal("VTPR", VTPR)),
            word(Kind.HARDWARE, "virtual APIC", changing, 0));
    long controls = inhibits ? VIRTUAL_DELIVERY.mask() : 0;
    if (!apicv || inhibits) {
      controls = INJECTION_VECTOR.set(controls, highest);
      controls |= INJECTION_VALID.mask() | WINDOW_EXITING.mask();
      controls |= priority != 0 ? TPR_THRESHOLD.mask() : 0;
    }
    vmcs =
        shown(
            Display.fields(
                Display.decimal("injects", INJECTION_VALID),
                Display.decimal("window exiting", WINDOW_EXITING),
                Display.decimal("virtual delivery", VIRTUAL_DELIVERY)),
            word(Kind.PRIVATE, "VMCS", controls, VIRTUAL_DELIVERY.set(0, apicv ? 1 : 0)));
    apicvActive =
        shown(Display.NUMBER, word(Kind.SHARED, "apicv_active", inhibits ? 1 : 0, apicv ? 1 : 0));
    guestRegisters = word(Kind.PRIVATE, "microcode registers", ipis, 0);
  }

  private int vectors(int first) {
    return shownAsVectors(VectorBitmap.WORDS, first);
  }

  private static long levels(MachineConfiguration configuration, int v, int word) {
    long mask = 0;
    for (MachineConfiguration.Device device : configuration.devices()) {
      boolean here = device.vcpu() == v || device.alternateVcpu() == v;
      if (device.level() && here && VectorBitmap.word(device.vector()) == word) {
        mask |= VectorBitmap.bit(device.vector());
      }
    }
    return mask;
  }

  /// VIRR of vCPU v, vectors 64i to 64i + 63.
  public int virr(int v, int i) {
    return virr + v * VectorBitmap.WORDS + i;
  }

  /// VISR of vCPU v, vectors 64i to 64i + 63.
  public int visr(int v, int i) {
    return visr + v * VectorBitmap.WORDS + i;
  }

  /// EOI-exit bitmap of vCPU v, vectors 64i to 64i + 63.
  public int eoiExit(int v, int i) {
    return eoiExit + v * VectorBitmap.WORDS + i;
  }

  /// RVI, SVI, VTPR, VPPR and recognition of vCPU v, see `Registers`.
  public int status(int v) {
    return status + v;
  }

  /// The VMCS fields of vCPU v that matter here, see `Registers`.
  public int vmcs(int v) {
    return vmcs + v;
  }

  /// `apic->apicv_active` of vCPU v.
  public int apicvActive(int v) {
    return apicvActive + v;
  }

  /// Microcode registers of vCPU v: target and vector of an IPI.
  public int guestRegisters(int v) {
    return guestRegisters + v;
  }
}
