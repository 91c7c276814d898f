package org.pirouette.protocol.amd;

import org.pirouette.model.amd.GaLogRegisters;
import org.pirouette.model.amd.GuestApicLog;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The IOMMU's GALog.
public final class GaLogBank extends Bank {
  /// In [#copies]: the tail that the handler has read.
  public static final Field TAIL = new Field(0, 16);

  /// In [#copies]: the status that it has read had overflow set.
  public static final Field OVERFLOW = new Field(16, 1);

  private final int registers;
  private final int entries;
  private final int copies;
  private final int code;

  /// Declares the log.
  public GaLogBank(Layout layout, MachineConfiguration configuration, AmdFeatures features) {
    super(layout, "", 1);
    boolean logs = features.avic() && !features.iommu().gappi();
    code = features.iommu().logLength();
    registers =
        shown(
            Display.fields(
                Display.decimal("head", new Field(16, 16)),
                Display.decimal("tail", new Field(32, 16)),
                Display.decimal("running", Field.of(GuestApicLog.GA_LOG_RUN)),
                Display.decimal("overflow", Field.of(GuestApicLog.GA_LOG_OVERFLOW)),
                Display.decimal("interrupt", Field.of(GuestApicLog.GA_INT))),
            word(
                Kind.HARDWARE,
                "GALog registers",
                logs ? GaLogRegisters.bits(code) : 0,
                logs ? GaLogRegisters.empty(true) : 0));
    long entry =
        GuestApicLog.entry(AvicNames.gaTag(0), 0)
            | upTo(configuration.vcpus().size() - 1L)
            | upTo(configuration.devices().size()) << 32;
    entries = words(Kind.HARDWARE, "GALog", logs ? 1 << code : 0, i -> entry, "[");
    long tail = TAIL.set(0, upTo((1L << code) - 1));
    copies = word(Kind.PRIVATE, "GALog handler", logs ? tail | OVERFLOW.mask() : 0, 0);
  }

  /// Length code: the log has 2 to this power entries.
  public int code() {
    return code;
  }

  /// Head, tail, status and enable ([GaLogRegisters]).
  public int registers() {
    return registers;
  }

  /// Entry i.
  public int entry(int i) {
    return entries + i;
  }

  /// What the handler has read.
  public int copies() {
    return copies;
  }
}
