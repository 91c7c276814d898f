package org.pirouette.protocol.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The vPE of each vCPU: KVM's `struct its_vpe`, its entries in the vPE tables, and its virtual
/// pending table. vLPI n stands for INTID 8192 + n.
public final class VpeBank extends Bank {
  /// In [#state]: `vpe->resident`.
  public static final Field RESIDENT = new Field(0, 1);

  /// In [#state]: the flag IN_WFI.
  public static final Field IN_WFI = new Field(1, 1);

  /// In [#state]: `vpe->ready`, the wait for Dirty = 0 is done.
  public static final Field READY = new Field(2, 1);

  /// In [#state]: interrupts were on when the lock was taken.
  public static final Field SAVED_INTERRUPTS = new Field(3, 1);

  /// In [#state]: HCR_EL2.TWI is 0, WFI does not trap.
  public static final Field WFI_UNTRAPPED = new Field(4, 1);

  /// Most ITSs that a machine has.
  public static final int SERVICES = 2;

  private final int state;
  private final int lock;
  private final int pendingLast;
  private final int column;
  private final int[] targets = new int[SERVICES];
  private final int mapped;
  private final int armed;
  private final int doorbell;
  private final int table;
  private final int cache;

  /// @param agents number of agents, for the holder of a lock
  public VpeBank(Layout layout, MachineConfiguration configuration, int agents) {
    super(layout, "vPE", configuration.vcpus().size());
    ArmFeatures features = ArmFeatures.of(configuration);
    boolean direct = features.gic().direct();
    boolean single = features.gic() == Gic.V4_1;
    long one = direct ? 1 : 0;
    boolean moves = configuration.vcpus().stream().anyMatch(vcpu -> vcpu.affinity().size() > 1);
    long places = direct && moves ? upTo(configuration.processors() - 1L) : 0;
    boolean plugs = configuration.limits().allows(Limit.PLUGS);
    long all = (1L << features.services()) - 1;
    state =
        shown(
            Display.fields(
                Display.decimal("resident", RESIDENT), Display.decimal("IN_WFI", IN_WFI)),
            word(Kind.PRIVATE, "flags", direct ? flags(features) : 0, 0));
    lock = word(Kind.SHARED, "vpe_lock", direct ? upTo(agents) : 0, 0);
    pendingLast = shown(Display.NUMBER, word(Kind.SHARED, "pending_last", one, 0));
    column =
        word(
            Kind.SHARED,
            "col_idx",
            v -> places,
            v -> configuration.vcpus().get(v).affinity().getFirst());
    for (int i = 0; i < SERVICES; i++) {
      long varying = i < features.services() ? places : 0;
      targets[i] =
          word(
              Kind.HARDWARE,
              "redistributor at ITS " + i,
              v -> varying,
              v -> configuration.vcpus().get(v).affinity().getFirst());
    }
    boolean late =
        features.lazy()
            && configuration.devices().stream().noneMatch(device -> device.path() == Path.POSTED);
    mapped =
        word(Kind.HARDWARE, "mapped at ITSs", features.lazy() && plugs ? all : 0, late ? 0 : all);
    armed = shown(Display.NUMBER, word(Kind.HARDWARE, "doorbell armed", single ? 1 : 0, 0));
    doorbell =
        shown(
            Display.NUMBER,
            word(Kind.HARDWARE, "doorbell enabled", direct && !single ? 1 : 0, single ? 1 : 0));
    table = bitmap(configuration, "pending table", direct);
    cache = bitmap(configuration, "pending at redistributor", direct);
  }

  private static long flags(ArmFeatures features) {
    long untrapped = features.has(ArmFeatures.Option.UNTRAPPED_WFI) ? WFI_UNTRAPPED.mask() : 0;
    return RESIDENT.mask() | IN_WFI.mask() | READY.mask() | SAVED_INTERRUPTS.mask() | untrapped;
  }

  private int bitmap(MachineConfiguration configuration, String name, boolean direct) {
    return shownAsVectors(
        VectorBitmap.WORDS,
        words(
            Kind.HARDWARE,
            name,
            VectorBitmap.WORDS,
            i -> direct ? configuration.vectors(i % VectorBitmap.WORDS) : 0,
            "["));
  }

  /// Whether vPE v is resident, in WFI, and ready for the guest. Only its own thread uses it.
  public int state(int v) {
    return state + v;
  }

  /// `vpe->vpe_lock` of vPE v: id of the agent that holds it + 1, or 0.
  public int lock(int v) {
    return lock + v;
  }

  /// `vpe->pending_last` of vPE v.
  public int pendingLast(int v) {
    return pendingLast + v;
  }

  /// `vpe->col_idx` of vPE v: the pCPU to which the driver moved it last.
  public int column(int v) {
    return column + v;
  }

  /// The redistributor of vPE v in the vPE table of ITS i.
  public int target(int i, int v) {
    return targets[i] + v;
  }

  /// The ITSs on which vPE v is mapped, a bit each.
  public int mapped(int v) {
    return mapped + v;
  }

  /// GICv4.1: the next enabled vLPI of vPE v that becomes pending sends its default doorbell.
  public int armed(int v) {
    return armed + v;
  }

  /// Whether the doorbell LPI of vPE v is enabled.
  public int doorbell(int v) {
    return doorbell + v;
  }

  /// vLPIs of vPE v pending in its virtual pending table, word i.
  public int table(int v, int i) {
    return table + v * VectorBitmap.WORDS + i;
  }

  /// vLPIs of vPE v pending at the redistributor where it is resident, word i.
  public int cache(int v, int i) {
    return cache + v * VectorBitmap.WORDS + i;
  }
}
