package org.pirouette.prove.amd;

import org.pirouette.model.amd.GaLogRegisters;
import org.pirouette.model.amd.GuestApicLog;
import org.pirouette.model.amd.IommuIrte;
import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.amd.AvicNames;
import org.pirouette.protocol.step.Words;

/// The rules about IsRunning, the entries of devices, and the log; most of them for one vCPU.
final class AvicRules {
  private final AmdMachine machine;
  private final Words words;
  private final AmdView view;

  AvicRules(AmdMachine machine, AmdView view) {
    this.machine = machine;
    this.view = view;
    words = machine.words();
  }

  /// [AmdRule#TOLD].
  boolean sleeperIsTold(int v) {
    return !view.sleeps(v) || !view.hasDeliverable(v) || view.beingTold(v);
  }

  /// [AmdRule#NOTICED].
  boolean guestNotices(int v) {
    return !view.inGuestWithAvic(v)
        || view.recognizes(v)
        || view.doorbellComes(v)
        || view.posterAtWork(v)
        || view.iommuAtWork()
        || view.environmentAtWork()
        || view.incompleteIpi(v)
        || view.kicked(v);
  }

  /// [AmdRule#ARMED].
  boolean sleeperIsArmed(int v) {
    if (!view.sleeps(v) || !view.hasAvic(v) || words.load(machine.avics.irListLock(v)) != 0) {
      return true;
    }
    for (int d = 0; d < view.devices(); d++) {
      if (machine.postsTo(d, v) && !isArmed(d, v)) {
        return false;
      }
    }
    return true;
  }

  private boolean isArmed(int d, int v) {
    long low = view.low(d);
    if ((low & IommuIrte.IS_RUN) != 0) {
      return false;
    }
    return machine.logs() ? (low & IommuIrte.GA_LOG_INTR) != 0 : view.interruptsItsList(d, v);
  }

  /// [AmdRule#PUBLISHED].
  boolean guestIsPublished(int v) {
    if (!view.inGuestWithAvic(v)) {
      return true;
    }
    int p = machine.taskCpu(v);
    return names(words.load(machine.avics.shadow(v)), p)
        && (!machine.features().enableIpiv() || names(words.load(machine.avics.physical(v)), p));
  }

  private static boolean names(long entry, int p) {
    return PhysicalApicIdEntry.isRunning(entry) && PhysicalApicIdEntry.hostApicId(entry) == p;
  }

  /// [AmdRule#POINTED].
  boolean guestIsPointedAt(int v) {
    if (!view.inGuestWithAvic(v) || words.load(machine.avics.irListLock(v)) != 0) {
      return true;
    }
    int p = machine.taskCpu(v);
    for (int d = 0; d < view.devices(); d++) {
      long low = view.low(d);
      boolean runs = (low & IommuIrte.IS_RUN) != 0 && IommuIrte.destination(low, 0, true) == p;
      if (machine.postsTo(d, v) && !runs) {
        return false;
      }
    }
    return true;
  }

  /// [AmdRule#TAGGED].
  boolean entriesAreTagged(int v) {
    for (int d = 0; d < view.devices(); d++) {
      if (view.postsTo(d, v) && AvicNames.vcpuOf(IommuIrte.gaTag(view.low(d))) != v) {
        return false;
      }
    }
    return true;
  }

  /// [AmdRule#ONE_LIST].
  boolean onOneList(int v) {
    int lists = 0;
    for (int p = 0; p < view.processors(); p++) {
      lists += view.isListed(p, v) ? 1 : 0;
    }
    return lists <= 1;
  }

  /// [AmdRule#LOGS].
  boolean logRuns() {
    int status = GaLogRegisters.status(words.load(machine.log.registers()));
    return (status & GuestApicLog.GA_LOG_RUN) != 0;
  }
}
