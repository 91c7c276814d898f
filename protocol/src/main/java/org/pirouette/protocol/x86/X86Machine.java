package org.pirouette.protocol.x86;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.protocol.kvm.Fault;
import org.pirouette.protocol.kvm.KvmBanks;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.step.Agents;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Words;

/// A machine with local APICs and a virtual APIC for each vCPU: what Intel and AMD share.
public abstract class X86Machine extends KvmMachine {
  private static final X86ExitReason[] EXIT_REASONS = X86ExitReason.values();

  private final X86Features features;

  /// The local APIC of each pCPU.
  public final LocalApicBank lapics;

  /// The virtual APIC of each vCPU.
  public final VirtualApicBank vapics;

  /// The wakeup list of each pCPU.
  public final WakeupListBank wakeups;

  /// A machine in its initial state, see [KvmMachine].
  protected X86Machine(
      MachineConfiguration configuration,
      Layout layout,
      Agents agents,
      KvmBanks banks,
      int schedOut,
      LocalApicBank lapics,
      VirtualApicBank vapics,
      WakeupListBank wakeups) {
    super(configuration, layout, agents, banks, schedOut);
    features = X86Features.of(configuration);
    this.lapics = lapics;
    this.vapics = vapics;
    this.wakeups = wakeups;
  }

  /// The same machine on other words.
  protected X86Machine(X86Machine origin, Words words) {
    super(origin, words);
    features = origin.features;
    lapics = origin.lapics;
    vapics = origin.vapics;
    wakeups = origin.wakeups;
  }

  /// What the host and its hypervisor use.
  public X86Features features() {
    return features;
  }

  /// Word i of the vectors that hardware has posted for vCPU v and nobody has taken yet.
  protected abstract long posted(int v, int i);

  /// What the processor does with virtual interrupts when it enters vCPU v.
  protected abstract void virtualizeEntry(int v);

  /// What the processor does with virtual interrupts when the guest of vCPU v has changed its TPR.
  protected abstract void virtualizePriority(int v);

  /// The processor delivers the virtual interrupt that it has recognized for vCPU v.
  public abstract void deliverVirtualInterrupt(int agent, int v);

  /// The processor takes an EOI of the guest of vCPU v.
  ///
  /// @return the vector that ended if its EOI exits, else -1
  protected abstract int virtualizeEndOfInterrupt(int agent, int v);

  /// The controls of vCPU v follow `apicv_active`, which has changed: what the processor keeps of
  /// virtual interrupts besides the page.
  protected abstract void refreshVirtualization(int v, boolean active);

  /// Whether what is posted has to be moved to VIRR before each entry.
  protected abstract boolean drains();

  /// Whether the wakeup handler has to wake vCPU v: something has been posted for it.
  protected abstract boolean wantsWakeup(int v);

  /// Whether a guest without virtual interrupts that sets its TPR exits.
  protected abstract boolean priorityExits(int v, int priority);

  /// The IRTE of device d gives its interrupt to the host, in whichever way the host has MSIs.
  public abstract void writeHostEntry(int d);

  /// The IRTE of device d posts to the vCPU of the guest's route.
  public abstract void writePostedEntry(int d);

  /// There is no IRTE for device d any more.
  public abstract void clearEntry(int d);

  /// The IOMMU forgets what it has cached of the IRTE of device d.
  public abstract void flushEntry(int d);

  /// Whether the IRTE of device d is what the host wants it to be while nobody changes it.
  public abstract boolean entryFollowsRoute(int d);

  /// Whether the IRTE of device d posts to a vCPU.
  public abstract boolean postsToVcpu(int d);

  /// Whether any pCPU executes the host's handler of device d.
  public abstract boolean handlesDevice(int d);

  /// Whether the processor posts IPIs of vCPU v by itself.
  public abstract boolean virtualizesIpis(int v);

  @Override
  public final boolean atBoundary(int p) {
    return boundaryEvent(p) != ProcessorEvent.NONE;
  }

  @Override
  public final void pend(int p, int vector) {
    words.getAndOr(lapics.apicIrr(p), HostVector.bit(vector));
  }

  @Override
  public boolean underWay(int p, int vector) {
    return (words.load(lapics.bus(p)) & HostVector.bit(vector)) != 0;
  }

  @Override
  public final void sendReschedule(int agent, int p) {
    send(agent, p, HostVector.RESCHEDULE);
  }

  @Override
  public final void sendCallFunction(int agent, int p) {
    send(agent, p, HostVector.CALL_FUNCTION);
  }

  @Override
  public final void raiseTimer(int p) {
    raise(p, HostVector.LOCAL_TIMER);
  }

  @Override
  public final void switchToGuestTimer(int v) {
    while (true) {
      long timer = words.load(vcpus.timer(v));
      // A host timer that has fired is left alone: its handler is on the way.
      if (timer == 0
          || (timer & TimerWord.FIRED) != 0
          || words.compareAndSet(vcpus.timer(v), timer, timer | TimerWord.IN_GUEST)) {
        return;
      }
    }
  }

  @Override
  public final boolean timerEndsGuest(int v) {
    return TimerWord.endsGuest(words.load(vcpus.timer(v)));
  }

  @Override
  public boolean usesPreemptionTimer(int v) {
    return configuration().vcpus().get(v).preemptionTimer();
  }

  /// The highest vector in VIRR of vCPU v, or 0.
  public final int highestRequested(int v) {
    for (int i = usedWords().length - 1; i >= 0; i--) {
      long word = words.load(vapics.virr(v, usedWords()[i]));
      if (word != 0) {
        return usedWords()[i] * 64 + 63 - Long.numberOfLeadingZeros(word);
      }
    }
    return 0;
  }

  /// The highest vector in VISR of vCPU v, or 0.
  public final int highestInService(int v) {
    for (int i = usedWords().length - 1; i >= 0; i--) {
      long word = words.load(vapics.visr(v, usedWords()[i]));
      if (word != 0) {
        return usedWords()[i] * 64 + 63 - Long.numberOfLeadingZeros(word);
      }
    }
    return 0;
  }

  /// A vCPU whose host timer has fired on pCPU p, or -1.
  public final int firedTimer(int p) {
    for (int v : candidates(p)) {
      if (TimerWord.hasFiredOn(p, words.load(vcpus.timer(v)))) {
        return v;
      }
    }
    return -1;
  }

  /// Takes a fired timer.
  ///
  /// @return its vector
  public final int takeTimer(int v) {
    int vector = (int) (words.load(vcpus.timer(v)) & 0xFF);
    words.store(vcpus.timer(v), 0);
    return vector;
  }

  /// What pCPU p has to do before the next instruction of its context.
  public final ProcessorEvent boundaryEvent(int p) {
    int agent = (int) words.load(pcpus.context(p));
    Kind kind = kinds[agent];
    if (kind == Kind.GUEST) {
      int v = numbers[agent];
      if (words.load(guestCounter(v)) != 0) {
        return ProcessorEvent.NONE; // in the middle of an instruction
      }
      if (get(vcpus.guest(v), VcpuBank.GUEST_IF) == 1) {
        long vmcs = words.load(vapics.vmcs(v));
        if (VirtualApicBank.WINDOW_EXITING.get(vmcs) == 1) {
          return ProcessorEvent.INTERRUPT_WINDOW;
        }
        if (VirtualApicBank.VIRTUAL_DELIVERY.get(vmcs) == 1
            && get(vapics.status(v), VirtualApicBank.RECOGNIZED) == 1) {
          return ProcessorEvent.VIRTUAL_INTERRUPT;
        }
      }
      return hasExternalInterrupt(p) ? ProcessorEvent.EXTERNAL_INTERRUPT : ProcessorEvent.NONE;
    }
    return (kind == Kind.THREAD || kind == Kind.SCHEDULER)
            && hasExternalInterrupt(p)
            && get(pcpus.flags(p), ProcessorBank.INTERRUPTS_ON) == 1
        ? ProcessorEvent.EXTERNAL_INTERRUPT
        : ProcessorEvent.NONE;
  }

  private boolean hasExternalInterrupt(int p) {
    long requested = words.load(lapics.apicIrr(p));
    return requested != 0
        && InterruptPriority.beats(
            HostVector.highest(requested), HostVector.highest(words.load(lapics.apicIsr(p))));
  }

  /// Puts a message on the bus to the local APIC of pCPU p.
  public final void send(int agent, int p, int vector) {
    words.getAndOr(lapics.bus(p), HostVector.bit(vector));
    mark(agent, Mark.INTERRUPT_SENT, p, vector);
    signal(busAgent(p));
  }

  /// Leaves non-root mode: host interrupts are off, and the thread goes on behind its VM entry.
  public final void exitGuest(int agent, int p, int v, X86ExitReason reason, int vector) {
    exitGuest(agent, p, v, ordinalOf(reason), vector);
  }

  /// As [#exitGuest], for any reason of the architecture.
  ///
  /// @param reason its place in the architecture's list
  public final void exitGuest(int agent, int p, int v, int reason, int vector) {
    leaveGuest(agent, p, v, reason, vector, vector);
  }

  /// As [#exitGuest], for an interrupt that stays pending: software is not told its vector.
  public final void exitUntold(int agent, int p, int v, X86ExitReason reason, int vector) {
    leaveGuest(agent, p, v, ordinalOf(reason), 0, vector);
  }

  private void leaveGuest(int agent, int p, int v, int reason, int vector, int cause) {
    int thread = thread(v);
    long registers = words.load(vcpus.threadRegisters(v));
    registers = Registers.EXIT_REASON.set(registers, reason);
    words.store(vcpus.threadRegisters(v), Registers.EXIT_VECTOR.set(registers, vector));
    set(pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 0);
    mark(agent, Mark.EXIT, v, reason | cause << 8);
    run(p, thread);
  }

  /// Puts an interrupt into the IRR of the local APIC of pCPU p, without any delay.
  public final void raise(int p, int vector) {
    pend(p, vector);
    signal(processorAgent(p));
  }

  /// The highest interrupt of pCPU p goes from IRR to ISR.
  ///
  /// @return its vector
  public final int acknowledge(int p) {
    int vector = HostVector.highest(words.load(lapics.apicIrr(p)));
    words.getAndAnd(lapics.apicIrr(p), ~HostVector.bit(vector));
    words.getAndOr(lapics.apicIsr(p), HostVector.bit(vector));
    return vector;
  }

  /// EOI of the local APIC of pCPU p.
  public final void endPhysicalInterrupt(int p) {
    int vector = HostVector.highest(words.load(lapics.apicIsr(p)));
    if (vector != 0) {
      words.getAndAnd(lapics.apicIsr(p), ~HostVector.bit(vector));
    }
  }

  /// The device whose remapped interrupt has this vector on pCPU p, or -1. A vector that moved away
  /// stays valid on the pCPU where it was, as long as no other device there has it.
  public final int deviceOf(int p, int vector) {
    int moved = -1;
    for (int d = vector - HostVector.FIRST_DEVICE;
        d >= 0 && d < configuration().devices().size();
        d += HostVector.DEVICES) {
      if (words.load(devices.hostCpu(d)) == p) {
        return d;
      }
      moved = d;
    }
    return moved;
  }

  /// The EOI-exit bitmap of vCPU v follows the level-triggered routes.
  public final void scanIoapic(int v) {
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (configuration().devices().get(d).level() && routeVcpu(d) == v) {
        int vector = vectorOf(d);
        words.getAndOr(vapics.eoiExit(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      }
    }
  }

  /// The EOI of a level-triggered interrupt has reached the emulated IOAPIC.
  public final void endLevelInterrupt(int v, int vector) {
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (vectorOf(d) == vector && routeVcpu(d) == v) {
        words.store(devices.unanswered(d), words.load(devices.unanswered(d)) & 1);
        signal(device(d));
      }
    }
  }

  /// The pCPU behind p, in a circle, that is online.
  public final int nextOnline(int p) {
    int next = p;
    do {
      next = (next + 1) % configuration().processors();
    } while (next != p && get(pcpus.flags(next), ProcessorBank.OFFLINE) == 1);
    return next;
  }

  /// Whether a message of a device whose interrupt the host takes on pCPU p is on its way there.
  final boolean sendsTo(int p) {
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (words.load(devices.hostCpu(d)) == p && !postsToVcpu(d) && !isIdle(iommu(d))) {
        return true;
      }
    }
    return false;
  }

  /// The interrupts of devices leave pCPU p, which goes offline (`fixup_irqs`): their entries name
  /// another one, and what is pending is raised there again.
  final void moveInterruptsFrom(int p) {
    int next = nextOnline(p);
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (words.load(devices.hostCpu(d)) == p) {
        words.store(devices.hostCpu(d), next);
        if (isPlugged(d) && !postsToVcpu(d)) {
          writeHostEntry(d);
          flushEntry(d);
        }
      }
      long vector = HostVector.bit(hostVector(d));
      if (((words.load(lapics.bus(p)) | words.load(lapics.apicIrr(p))) & vector) != 0) {
        words.getAndAnd(lapics.bus(p), ~vector);
        raise(next, hostVector(d));
      }
    }
  }

  /// Ghost: the APIC of vCPU v has been set to a state with nothing pending; only what was posted
  /// since PIR was cleared counts.
  public final void noteRestored(int v) {
    if (!configuration().ghosts()) {
      return;
    }
    long counts = 0;
    for (int vector : configuration().vectors()) {
      int word = VectorBitmap.word(vector);
      boolean posted = (posted(v, word) & VectorBitmap.bit(vector)) != 0;
      if (posted && slot(vector) >= 0) {
        counts |= 1L << slot(vector) * 4;
      }
    }
    words.store(ghosts.surplus(v), counts);
    for (int word : usedWords()) {
      words.store(ghosts.owed(v, word), words.load(ghosts.owed(v, word)) & posted(v, word));
      words.store(ghosts.caused(v, word), words.load(ghosts.caused(v, word)) & posted(v, word));
    }
  }

  /// Takes a device that has raised its shared vector for pCPU p, or -1.
  public final int takeRaised(int p, int vector) {
    for (int d = vector - HostVector.FIRST_DEVICE;
        d < configuration().devices().size();
        d += HostVector.DEVICES) {
      if (words.load(devices.line(d)) == 1 && words.load(devices.hostCpu(d)) == p) {
        words.store(devices.line(d), 0);
        return d;
      }
    }
    return -1;
  }

  /// Whether there are so many devices that some have the same physical vector, as with shared
  /// interrupts: then a handler asks every device of its vector.
  public final boolean sharesVectors() {
    return configuration().devices().size() > HostVector.DEVICES;
  }

  /// The physical vector of a device's interrupt while it is remapped.
  public final int hostVector(int d) {
    return HostVector.ofDevice(d);
  }

  /// The guest's handler starts, through an interrupt gate.
  public final void startHandler(int agent, int v, int vector) {
    long guest = words.load(vcpus.guest(v));
    guest = VcpuBank.GUEST_IF.set(guest, 0);
    words.store(vcpus.guest(v), VcpuBank.PHASE.set(guest, 1));
    noteDelivered(agent, v, vector);
    signal(guestAgent(v));
  }

  /// Puts vCPU v on the wakeup list of pCPU p.
  public final void addToList(int p, int v) {
    for (int other = 0; other < configuration().processors() && configuration().ghosts(); other++) {
      if ((words.load(wakeups.wakeupList(other, v >>> 6)) & 1L << v) != 0) {
        note(Fault.LIST_CORRUPTED);
      }
    }
    words.getAndOr(wakeups.wakeupList(p, v >>> 6), 1L << v);
  }

  /// Takes vCPU v off the wakeup list of pCPU p.
  public final void removeFromList(int p, int v) {
    if ((words.getAndAnd(wakeups.wakeupList(p, v >>> 6), ~(1L << v)) & 1L << v) == 0) {
      note(Fault.LIST_CORRUPTED);
    }
  }

  /// The first vCPU on the wakeup list of pCPU p whose number is at least `from`, or -1.
  public final int nextOnList(int p, int from) {
    for (int i = from >>> 6; i < wakeups.listWords(); i++) {
      long word = words.load(wakeups.wakeupList(p, i));
      long rest = i == from >>> 6 ? word & -1L << from : word;
      if (rest != 0) {
        return i * 64 + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }

  /// What an exit reason means to the code that Intel and AMD share.
  ///
  /// @param ordinal its place in the architecture's list
  public X86ExitReason exitReason(int ordinal) {
    return EXIT_REASONS[ordinal];
  }

  /// The place in the architecture's list of the reason for which its guests exit then.
  public int ordinalOf(X86ExitReason reason) {
    return reason.ordinal();
  }

  /// How an access to the APIC that hardware does not virtualize exits.
  public X86ExitReason apicExit() {
    if (features().x2apic()) {
      return X86ExitReason.MSR_WRITE;
    }
    return features().apicv() ? X86ExitReason.APIC_WRITE : X86ExitReason.EPT_VIOLATION;
  }
}
