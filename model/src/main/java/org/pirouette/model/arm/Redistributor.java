package org.pirouette.model.arm;

/// One GICv4.0 redistributor: the physical LPIs of a processor, and the vLPIs of the vPE that is
/// resident on it.
///
/// Pending state is always in memory, so Dirty never reads 1. Configuration is read when an
/// interrupt becomes pending and when a table is scanned: by EnableLPIs, INV, INVALL, VINVALL, on
/// residency, and when the highest pending interrupt goes away. A change of a configuration byte is
/// therefore certain to show after its invalidation, and may show before, as the architecture says.
public final class Redistributor {
  private static final long TABLE_ADDRESS = 0x000F_FFFF_FFFF_F000L;
  private static final int ID_BITS = 0x1F;
  private static final int MAX_ID_BITS = 15;

  private final GicMemory memory;
  private final HighestPending lpi = new HighestPending();
  private final HighestPending vlpi = new HighestPending();
  private final CpuInterface physical = new CpuInterface();
  private final CpuInterface virtual = new CpuInterface();
  private boolean enableLpis;
  private long propbaser;
  private long pendbaser;
  private long vpropbaser;
  private long vpendbaser;

  /// A redistributor as reset leaves it.
  public Redistributor(GicMemory memory) {
    this.memory = memory;
  }

  /// Writes GICR_PROPBASER; ignored while LPIs are enabled.
  public void writePropbaser(long value) {
    if (!enableLpis) {
      propbaser = value;
    }
  }

  /// Writes GICR_PENDBASER; ignored while LPIs are enabled.
  public void writePendbaser(long value) {
    if (!enableLpis) {
      pendbaser = value;
    }
  }

  /// Writes GICR_CTLR.EnableLPIs. Setting it reads the pending table, whatever PTZ says.
  public void enableLpis(boolean enabled) {
    boolean before = enableLpis;
    enableLpis = enabled;
    if (!enabled) {
      lpi.clear();
    } else if (!before) {
      scanLpis();
    }
  }

  /// Reads GICR_CTLR.EnableLPIs.
  public boolean lpisEnabled() {
    return enableLpis;
  }

  /// Writes GICR_VPROPBASER.
  public void writeVpropbaser(long value) {
    vpropbaser = value;
  }

  /// Reads GICR_VPENDBASER.
  public long readVpendbaser() {
    return vpendbaser;
  }

  /// Writes GICR_VPENDBASER. Setting Valid makes a vPE resident, clearing it ends that and works
  /// out PendingLast; a write that leaves Valid set is ignored.
  public void writeVpendbaser(long value) {
    long written = value & ~Vpendbaser.DIRTY;
    if (vpendbaser >= 0) {
      vpendbaser = written;
      if (written < 0) {
        vpendbaser |= Vpendbaser.PENDING_LAST;
        scanVlpis();
      }
    } else if (written >= 0) {
      vpendbaser = written & ~Vpendbaser.PENDING_LAST;
      if (vlpi.exists()) {
        vpendbaser |= Vpendbaser.PENDING_LAST;
      }
      vlpi.clear();
    }
  }

  /// The highest pending, enabled LPI.
  public HighestPending highestLpi() {
    return lpi;
  }

  /// The highest pending, enabled vLPI of the resident vPE.
  public HighestPending highestVlpi() {
    return vlpi;
  }

  /// The physical CPU interface.
  public CpuInterface cpuInterface() {
    return physical;
  }

  /// The virtual CPU interface.
  public CpuInterface virtualCpuInterface() {
    return virtual;
  }

  /// Reads ICC_IAR1_EL1: takes the signalled LPI, or 1023.
  public int acknowledge() {
    if (!physical.signals(lpi)) {
      return LpiTables.SPURIOUS;
    }
    int intid = lpi.intid();
    physical.activate(lpi.priority());
    setLpi(intid, false);
    return intid;
  }

  /// Reads ICV_IAR1_EL1: takes the signalled vLPI, or 1023.
  public int acknowledgeVirtual() {
    if (!virtual.signals(vlpi)) {
      return LpiTables.SPURIOUS;
    }
    int intid = vlpi.intid();
    virtual.activate(vlpi.priority());
    setVlpi(intid, vpendbaser & Vpendbaser.ADDRESS, LpiTables.SPURIOUS, false);
    return intid;
  }

  /// Makes an LPI pending, or no longer pending. Dropped while LPIs are disabled and outside of the
  /// range of GICR_PROPBASER.IDbits.
  public void setLpi(int intid, boolean pending) {
    if (!enableLpis || intid < LpiTables.FIRST_LPI || intid >= limit(propbaser)) {
      return;
    }
    if (LpiTables.setPending(memory, pendingTable(), intid, pending)) {
      if (pending) {
        lpi.consider(memory, propbaser & TABLE_ADDRESS, intid);
      } else if (intid == lpi.intid()) {
        scanLpis();
      }
    }
  }

  /// Makes a vLPI pending, or no longer pending, for the vPE with the given virtual pending table.
  /// If that vPE is not resident here, a vLPI that is made pending rings the doorbell, whether it
  /// is enabled or not and pending before or not.
  ///
  /// @param doorbell LPI, or 1023 for none
  public void setVlpi(int vintid, long virtualPendingTable, int doorbell, boolean pending) {
    boolean resident = Vpendbaser.makesResident(vpendbaser, virtualPendingTable);
    if (resident && vintid >= limit(vpropbaser)) {
      return;
    }
    boolean changed = LpiTables.setPending(memory, virtualPendingTable, vintid, pending);
    if (!resident) {
      if (pending && doorbell != LpiTables.SPURIOUS) {
        setLpi(doorbell, true);
      }
    } else if (changed) {
      if (pending) {
        vlpi.consider(memory, vpropbaser & TABLE_ADDRESS, vintid);
      } else if (vintid == vlpi.intid()) {
        scanVlpis();
      }
    }
  }

  /// Moves an LPI's pending state to another redistributor; nothing moves if LPIs are disabled at
  /// either.
  void moveLpi(Redistributor to, int intid) {
    if (enableLpis
        && to.enableLpis
        && intid < limit(propbaser)
        && LpiTables.isPending(memory, pendingTable(), intid)) {
      setLpi(intid, false);
      to.setLpi(intid, true);
    }
  }

  /// Moves the pending state of all LPIs to another redistributor.
  void moveAllLpis(Redistributor to) {
    if (!enableLpis || !to.enableLpis) {
      return;
    }
    int limit = Math.min(limit(propbaser), limit(to.propbaser));
    for (int first = LpiTables.FIRST_LPI; first < limit; first += Long.SIZE) {
      long offset = first >>> 3;
      long moved = memory.loadLong(pendingTable() + offset);
      if (moved != 0) {
        memory.storeLong(pendingTable() + offset, 0);
        long there = to.pendingTable() + offset;
        memory.storeLong(there, memory.loadLong(there) | moved);
      }
    }
    scanLpis();
    to.scanLpis();
  }

  /// Moves a vLPI's pending state to another vPE; if that is not resident, its doorbell rings.
  void moveVlpi(Redistributor to, int vintid, long fromTable, long toTable, int doorbell) {
    if (LpiTables.isPending(memory, fromTable, vintid)) {
      LpiTables.setPending(memory, fromTable, vintid, false);
      if (Vpendbaser.makesResident(vpendbaser, fromTable) && vintid == vlpi.intid()) {
        scanVlpis();
      }
      to.setVlpi(vintid, toTable, doorbell, true);
    }
  }

  /// Reads the configuration of all LPIs anew.
  void invalidateLpis() {
    if (enableLpis) {
      scanLpis();
    }
  }

  /// Reads the configuration of all vLPIs of a vPE anew, if it is resident here.
  void invalidateVlpis(long virtualPendingTable) {
    if (Vpendbaser.makesResident(vpendbaser, virtualPendingTable)) {
      scanVlpis();
    }
  }

  private void scanLpis() {
    lpi.scan(memory, propbaser & TABLE_ADDRESS, pendingTable(), limit(propbaser));
  }

  private void scanVlpis() {
    vlpi.scan(
        memory, vpropbaser & TABLE_ADDRESS, vpendbaser & Vpendbaser.ADDRESS, limit(vpropbaser));
  }

  private long pendingTable() {
    return pendbaser & Vpendbaser.ADDRESS;
  }

  /// The first INTID beyond those that IDbits allows.
  private static int limit(long register) {
    return 2 << Math.min((int) register & ID_BITS, MAX_ID_BITS);
  }
}
