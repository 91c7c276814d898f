package org.pirouette.prove.arm;

import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.Gic;
import org.pirouette.protocol.arm.VpeBank;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Words;

/// The rules about residency and doorbells, each for one vCPU.
final class ResidencyRules {
  private final ArmMachine machine;
  private final Words words;
  private final ArmView view;

  ResidencyRules(ArmMachine machine, ArmView view) {
    this.machine = machine;
    this.view = view;
    words = machine.words();
  }

  private boolean is(int v, Field flag) {
    return machine.get(machine.vpes.state(v), flag) == 1;
  }

  private boolean pendingLast(int v) {
    return words.load(machine.vpes.pendingLast(v)) == 1;
  }

  private boolean doorbellWillRing(int v) {
    int word =
        machine.features().gic() == Gic.V4_1 ? machine.vpes.armed(v) : machine.vpes.doorbell(v);
    return words.load(word) == 1;
  }

  /// [ArmRule#ARMED].
  boolean sleeperHasDoorbell(int v) {
    return !view.sleeps(v)
        || !pendingLast(v) && doorbellWillRing(v)
        || view.beingTold(v)
        || queued(v);
  }

  private boolean queued(int v) {
    for (int i : view.usedWords()) {
      if (words.load(machine.vgics.latch(v, i)) != 0) {
        return true;
      }
    }
    return false;
  }

  /// [ArmRule#KEPT].
  boolean pendingIsKnown(int v) {
    boolean out = is(v, VpeBank.IN_WFI) && !is(v, VpeBank.RESIDENT);
    return !out
        || !machine.anyVlpi(v)
        || pendingLast(v)
        || words.load(machine.vpes.lock(v)) != 0
        || view.beingTold(v);
  }

  /// [ArmRule#CLEAN].
  boolean guestIsParsed(int v) {
    int p = machine.taskCpu(v);
    return !view.inGuest(v) || machine.isResident(p, v) && !machine.isDirty(p);
  }

  /// [ArmRule#PLACED].
  boolean everyServiceKnows(int v) {
    for (int p = 0; p < view.processors(); p++) {
      if (machine.isResident(p, v) && !allSendTo(p, v)) {
        return false;
      }
    }
    return true;
  }

  private boolean allSendTo(int p, int v) {
    for (int i = 0; i < machine.features().services(); i++) {
      boolean mapped = (words.load(machine.vpes.mapped(v)) >>> i & 1) == 1;
      if (mapped && words.load(machine.vpes.target(i, v)) != p) {
        return false;
      }
    }
    return true;
  }

  /// [ArmRule#ONE_PLACE].
  boolean inOnePlace(int v) {
    int places = 0;
    for (int p = 0; p < view.processors(); p++) {
      places += machine.isResident(p, v) ? 1 : 0;
    }
    return places <= 1;
  }

  /// [ArmRule#PROMISE].
  boolean armedOnlyIfNothingPends(int v) {
    return words.load(machine.vpes.armed(v)) == 0 || !machine.anyVlpi(v) || comesIn(v);
  }

  private boolean comesIn(int v) {
    for (int p = 0; p < view.processors(); p++) {
      if (machine.isResident(p, v)) {
        return true;
      }
    }
    return false;
  }

  /// [ArmRule#DOORBELL].
  boolean doorbellIsWhereItBelongs(int v) {
    if (words.load(machine.vpes.lock(v)) != 0) {
      return true;
    }
    for (int p = 0; p < view.processors(); p++) {
      if (view.doorbellPendingAt(p, v) && words.load(machine.vpes.column(v)) != p) {
        return false;
      }
    }
    return true;
  }
}
