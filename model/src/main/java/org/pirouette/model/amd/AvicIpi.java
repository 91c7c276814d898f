package org.pirouette.model.amd;

import org.jspecify.annotations.Nullable;

/// An IPI that a guest sends by writing ICR, as AVIC hardware carries it out: it sets the vector's
/// bit in the IRR of every target's backing page and rings the doorbells of those that run. If a
/// target does not run, the sender exits afterwards; if hardware cannot do it, the sender exits and
/// software sends the whole IPI.
///
/// All targets are looked at before the first bit is set: an invalid one means that nobody was sent
/// to. (The sources leave open whether targets before the invalid one already have the bit; a bit
/// set twice does no harm.) An invalid type is found before an invalid vector.
public final class AvicIpi {
  /// What [#send] returns if the sender does not exit.
  public static final long COMPLETE = -1;

  /// Exit id: not fixed, or not edge-triggered.
  public static final int INVALID_TYPE = 0;

  /// Exit id: all targets have the bit, at least one does not run.
  public static final int TARGET_NOT_RUNNING = 1;

  /// Exit id: a target does not exist.
  public static final int INVALID_TARGET = 2;

  /// Exit id: a target's backing page cannot be used.
  public static final int INVALID_BACKING_PAGE = 3;

  /// Exit id: a vector below 16.
  public static final int INVALID_VECTOR = 4;

  private static final int FIRST_LEGAL_VECTOR = 16;

  private final AvicTables tables;

  /// @param tables the VM's tables, as VMRUN found them
  public AvicIpi(AvicTables tables) {
    this.tables = tables;
  }

  /// Carries out a write of ICR.
  ///
  /// @param sender index of the sender in the physical APIC ID table
  /// @param mode how the guest's APIC reads destinations
  /// @param icrHigh destination: in bits 31:24 for an xAPIC, all 32 bits in x2APIC mode
  /// @param icrLow vector and command
  /// @return [#COMPLETE], or EXITINFO2 of the exit INCOMPLETE_IPI: id in 63:32, index of the first
  ///   target with that problem below
  public long send(int sender, ApicMode mode, int icrHigh, int icrLow) {
    int vector = icrLow & 0xFF;
    boolean logical = (icrLow & 1 << 11) != 0;
    if ((icrLow & 7 << 8) != 0 || (icrLow & 1 << 15) != 0) {
      return info2(INVALID_TYPE, 0);
    }
    if (vector < FIRST_LEGAL_VECTOR) {
      return info2(INVALID_VECTOR, 0);
    }
    int destination = mode == ApicMode.X2APIC ? icrHigh : icrHigh >>> 24;
    return switch (icrLow >>> 18 & 3) {
      case 1 -> sendToSelf(sender, vector);
      case 2 -> broadcast(AvicTables.NOBODY, vector);
      case 3 -> broadcast(sender, vector);
      default -> {
        if (logical) {
          yield sendLogical(mode, destination, vector);
        }
        yield destination == mode.broadcast()
            ? broadcast(AvicTables.NOBODY, vector)
            : sendPhysical(destination, vector);
      }
    };
  }

  /// EXITINFO2 of INCOMPLETE_IPI.
  public static long info2(int id, int index) {
    return (long) id << 32 | index & 0xFFF;
  }

  /// The id in EXITINFO2.
  public static int id(long info2) {
    return (int) (info2 >>> 32);
  }

  /// The index in EXITINFO2.
  public static int index(long info2) {
    return (int) info2 & 0xFFF;
  }

  private long sendToSelf(int sender, int vector) {
    AvicBackingPage page = tables.backingPage(sender);
    if (page == null) {
      return info2(INVALID_BACKING_PAGE, sender);
    }
    page.request(vector);
    return COMPLETE;
  }

  private long sendPhysical(int index, int vector) {
    long problem = check(index, index);
    return problem == COMPLETE ? deliver(index, vector) : problem;
  }

  private long broadcast(int except, int vector) {
    long result = COMPLETE;
    for (int index = 0; index <= tables.maximumIndex(); index++) {
      if (index != except
          && PhysicalApicIdEntry.isValid(tables.physical(index))
          && tables.backingPage(index) == null) {
        return info2(INVALID_BACKING_PAGE, index);
      }
    }
    for (int index = 0; index <= tables.maximumIndex(); index++) {
      if (index != except && PhysicalApicIdEntry.isValid(tables.physical(index))) {
        result = first(result, deliver(index, vector));
      }
    }
    return result;
  }

  private long sendLogical(ApicMode mode, int destination, int vector) {
    int base = mode.logicalBase(destination);
    int bits = mode.logicalBits(destination);
    if (base == ApicMode.INVALID_CLUSTER) {
      return info2(INVALID_TARGET, 0);
    }
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      int index = base + Integer.numberOfTrailingZeros(rest);
      long problem = check(target(mode, index), index);
      if (problem != COMPLETE) {
        return problem;
      }
    }
    long result = COMPLETE;
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      int index = base + Integer.numberOfTrailingZeros(rest);
      long delivered = deliver(target(mode, index), vector);
      result = first(result, delivered == COMPLETE ? COMPLETE : info2(id(delivered), index));
    }
    return result;
  }

  private int target(ApicMode mode, int index) {
    if (mode == ApicMode.X2APIC) {
      return index;
    }
    int entry = tables.logical(index);
    return LogicalApicIdEntry.isValid(entry)
        ? LogicalApicIdEntry.guestApicId(entry)
        : AvicTables.NOBODY;
  }

  private long check(int target, int index) {
    if (target < 0
        || target > tables.maximumIndex()
        || !PhysicalApicIdEntry.isValid(tables.physical(target))) {
      return info2(INVALID_TARGET, index);
    }
    return tables.backingPage(target) == null ? info2(INVALID_BACKING_PAGE, index) : COMPLETE;
  }

  private long deliver(int target, int vector) {
    @Nullable AvicBackingPage page = tables.backingPage(target);
    if (page == null) {
      return info2(INVALID_BACKING_PAGE, target);
    }
    page.request(vector);
    long entry = tables.physical(target);
    if (!PhysicalApicIdEntry.isRunning(entry)) {
      return info2(TARGET_NOT_RUNNING, target);
    }
    tables.ringDoorbell(PhysicalApicIdEntry.hostApicId(entry));
    return COMPLETE;
  }

  private static long first(long result, long next) {
    return result == COMPLETE ? next : result;
  }
}
