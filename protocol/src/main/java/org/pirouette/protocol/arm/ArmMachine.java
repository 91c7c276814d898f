package org.pirouette.protocol.arm;

import org.pirouette.model.arm.Vpendbaser;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Fault;
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

/// A machine with Arm processors, a GIC, and KVM's vgic.
public final class ArmMachine extends KvmMachine {
  private static final int FIRST_PPI = 16;

  /// The physical interrupts of each pCPU.
  public final HostGicBank gic;

  /// The vLPI frame of each redistributor.
  public final RedistributorBank redistributors;

  /// The vPE of each vCPU.
  public final VpeBank vpes;

  /// The emulated interrupt controller and the list registers of each vCPU.
  public final VgicBank vgics;

  /// The ITS for each device.
  public final TranslationBank translations;

  private final Architecture architecture;
  private final ArmFeatures features;
  private final int[] hostWords;

  /// @param hostWords the words of physical interrupts that the machine uses, ascending
  ArmMachine(
      Architecture architecture,
      MachineConfiguration configuration,
      Layout layout,
      Agents agents,
      int schedOut,
      ArmBanks banks,
      int[] hostWords) {
    super(configuration, layout, agents, banks.kvm(), schedOut);
    this.architecture = architecture;
    this.hostWords = hostWords;
    features = ArmFeatures.of(configuration);
    gic = banks.gic();
    redistributors = banks.redistributors();
    vpes = banks.vpes();
    vgics = banks.vgics();
    translations = banks.translations();
  }

  private ArmMachine(ArmMachine origin, Words words) {
    super(origin, words);
    architecture = origin.architecture;
    hostWords = origin.hostWords;
    features = origin.features;
    gic = origin.gic;
    redistributors = origin.redistributors;
    vpes = origin.vpes;
    vgics = origin.vgics;
    translations = origin.translations;
  }

  @Override
  public ArmMachine on(Words other) {
    return new ArmMachine(this, other);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  /// What the host and its hypervisor use.
  public ArmFeatures features() {
    return features;
  }

  /// Id of the redistributor of pCPU p at work on a virtual pending table.
  public int redistributor(int p) {
    return administrator() + 1 + p;
  }

  /// The ITS that translates for device d.
  public int service(int d) {
    return d % features.services();
  }

  @Override
  public boolean mayWaitInGuest() {
    return features.has(ArmFeatures.Option.UNTRAPPED_WFI);
  }

  @Override
  public boolean waitsInGuest(int v) {
    return get(vcpus.guest(v), VcpuBank.PHASE) == Wfi.IN_GUEST && !anySignalled(v);
  }

  /// Whether vCPU v is the only task that wants its pCPU, as far as KVM threads go.
  public boolean isSoleTask(int v) {
    int p = taskCpu(v);
    for (int other : candidates(p)) {
      if (other != v && taskCpu(other) == p && get(vcpus.task(other), VcpuBank.ON_QUEUE) == 1) {
        return false;
      }
    }
    return true;
  }

  /// Whether vPE v has vLPIs (`vlpi_count`) or vSGIs (`nassgireq`).
  public boolean hasDirectInterrupts(int v) {
    if (features.has(ArmFeatures.Option.VSGI)) {
      return true;
    }
    for (int d = 0; d < configuration().devices().size(); d++) {
      long event = words.load(translations.event(d));
      if (TranslationBank.MAPPED.get(event) == 1
          && TranslationBank.VIRTUAL.get(event) == 1
          && TranslationBank.VPE.get(event) == v) {
        return true;
      }
    }
    return false;
  }

  /// Whether an interrupt of a guest is one that KVM hands to the redistributor: an SGI where these
  /// are vSGIs.
  public boolean isVirtualSgi(int vector) {
    return vector < FIRST_PPI && features.has(ArmFeatures.Option.VSGI);
  }

  // physical interrupts

  @Override
  public boolean atBoundary(int p) {
    return boundaryEvent(p) != ProcessorEvent.NONE;
  }

  /// What pCPU p has to do before the next instruction of its context.
  public ProcessorEvent boundaryEvent(int p) {
    int agent = (int) words.load(pcpus.context(p));
    Kind kind = kinds[agent];
    if (kind == Kind.GUEST) {
      if (highestPending(p) >= 0) {
        return ProcessorEvent.PHYSICAL_INTERRUPT;
      }
      return takesVirtual(numbers[agent]) ? ProcessorEvent.VIRTUAL_INTERRUPT : ProcessorEvent.NONE;
    }
    return (kind == Kind.THREAD || kind == Kind.SCHEDULER)
            && get(pcpus.flags(p), ProcessorBank.INTERRUPTS_ON) == 1
            && highestPending(p) >= 0
        ? ProcessorEvent.PHYSICAL_INTERRUPT
        : ProcessorEvent.NONE;
  }

  /// The lowest enabled interrupt that is pending at the redistributor of pCPU p, or -1.
  public int highestPending(int p) {
    for (int i : hostWords) {
      for (long rest = words.load(gic.pending(p, i)); rest != 0; rest &= rest - 1) {
        int irq = i * Long.SIZE + Long.numberOfTrailingZeros(rest);
        if (!HostIrq.isDoorbell(irq)
            || words.load(vpes.doorbell(irq - HostIrq.FIRST_DOORBELL)) == 1) {
          return irq;
        }
      }
    }
    return -1;
  }

  /// The lowest interrupt on its way to pCPU p that is not among the first ones, or -1.
  int onTheWay(int p, int skipped) {
    int left = skipped;
    for (int i : hostWords) {
      for (long rest = words.load(gic.onTheWay(p, i)); rest != 0; rest &= rest - 1) {
        if (left-- == 0) {
          return i * Long.SIZE + Long.numberOfTrailingZeros(rest);
        }
      }
    }
    return -1;
  }

  @Override
  public void pend(int p, int irq) {
    words.getAndOr(gic.pending(p, HostIrq.word(irq)), HostIrq.bit(irq));
  }

  /// Makes a physical interrupt pending on pCPU p, without any delay.
  public void raise(int p, int irq) {
    pend(p, irq);
    signal(processorAgent(p));
  }

  /// A physical interrupt is not pending on pCPU p any more.
  ///
  /// @return whether it was
  public boolean retract(int p, int irq) {
    long before = words.getAndAnd(gic.pending(p, HostIrq.word(irq)), ~HostIrq.bit(irq));
    return (before & HostIrq.bit(irq)) != 0;
  }

  @Override
  public boolean underWay(int p, int irq) {
    return (words.load(gic.onTheWay(p, HostIrq.word(irq))) & HostIrq.bit(irq)) != 0;
  }

  /// Sends a physical interrupt to pCPU p.
  public void send(int agent, int p, int irq) {
    words.getAndOr(gic.onTheWay(p, HostIrq.word(irq)), HostIrq.bit(irq));
    mark(agent, Mark.INTERRUPT_SENT, p, irq);
    signal(busAgent(p));
  }

  @Override
  public void sendReschedule(int agent, int p) {
    send(agent, p, HostIrq.RESCHEDULE);
  }

  @Override
  public void sendCallFunction(int agent, int p) {
    send(agent, p, HostIrq.CALL_FUNCTION);
  }

  @Override
  public void raiseTimer(int p) {
    raise(p, HostIrq.TIMER);
  }

  @Override
  public boolean isPlugged(int d) {
    return get(translations.event(d), TranslationBank.MAPPED) == 1;
  }

  @Override
  public boolean timerEndsGuest(int v) {
    return false;
  }

  @Override
  public boolean usesPreemptionTimer(int v) {
    return false;
  }

  @Override
  public void switchToGuestTimer(int v) {
    throw new IllegalStateException("the guest's timer of vCPU " + v + " always counts by itself");
  }

  /// Leaves the guest: interrupts of the host are off, and the thread goes on behind its entry.
  ///
  /// @param detail a physical interrupt, which stays pending; else 0
  public void exitGuest(int agent, int p, int v, ArmExitReason reason, int detail) {
    setRegister(thread(v), Registers.EXIT_REASON, reason.ordinal());
    set(pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 0);
    mark(agent, Mark.EXIT, v, reason.ordinal() | detail << 8);
    run(p, thread(v));
  }

  // virtual interrupts

  /// Whether vPE v is resident on pCPU p.
  public boolean isResident(int p, int v) {
    long register = words.load(redistributors.vpendbaser(p));
    return (register & Vpendbaser.VALID) != 0 && RedistributorBank.VPE.get(register) == v;
  }

  /// Whether the redistributor of pCPU p parses or writes a virtual pending table.
  public boolean isDirty(int p) {
    return (words.load(redistributors.vpendbaser(p)) & Vpendbaser.DIRTY) != 0;
  }

  /// Word i of the virtual interrupts that are signalled to the guest of vCPU v, which runs.
  public long signalled(int v, int i) {
    long list = words.load(vgics.list(v, i));
    int p = taskCpu(v);
    return features.gic().direct() && isResident(p, v) && !isDirty(p)
        ? list | words.load(vpes.cache(v, i))
        : list;
  }

  private boolean takesVirtual(int v) {
    return get(vcpus.guest(v), VcpuBank.GUEST_IF) == 1 && anySignalled(v);
  }

  private boolean anySignalled(int v) {
    for (int i : usedWords()) {
      if (signalled(v, i) != 0) {
        return true;
      }
    }
    return false;
  }

  /// Number of list registers of vCPU v in use.
  public int listed(int v) {
    long control = words.load(vgics.control(v));
    int count = VgicBank.FROM_LIST.get(control);
    for (int i : usedWords()) {
      count += Long.bitCount(words.load(vgics.list(v, i)));
    }
    return count;
  }

  /// Whether the interrupt of a vCPU is a vLPI that a device sets, or a vSGI (`irq->hw`).
  public boolean isForwarded(int v, int vector) {
    if (isVirtualSgi(vector)) {
      return true;
    }
    for (int d = 0; d < configuration().devices().size(); d++) {
      long event = words.load(translations.event(d));
      if (vectorOf(d) == vector
          && TranslationBank.VIRTUAL.get(event) == 1
          && TranslationBank.VPE.get(event) == v) {
        return true;
      }
    }
    return false;
  }

  /// A vLPI becomes pending at a redistributor: it is signalled if the vPE is resident there; else
  /// it goes to the pending table, and the doorbell rings by the rules of the version.
  ///
  /// @param i the ITS that sends it there
  public void makePending(int agent, int i, int v, int vector) {
    int word = VectorBitmap.word(vector);
    int p = servedAt(i, v);
    notePosted(v, vector);
    mark(agent, Mark.POSTED, v, vector);
    if (isResident(p, v)) {
      words.getAndOr(vpes.cache(v, word), VectorBitmap.bit(vector));
      signal(processorAgent(p));
      return;
    }
    words.getAndOr(vpes.table(v, word), VectorBitmap.bit(vector));
    boolean rings = features.gic() == Gic.V4_0 || words.load(vpes.armed(v)) == 1;
    if (!rings) {
      mark(agent, Mark.SUPPRESSED, v, vector);
      return;
    }
    if (features.gic() == Gic.V4_1) {
      words.store(vpes.armed(v), 0);
    }
    boolean taken = words.load(vpes.doorbell(v)) == 1;
    mark(agent, taken ? Mark.NOTIFIED : Mark.SUPPRESSED, v, HostIrq.doorbell(v));
    raise(p, HostIrq.doorbell(v));
  }

  /// With a shared vPE table the redistributors know where the vPE is resident; else only the ITS
  /// knows where it was mapped or moved.
  private int servedAt(int i, int v) {
    if (features.sharedTable()) {
      for (int p = 0; p < configuration().processors(); p++) {
        if (isResident(p, v)) {
          return p;
        }
      }
    }
    return (int) words.load(vpes.target(i, v));
  }

  /// Takes a vLPI out of all pending state of vPE v.
  ///
  /// @return whether it was pending
  public boolean clearPending(int v, int vector) {
    int word = VectorBitmap.word(vector);
    long bit = VectorBitmap.bit(vector);
    long before = words.getAndAnd(vpes.table(v, word), ~bit);
    before |= words.getAndAnd(vpes.cache(v, word), ~bit);
    return (before & bit) != 0;
  }

  /// Whether any vLPI of vPE v is pending, wherever.
  public boolean anyVlpi(int v) {
    for (int i : usedWords()) {
      if ((words.load(vpes.table(v, i)) | words.load(vpes.cache(v, i))) != 0) {
        return true;
      }
    }
    return false;
  }

  /// Writes GICR_VPENDBASER of pCPU p. The redistributor has work to do then, and the register must
  /// not be written again before that is done.
  public void writeVpendbaser(int p, long value) {
    if (isDirty(p)) {
      note(Fault.WRITTEN_WHILE_DIRTY);
    }
    words.store(redistributors.vpendbaser(p), value | Vpendbaser.DIRTY);
    signal(redistributor(p));
  }

  /// Whether a translated interrupt for vPE v is on its way from an ITS.
  public boolean translatedFor(int v) {
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (!isIdle(iommu(d)) && get(translations.inFlight(d), TranslationBank.VPE) == v) {
        return true;
      }
    }
    return false;
  }

  /// A vCPU whose timer has fired on pCPU p, or -1.
  public int firedTimer(int p) {
    for (int v : candidates(p)) {
      if (ArmTimer.hasFiredOn(p, words.load(vcpus.timer(v)))) {
        return v;
      }
    }
    return -1;
  }
}
