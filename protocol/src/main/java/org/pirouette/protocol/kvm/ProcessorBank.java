package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The words of the host on a pCPU.
public final class ProcessorBank extends Bank {
  /// Agents of each pCPU; the third is its scheduler.
  static final int AGENTS = 5;

  /// In [#flags]: interrupts enabled (host RFLAGS.IF).
  public static final Field INTERRUPTS_ON = new Field(0, 1);

  /// In [#flags]: preemption disabled.
  public static final Field PREEMPTION_OFF = new Field(1, 1);

  /// In [#flags]: the pCPU is offline.
  public static final Field OFFLINE = new Field(2, 1);

  /// In [#flags]: TIF_NEED_RESCHED of what runs there.
  public static final Field NEED_RESCHED = new Field(3, 1);

  private final int context;
  private final int interrupted;
  private final int flags;
  private final int runningVcpu;
  private final int slices;
  private final int handlerRegisters;
  private final int handlerScratch;

  /// @param agents number of agents of the machine
  /// @param variation what an architecture adds to the bits that vary
  public ProcessorBank(
      Layout layout, MachineConfiguration configuration, int agents, Variation variation) {
    super(layout, "pCPU", configuration.processors());
    Limits limits = configuration.limits();
    int vcpus = configuration.vcpus().size();
    long agentBits = upTo(agents - 1);
    context =
        shown(Display.AGENT, word(Kind.HARDWARE, "runs", n -> agentBits, n -> n * AGENTS + 2));
    interrupted = word(Kind.HARDWARE, "interrupted", agentBits, 0);
    long changing = INTERRUPTS_ON.mask() | PREEMPTION_OFF.mask();
    changing |= limits.allows(Limit.PREEMPTIONS) ? NEED_RESCHED.mask() : 0;
    changing |= limits.allows(Limit.OFFLINES) ? OFFLINE.mask() : 0;
    flags =
        shown(
            Display.fields(
                Display.decimal("IF", INTERRUPTS_ON),
                Display.decimal("no preemption", PREEMPTION_OFF),
                Display.decimal("offline", OFFLINE),
                Display.decimal("need_resched", NEED_RESCHED)),
            word(Kind.HARDWARE, "flags", changing, INTERRUPTS_ON.mask()));
    runningVcpu = word(Kind.PRIVATE, "kvm_running_vcpu", upTo(vcpus), 0);
    slices =
        word(
            Kind.PRIVATE,
            "slices left",
            Budget.varying(limits, Limit.PREEMPTIONS),
            Budget.initial(limits, Limit.PREEMPTIONS));
    long unused = Registers.RESUME.mask() | Registers.SYNC_RETURN.mask();
    handlerRegisters =
        word(Kind.PRIVATE, "handler registers", variation.threadRegisters() & ~unused, 0);
    handlerScratch = word(Kind.PRIVATE, "handler scratch", variation.handlerScratch(), 0);
  }

  /// The agent that executes on pCPU p: its id.
  public int context(int p) {
    return context + p;
  }

  /// The agent that the handler or microcode on pCPU p interrupted: its id.
  public int interrupted(int p) {
    return interrupted + p;
  }

  /// Interrupt flag, preemption and offline state of pCPU p, see [Registers].
  public int flags(int p) {
    return flags + p;
  }

  /// `kvm_running_vcpu` of pCPU p: number of the vCPU + 1, or 0.
  public int runningVcpu(int p) {
    return runningVcpu + p;
  }

  /// How often the time slice may still end on pCPU p.
  public int slices(int p) {
    return slices + p;
  }

  /// Registers of the interrupt context of pCPU p, see [Registers].
  public int handlerRegisters(int p) {
    return handlerRegisters + p;
  }

  /// More registers of the interrupt context of pCPU p, see [Registers].
  public int handlerScratch(int p) {
    return handlerScratch + p;
  }
}
