package org.pirouette.prove.intel;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.IntelRegion;
import org.pirouette.protocol.intel.RemappingEntry;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Zone;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86Region;
import org.pirouette.prove.rule.InterruptState;
import org.pirouette.prove.rule.KvmView;

/// Questions about an Intel machine's state that several rules ask.
final class IntelView extends KvmView implements InterruptState {
  private static final long NOTIFICATIONS =
      HostVector.bit(HostVector.NOTIFICATION)
          | HostVector.bit(HostVector.WAKEUP)
          | HostVector.bit(HostVector.NESTED);

  private static final long KICKS =
      HostVector.bit(HostVector.RESCHEDULE) | HostVector.bit(HostVector.CALL_FUNCTION);

  private final IntelMachine machine;
  private final Zone entry;
  private final Zone post;
  private final Zone switching;
  private final Zone forget;
  private final Zone drainReport;

  IntelView(IntelMachine machine) {
    super(machine);
    this.machine = machine;
    Program thread = machine.program(machine.thread(0));
    entry = thread.zone(ThreadRegion.ENTRY);
    post = thread.zone(ThreadRegion.POST);
    switching = thread.zone(ThreadRegion.SWITCH);
    forget = thread.zone(ThreadRegion.FORGET);
    drainReport = thread.zone(IntelRegion.DRAIN_REPORT);
  }

  long control(int v) {
    return words.load(machine.pids.pidControl(v));
  }

  boolean pirEmpty(int v) {
    for (int word : usedWords()) {
      if (words.load(machine.pids.pir(v, word)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether PIR holds nothing that anybody waits for: it is empty, or all of it comes from devices
  /// that have been unplugged since. (KVM may let a vCPU sleep with such an interrupt: with the
  /// last device gone, put does not arm the wakeup vector any more.)
  boolean nothingWanted(int v) {
    for (int word : usedWords()) {
      if ((words.load(machine.pids.pir(v, word)) & ~abandoned(word)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether a notification is in flight to a pCPU, or being handled there.
  boolean notificationAt(int p) {
    if (p >= processors()) {
      return false;
    }
    return (atLocalApic(p) & NOTIFICATIONS) != 0
        || words.load(machine.pcpus.context(p)) == machine.handler(p)
        || !machine.isIdle(machine.handler(p));
  }

  private long atLocalApic(int p) {
    return words.load(machine.lapics.bus(p))
        | words.load(machine.lapics.apicIrr(p))
        | words.load(machine.lapics.apicIsr(p));
  }

  /// Whether somebody is about to tell the vCPU of what is in its descriptor.
  boolean underWay(int v) {
    return notificationAt(NotificationControl.destination(control(v)))
        || posterAtWork(v)
        || iommuAtWork();
  }

  /// Whether the vCPU is being made to leave its guest, so that it will drain: its mode says so,
  /// and the interrupt for it is under way or about to be sent.
  boolean kicked(int v) {
    return words.load(machine.vcpus.mode(v)) == Mode.EXITING_GUEST
        && (environmentAtWork() || (atLocalApic(machine.taskCpu(v)) & KICKS) != 0);
  }

  /// Whether no rule looks at the registers and the program counter of the thread as they are: it
  /// is not entering, posting, draining, or between put and load.
  boolean unnoticed(int v) {
    int thread = machine.thread(v);
    return !machine.isIn(thread, entry)
        && !machine.isIn(thread, post)
        && !machine.isIn(thread, switching)
        && !drains(v)
        && !inUserspace(v);
  }

  /// Whether the thread is in the drain.
  boolean drains(int v) {
    return machine.register(machine.thread(v), Registers.SYNC_RETURN) != 0;
  }

  /// Whether the drain has moved everything and only its report is left.
  boolean drainReports(int v) {
    return drains(v) && machine.isIn(machine.thread(v), drainReport);
  }

  /// Whether the thread is between the start of the last drain before VM entry and the entry.
  boolean entering(int v) {
    int thread = machine.thread(v);
    boolean inside =
        machine.isIn(thread, entry)
            || drains(v) && entry.holds(machine.register(thread, Registers.SYNC_RETURN));
    return inside && words.load(machine.pcpus.context(machine.taskCpu(v))) == thread;
  }

  /// Whether the VMM has disconnected a device and its entry may still post to a vCPU.
  boolean postsAfterDisconnect(int d) {
    int vmm = machine.bypass(d);
    Zone disconnected = machine.program(vmm).zone(X86Region.DISCONNECTED);
    return machine.isIn(vmm, disconnected)
        && (postsToVcpu(machine.irtes.irteLow(d), machine.irtes.irteHigh(d))
            || postsToVcpu(machine.irtes.cacheLow(d), machine.irtes.cacheHigh(d)));
  }

  private boolean postsToVcpu(int lowWord, int highWord) {
    long low = words.load(lowWord);
    if (!RemappingEntry.present(low) || !RemappingEntry.posted(low)) {
      return false;
    }
    int number = RemappingEntry.descriptor(low, words.load(highWord), machine.descriptors());
    return number >= 0 && number < vcpus();
  }

  /// Whether an entry that posts names a descriptor.
  boolean namesDescriptor(long low, long high) {
    return !RemappingEntry.present(low)
        || !RemappingEntry.posted(low)
        || RemappingEntry.descriptor(low, high, machine.descriptors()) != RemappingEntry.NOBODY;
  }

  @Override
  public long pending(int v, int i) {
    return words.load(machine.pids.pir(v, i))
        | words.load(machine.pids.harvest(v, i))
        | words.load(machine.vapics.virr(v, i))
        | injected(v, i)
        | (i == 3 ? words.load(machine.nested.nestedPir(v)) : 0);
  }

  private long injected(int v, int i) {
    long vmcs = words.load(machine.vapics.vmcs(v));
    int vector = VirtualApicBank.INJECTION_VECTOR.get(vmcs);
    boolean here = VirtualApicBank.INJECTION_VALID.get(vmcs) == 1 && VectorBitmap.word(vector) == i;
    return here ? VectorBitmap.bit(vector) : 0;
  }

  /// A vector that the drain has seen in PIR and is about to take is in one place.
  @Override
  public int places(int v, int vector) {
    int word = VectorBitmap.word(vector);
    int shift = vector & 63;
    long posted = words.load(machine.pids.pir(v, word)) | words.load(machine.pids.harvest(v, word));
    return (int)
        ((posted >>> shift & 1)
            + (words.load(machine.vapics.virr(v, word)) >>> shift & 1)
            + (injected(v, word) >>> shift & 1));
  }

  @Override
  public boolean takes(int v, int vector) {
    if (!guestTakesInterrupts(v)) {
      return false;
    }
    int masked =
        Math.max(
            machine.get(machine.vapics.status(v), VirtualApicBank.VTPR),
            machine.highestInService(v));
    return InterruptPriority.beats(vector, masked);
  }

  @Override
  public boolean forgets(int v) {
    return isWithin(machine.thread(v), forget);
  }

  @Override
  public boolean hardwareIsDone() {
    for (int p = 0; p < processors(); p++) {
      if (atLocalApic(p) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean locksAreFree() {
    for (int p = 0; p < processors(); p++) {
      if (words.load(machine.wakeups.listLock(p)) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean nothingInService(int v) {
    return machine.highestInService(v) == 0
        && (machine.get(machine.vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 0
            || machine.get(machine.vapics.status(v), VirtualApicBank.SVI) == 0);
  }
}
