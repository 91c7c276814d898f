package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The words of KVM and of the scheduler for a vCPU, and of its guest.
public final class VcpuBank extends Bank {
  /// In [#task]: TASK_INTERRUPTIBLE; else TASK_RUNNING.
  public static final Field INTERRUPTIBLE = new Field(0, 1);

  /// In [#task]: on a run queue.
  public static final Field ON_QUEUE = new Field(1, 1);

  /// In [#task]: executing on its pCPU.
  public static final Field ON_CPU = new Field(2, 1);

  /// In [#guest]: RFLAGS.IF of the guest.
  public static final Field GUEST_IF = new Field(0, 1);

  /// In [#guest]: 0 main line, 1 in a handler before its EOI, 2 after it, 3 waits for an interrupt
  /// without having left its guest.
  public static final Field PHASE = new Field(1, 2);

  /// In [#guest]: `mp_state` is KVM_MP_STATE_HALTED.
  public static final Field HALTED = new Field(3, 1);

  private final int mode;
  private final int requests;
  private final int vcpuCpu;
  private final int task;
  private final int taskCpu;
  private final int rcuwait;
  private final int guest;
  private final int budgets;
  private final int threadRegisters;
  private final int threadScratch;
  private final int timer;

  /// @param variation what an architecture adds to the bits that vary
  public VcpuBank(Layout layout, MachineConfiguration configuration, Variation variation) {
    super(layout, "vCPU", configuration.vcpus().size());
    Limits limits = configuration.limits();
    int processors = configuration.processors();
    mode = shown(Mode.DISPLAY, word(Kind.SHARED, "mode", 3, Mode.OUTSIDE_GUEST));
    requests =
        shown(
            Display.HEX,
            word(Kind.SHARED, "requests", variation.requests(), variation.requestsAtStart()));
    vcpuCpu = shown(Display.NUMBER, word(Kind.SHARED, "cpu", upTo(processors), processors));
    long state = INTERRUPTIBLE.mask() | ON_QUEUE.mask() | ON_CPU.mask();
    task =
        shown(
            Display.fields(
                Display.decimal("interruptible", INTERRUPTIBLE),
                Display.decimal("on queue", ON_QUEUE)),
            word(Kind.SHARED, "task", state, ON_QUEUE.mask()));
    taskCpu =
        word(
            Kind.PRIVATE,
            "task cpu",
            v -> configuration.vcpus().get(v).affinity().size() > 1 ? upTo(processors - 1) : 0,
            v -> configuration.vcpus().get(v).affinity().getFirst());
    rcuwait = shown(Display.NUMBER, word(Kind.SHARED, "rcuwait", 1, 0));
    threadRegisters = word(Kind.PRIVATE, "thread registers", variation.threadRegisters(), 0);
    threadScratch = word(Kind.PRIVATE, "thread scratch", variation.threadScratch(), 0);
    long changing = GUEST_IF.mask() | PHASE.mask();
    changing |= limits.allows(Limit.HALTS) ? HALTED.mask() : 0;
    guest =
        shown(
            Display.fields(Display.decimal("IF", GUEST_IF), Display.decimal("halted", HALTED)),
            word(Kind.PRIVATE, "guest", changing, GUEST_IF.mask()));
    budgets =
        word(
            Kind.PRIVATE,
            "budgets",
            Budget.varying(limits, BUDGETS),
            Budget.initial(limits, BUDGETS));
    timer = word(Kind.HARDWARE, "timer", variation.timers(), v -> 0);
  }

  private static final Limit[] BUDGETS = {
    Limit.IPIS,
    Limit.HALTS,
    Limit.EXITS,
    Limit.MASKS,
    Limit.PRIORITY_CHANGES,
    Limit.TIMERS,
    Limit.POLLS,
    Limit.USERSPACE_EXITS,
    Limit.RESTORES
  };

  /// `vcpu->mode` of vCPU v, see [Mode].
  public int mode(int v) {
    return mode + v;
  }

  /// `vcpu->requests` of vCPU v, see [Request].
  public int requests(int v) {
    return requests + v;
  }

  /// `vcpu->cpu` of vCPU v; the number of pCPUs if it was never loaded.
  public int vcpuCpu(int v) {
    return vcpuCpu + v;
  }

  /// Scheduler state of the thread of vCPU v, see [Registers].
  public int task(int v) {
    return task + v;
  }

  /// The pCPU on which the thread of vCPU v executes or last did. Only the scheduler that takes the
  /// thread writes it.
  public int taskCpu(int v) {
    return taskCpu + v;
  }

  /// Whether the thread of vCPU v has published that it blocks (`vcpu->wait`).
  public int rcuwait(int v) {
    return rcuwait + v;
  }

  /// Guest state of vCPU v, see [Registers].
  public int guest(int v) {
    return guest + v;
  }

  /// What guest and thread of vCPU v may still do.
  public int budgets(int v) {
    return budgets + v;
  }

  /// Registers of the thread of vCPU v, see [Registers].
  public int threadRegisters(int v) {
    return threadRegisters + v;
  }

  /// More registers of the thread of vCPU v, see [Registers].
  public int threadScratch(int v) {
    return threadScratch + v;
  }

  /// Armed state of the APIC timer of vCPU v: the vector with the bits of `Timer`, or 0.
  public int timer(int v) {
    return timer + v;
  }
}
