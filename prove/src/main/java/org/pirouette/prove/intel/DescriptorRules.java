package org.pirouette.prove.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.HostVector;

/// The rules about posted-interrupt descriptors and wakeup lists, for one vCPU each.
final class DescriptorRules {
  private final IntelView view;
  private final IntelMachine machine;
  private final Words words;

  DescriptorRules(IntelMachine machine, IntelView view) {
    this.machine = machine;
    this.view = view;
    words = machine.words();
  }

  private boolean outstanding(int v) {
    return NotificationControl.outstanding(view.control(v));
  }

  private boolean suppressed(int v) {
    return NotificationControl.suppressed(view.control(v));
  }

  /// I2.
  boolean sleeperIsTold(int v) {
    return !outstanding(v)
        || !view.sleeps(v)
        || !view.guestTakesInterrupts(v)
        || view.nothingWanted(v)
        || view.underWay(v)
        || view.environmentAtWork();
  }

  /// I3.
  boolean guestIsAnnounced(int v) {
    return outstanding(v)
        || !view.inGuest(v)
        || suppressed(v)
        || view.pirEmpty(v)
        || view.posterAtWork(v);
  }

  /// I4.
  boolean suppressedOnlyWithoutNeed(int v) {
    return !suppressed(v) || !view.inGuest(v) && !(view.sleeps(v) && view.guestTakesInterrupts(v));
  }

  /// I5.
  boolean sleeperIsArmed(int v) {
    if (!view.sleeps(v) || !view.guestTakesInterrupts(v) || !postedByHardware(v)) {
      return true;
    }
    long control = view.control(v);
    return NotificationControl.notificationVector(control) == HostVector.WAKEUP
        && isOnList(NotificationControl.destination(control), v);
  }

  private boolean postedByHardware(int v) {
    if (machine.features().ipiVirtualization()) {
      return true;
    }
    return words.load(machine.vm.bypassCount()) != 0
        && (words.load(machine.vcpus.requests(v)) & Request.UNBLOCK) == 0
        && !view.environmentAtWork();
  }

  private boolean isOnList(int p, int v) {
    return p < view.processors()
        && (words.load(machine.wakeups.wakeupList(p, v >>> 6)) & 1L << v) != 0;
  }

  /// I5, the lists.
  boolean onOneList(int v) {
    int lists = 0;
    for (int p = 0; p < view.processors(); p++) {
      lists += isOnList(p, v) ? 1 : 0;
    }
    return lists == 0 || lists == 1 && !view.inGuest(v);
  }

  /// I6.
  boolean guestIsAddressed(int v) {
    if (!view.inGuest(v)) {
      return true;
    }
    long control = view.control(v);
    return NotificationControl.destination(control) == machine.taskCpu(v)
        && NotificationControl.notificationVector(control) == HostVector.NOTIFICATION
        && !NotificationControl.suppressed(control);
  }

  /// I7.
  boolean noOutstandingLost(int v) {
    return outstanding(v)
        || suppressed(v)
        || view.pirEmpty(v)
        || view.drains(v)
        || view.switches(v) && !view.sleeps(v)
        || view.inMicrocode(v)
        || view.forgets(v)
        || view.posterAtWork(v)
        || view.environmentAtWork();
  }

  /// I8: the drain has read, or taken, a word that SEEN does not show and is past it. What is told
  /// by the state: once VIRR has what was taken (nothing is harvested, nothing seen), the drain is
  /// over but for the report.
  boolean harvestBehindClear(int v) {
    if (!view.drainReports(v)) {
      return true;
    }
    return outstanding(v) || suppressed(v) || view.pirEmpty(v) || view.posterAtWork(v);
  }

  /// I10.
  boolean guestIsNotified(int v) {
    return !view.inGuest(v)
        || !outstanding(v)
        || view.pirEmpty(v)
        || view.underWay(v)
        || view.kicked(v);
  }

  /// I11.
  boolean interruptsOffBeforeEntry(int v) {
    return !view.entering(v)
        || machine.get(machine.pcpus.flags(machine.taskCpu(v)), ProcessorBank.INTERRUPTS_ON) == 0;
  }
}
