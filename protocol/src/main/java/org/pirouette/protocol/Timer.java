package org.pirouette.protocol;

/// The clock of a vCPU's emulated APIC timer. When it fires, the host's timer interrupt comes on
/// the pCPU of the vCPU's thread, and its handler posts the timer's vector.
public final class Timer {
  /// Bit of [Machine#timer] that says that the timer has fired and the handler has not run.
  public static final long FIRED = 1L << 8;

  private Timer() {}

  static Program program(Assembly assembly) {
    return assembly.assembler("timer").step(new Fire()).assemble();
  }

  /// The deadline passes.
  public static class Fire extends Step {
    /// The step as it is.
    public Fire() {
      super("timer fires", "Linux apic_timer_fn", Cost.NONE, Decision.TIMER_FIRES);
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      long timer = machine.words.load(machine.timer(machine.numberOf(agent)));
      return timer != 0 && (timer & FIRED) == 0 ? 1 : 0;
    }

    @Override
    public boolean optional(Machine machine, int agent) {
      return false;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.words.getAndOr(machine.timer(v), FIRED);
      machine.noteCaused(v, (int) (machine.words.load(machine.timer(v)) & 0xFF));
      machine.raise(machine.taskCpu(v), HostVector.LOCAL_TIMER);
      return 0;
    }
  }
}
