package org.pirouette.protocol.amd;

import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// What AVIC and KVM's code for it keep of a vCPU, besides its backing page.
public final class AvicBank extends Bank {
  /// In [#shadow]: the vCPU blocks, so its entries log (AVIC_PHYSICAL_ID_ENTRY_GA_LOG_INTR). Never
  /// in the table.
  public static final long BLOCKS = 1L << 61;

  /// In [#registers]: the put is for blocking.
  public static final Field BLOCKING = new Field(0, 1);

  /// In [#registers]: interrupts were on before the lock was taken.
  public static final Field INTERRUPTS = new Field(1, 1);

  /// In [#registers]: the position in the walk over devices.
  public static final Field CURSOR = new Field(2, 10);

  /// In [#registers]: the pCPU that the vCPU is loaded on.
  public static final Field CPU = new Field(12, 10);

  private static final Field HOST_ID = new Field(0, 12);

  /// Number of places that have registers of their own: one in the scheduler's notifiers, one in
  /// the thread itself, which they may interrupt.
  public static final int PLACES = 2;

  private final int physical;
  private final int shadow;
  private final int irListLock;
  private final int irrPending;
  private final int stale;
  private final int listedOn;
  private final int registers;

  /// @param agents number of agents of the machine
  public AvicBank(
      Layout layout, MachineConfiguration configuration, AmdFeatures features, int agents) {
    super(layout, "vCPU", configuration.vcpus().size());
    boolean avic = features.avic();
    int processors = configuration.processors();
    long host = avic ? upTo(processors - 1) : 0;
    long running = avic ? PhysicalApicIdEntry.IS_RUNNING : 0;
    physical =
        shown(
            Display.fields(
                Display.decimal("IsRunning", Field.of(PhysicalApicIdEntry.IS_RUNNING)),
                Display.decimal("host ID", HOST_ID)),
            word(
                Kind.SHARED,
                "physical APIC ID entry",
                v -> host | (features.enableIpiv() ? running : 0),
                v -> PhysicalApicIdEntry.of(AvicNames.backingPage(v), 0, false)));
    shadow =
        shown(
            Display.fields(
                Display.decimal("IsRunning", Field.of(PhysicalApicIdEntry.IS_RUNNING)),
                Display.decimal("blocks", Field.of(BLOCKS)),
                Display.decimal("host ID", HOST_ID)),
            word(
                Kind.SHARED,
                "shadow entry",
                v -> host | running | (avic ? BLOCKS : 0),
                v -> PhysicalApicIdEntry.of(AvicNames.backingPage(v), 0, false)));
    irListLock =
        shown(Display.NUMBER, word(Kind.SHARED, "ir_list_lock", avic ? upTo(agents) : 0, 0));
    boolean inhibits = configuration.limits().allows(Limit.INHIBITIONS);
    irrPending = shown(Display.NUMBER, word(Kind.SHARED, "irr_pending", inhibits ? 1 : 0, 1));
    stale =
        shown(
            Display.NUMBER,
            word(Kind.HARDWARE, "stale IsRunning", features.erratum1235() ? 1 : 0, 0));
    boolean lists = avic && features.iommu().gappi();
    listedOn = word(Kind.PRIVATE, "wakeup list of", lists ? upTo(processors) : 0, 0);
    long work = BLOCKING.mask() | INTERRUPTS.mask();
    work |= CURSOR.set(0, upTo(configuration.devices().size())) | CPU.set(0, upTo(processors - 1));
    long varying = avic ? work : 0;
    registers = words(Kind.PRIVATE, "AVIC registers", PLACES, i -> varying, "[");
  }

  /// The entry of vCPU v in the physical APIC ID table ([PhysicalApicIdEntry]).
  public int physical(int v) {
    return physical + v;
  }

  /// KVM's shadow of that entry, under the lock; IsRunning is in it even when KVM keeps it out of
  /// the table.
  public int shadow(int v) {
    return shadow + v;
  }

  /// `svm->ir_list_lock` of vCPU v: id of the agent that holds it + 1, or 0.
  public int irListLock(int v) {
    return irListLock + v;
  }

  /// `apic->irr_pending` of vCPU v: if it is 0, KVM does not search IRR.
  public int irrPending(int v) {
    return irrPending + v;
  }

  /// Erratum 1235: a processor may once more see that vCPU v runs.
  public int stale(int v) {
    return stale + v;
  }

  /// GAPPI: the pCPU on whose wakeup list vCPU v is, + 1, or 0.
  public int listedOn(int v) {
    return listedOn + v;
  }

  /// Registers of put and load of vCPU v.
  ///
  /// @param place 0 to [#PLACES] - 1
  public int registers(int v, int place) {
    return registers + v * PLACES + place;
  }
}
