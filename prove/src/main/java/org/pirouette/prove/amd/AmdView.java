package org.pirouette.prove.amd;

import org.pirouette.model.amd.GaLogRegisters;
import org.pirouette.model.amd.GuestApicLog;
import org.pirouette.model.amd.IommuIrte;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.amd.AvicNames;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Zone;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.prove.rule.InterruptState;
import org.pirouette.prove.rule.KvmView;

/// Questions about an AMD machine's state that several rules ask.
final class AmdView extends KvmView implements InterruptState {
  private static final long WAKES =
      HostVector.bit(HostVector.GA_LOG) | HostVector.bit(HostVector.WAKEUP);

  private static final long KICKS =
      HostVector.bit(HostVector.RESCHEDULE) | HostVector.bit(HostVector.CALL_FUNCTION);

  private final AmdMachine machine;
  private final Zone entry;
  private final Zone post;
  private final Zone switching;
  private final Zone forget;

  AmdView(AmdMachine machine) {
    super(machine);
    this.machine = machine;
    Program thread = machine.program(machine.thread(0));
    entry = thread.zone(ThreadRegion.ENTRY);
    post = thread.zone(ThreadRegion.POST);
    switching = thread.zone(ThreadRegion.SWITCH);
    forget = thread.zone(ThreadRegion.FORGET);
  }

  /// Whether the vCPU is in its guest, and the processor delivers from its backing page.
  boolean inGuestWithAvic(int v) {
    return inGuest(v) && machine.get(machine.vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 1;
  }

  /// Whether the vCPU has AVIC as far as KVM is concerned.
  boolean hasAvic(int v) {
    return words.load(machine.vapics.apicvActive(v)) == 1;
  }

  /// Whether device d posts to the backing page of the vCPU.
  boolean postsTo(int d, int v) {
    return IommuIrte.enabled(low(d))
        && IommuIrte.guestMode(low(d))
        && AvicNames.vcpuAt(IommuIrte.backingPage(words.load(machine.irtes.irteHigh(d)))) == v;
  }

  /// The low quadword of the entry of device d.
  long low(int d) {
    return words.load(machine.irtes.irteLow(d));
  }

  /// Whether the highest interrupt in IRR would be taken were it recognized, with the guest's IF as
  /// it is.
  boolean hasDeliverable(int v) {
    int vector = highestWanted(v);
    return vector != 0 && takes(v, vector);
  }

  /// The highest vector in IRR, apart from those of unplugged devices.
  private int highestWanted(int v) {
    int[] used = usedWords();
    for (int i = used.length - 1; i >= 0; i--) {
      long requested = words.load(machine.vapics.virr(v, used[i])) & ~abandoned(used[i]);
      if (requested != 0) {
        return used[i] * Long.SIZE + 63 - Long.numberOfLeadingZeros(requested);
      }
    }
    return 0;
  }

  /// Whether the processor has recognized what is deliverable, or there is nothing.
  boolean recognizes(int v) {
    return machine.get(machine.vapics.status(v), VirtualApicBank.RECOGNIZED) == 1
        || !InterruptPriority.beats(highestWanted(v), masked(v));
  }

  private int masked(int v) {
    return Math.max(
        machine.get(machine.vapics.status(v), VirtualApicBank.VTPR), machine.highestInService(v));
  }

  /// Whether a doorbell is on its way to the pCPU of the vCPU.
  boolean doorbellComes(int v) {
    return words.load(machine.doorbells.doorbell(machine.taskCpu(v))) != 0;
  }

  /// Whether somebody is about to tell the vCPU of what is in its page.
  boolean beingTold(int v) {
    if (posterAtWork(v) || iommuAtWork() || environmentAtWork() || logNames(v)) {
      return true;
    }
    for (int p = 0; p < processors(); p++) {
      boolean handles = words.load(machine.pcpus.context(p)) == machine.handler(p);
      if (handles || (atLocalApic(p) & WAKES) != 0 && !machine.logs()) {
        return true;
      }
    }
    return incompleteIpi(v);
  }

  /// Whether an entry of the log that nobody has read yet names the vCPU, and will be read.
  private boolean logNames(int v) {
    if (!machine.logs()) {
      return false;
    }
    long registers = words.load(machine.log.registers());
    int mask = (1 << machine.log.code()) - 1;
    for (int i = GaLogRegisters.head(registers);
        i != GaLogRegisters.tail(registers);
        i = i + 1 & mask) {
      int tag = GuestApicLog.gaTag(words.load(machine.log.entry(i)));
      if (AvicNames.vcpuOf(tag) == v) {
        return true;
      }
    }
    return false;
  }

  /// Whether another vCPU has exited for an IPI and has not completed it yet.
  boolean incompleteIpi(int v) {
    for (int other = 0; other < vcpus(); other++) {
      if (other != v && !sleeps(other) && !inGuest(other)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the vCPU is being made to leave its guest.
  boolean kicked(int v) {
    return words.load(machine.vcpus.mode(v)) == Mode.EXITING_GUEST
        && (environmentAtWork() || (atLocalApic(machine.taskCpu(v)) & KICKS) != 0);
  }

  /// Whether the entry of device d sends a physical interrupt to a pCPU on whose wakeup list the
  /// vCPU is.
  boolean interruptsItsList(int d, int v) {
    int p = IommuIrte.destination(low(d), 0, true);
    return (low(d) & IommuIrte.GAPPI_DIS) == 0 && p < processors() && isListed(p, v);
  }

  /// Whether the vCPU is on the wakeup list of a pCPU.
  boolean isListed(int p, int v) {
    return (words.load(machine.wakeups.wakeupList(p, v >>> 6)) & 1L << v) != 0;
  }

  private long atLocalApic(int p) {
    return words.load(machine.lapics.bus(p))
        | words.load(machine.lapics.apicIrr(p))
        | words.load(machine.lapics.apicIsr(p));
  }

  /// Whether the entry of each device is what its route asks for.
  boolean entriesFollowRoutes() {
    for (int d = 0; d < devices(); d++) {
      if (!machine.entryFollowsRoute(d)) {
        return false;
      }
    }
    return true;
  }

  /// Whether no rule looks at the registers and the program counter of the thread as they are.
  boolean unnoticed(int v) {
    int thread = machine.thread(v);
    return !machine.isIn(thread, entry)
        && !machine.isIn(thread, post)
        && !machine.isIn(thread, switching)
        && !inUserspace(v);
  }

  @Override
  public long pending(int v, int i) {
    return words.load(machine.vapics.virr(v, i)) | injected(v, i);
  }

  private long injected(int v, int i) {
    long vmcb = words.load(machine.vapics.vmcs(v));
    int vector = VirtualApicBank.INJECTION_VECTOR.get(vmcb);
    boolean here = VirtualApicBank.INJECTION_VALID.get(vmcb) == 1 && VectorBitmap.word(vector) == i;
    return here ? VectorBitmap.bit(vector) : 0;
  }

  @Override
  public int places(int v, int vector) {
    int word = VectorBitmap.word(vector);
    int shift = vector & 63;
    return (int)
        ((words.load(machine.vapics.virr(v, word)) >>> shift & 1)
            + (injected(v, word) >>> shift & 1));
  }

  @Override
  public boolean takes(int v, int vector) {
    return guestTakesInterrupts(v) && InterruptPriority.beats(vector, masked(v));
  }

  @Override
  public boolean forgets(int v) {
    return isWithin(machine.thread(v), forget);
  }

  @Override
  public boolean hardwareIsDone() {
    for (int p = 0; p < processors(); p++) {
      if (atLocalApic(p) != 0 || words.load(machine.doorbells.doorbell(p)) != 0) {
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
    for (int v = 0; v < vcpus(); v++) {
      if (words.load(machine.avics.irListLock(v)) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean nothingInService(int v) {
    return machine.highestInService(v) == 0;
  }
}
