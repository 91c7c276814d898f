package org.pirouette.simulate.scenario;

import java.util.Arrays;

/// A sequence of (run so long in non-root mode, then act), in flat arrays: a recording has
/// millions.
///
/// Time in which the vCPU was preempted, in an exit, or in an interrupt handler does not count. An
/// action may also have the time at which it was recorded: what the guest is late or early there
/// shortens or lengthens its next run, so that a replay does not drift away from the recording.
public final class GuestScript {
  /// What the guest does after a run.
  public enum Action {
    /// A voluntary exit: `a` = `ExitReason.ordinal`, `b` = handling time from exit to entry, ns.
    EXIT,
    /// `sti; hlt`: waits until an interrupt is delivered.
    HALT,
    /// Writes ICR: `a` = index of the target vCPU within the machine, `b` = vector.
    SEND_IPI,
    /// Writes IA32_TSC_DEADLINE: `a` = vector of the timer, `b` = ns until it expires.
    ARM_TIMER,
    /// Writes EOI (in handlers).
    EOI,
    /// Ends a handler (IRET). A handler also ends after its last action.
    RETURN,
    /// CLI: takes no interrupts from here on.
    MASK,
    /// STI: takes interrupts again; in a handler, interrupts nest from here on.
    UNMASK,
    /// Writes the task priority: `a` = the new TPR, 0 to 255.
    SET_TPR
  }

  /// What [#at] holds for an action without a recorded time.
  public static final long ANY_TIME = -1;

  private final long[] runs;
  private final byte[] kinds;
  private final int[] a;
  private final long[] b;
  private final long[] at;
  private final int size;

  private GuestScript(Builder builder) {
    size = builder.size;
    runs = Arrays.copyOf(builder.runs, size);
    kinds = Arrays.copyOf(builder.kinds, size);
    a = Arrays.copyOf(builder.a, size);
    b = Arrays.copyOf(builder.b, size);
    at = Arrays.copyOf(builder.at, size);
  }

  /// Number of actions.
  public int size() {
    return size;
  }

  /// Guest time before action `i`, ns.
  public long run(int i) {
    return runs[i];
  }

  /// Action `i`.
  public Action action(int i) {
    return ACTIONS[kinds[i]];
  }

  /// First operand of action `i`.
  public int a(int i) {
    return a[i];
  }

  /// Second operand of action `i`.
  public long b(int i) {
    return b[i];
  }

  /// When action `i` was recorded, ns from the start of the simulation, or [#ANY_TIME].
  public long at(int i) {
    return at[i];
  }

  private static final Action[] ACTIONS = Action.values();

  /// An empty script: for `main`, a guest that spins for ever.
  public static final GuestScript EMPTY = new Builder().build();

  /// Collects a script.
  public static final class Builder {
    private long[] runs = new long[16];
    private byte[] kinds = new byte[16];
    private int[] a = new int[16];
    private long[] b = new long[16];
    private long[] at = new long[16];
    private int size;

    /// Adds a run and the action after it.
    ///
    /// @param runNanoseconds guest time before the action
    public Builder add(long runNanoseconds, Action action, int a, long b) {
      return addAt(runNanoseconds, ANY_TIME, action, a, b);
    }

    /// The same with the time at which the action was recorded.
    ///
    /// @param atNanoseconds from the start of the simulation, or [#ANY_TIME]
    public Builder addAt(long runNanoseconds, long atNanoseconds, Action action, int a, long b) {
      Check.notNegative("a run of the guest", runNanoseconds);
      if (size == runs.length) {
        grow();
      }
      runs[size] = runNanoseconds;
      kinds[size] = (byte) action.ordinal();
      this.a[size] = a;
      this.b[size] = b;
      at[size] = atNanoseconds;
      size++;
      return this;
    }

    private void grow() {
      int length = size * 2;
      runs = Arrays.copyOf(runs, length);
      kinds = Arrays.copyOf(kinds, length);
      a = Arrays.copyOf(a, length);
      b = Arrays.copyOf(b, length);
      at = Arrays.copyOf(at, length);
    }

    /// The script so far.
    public GuestScript build() {
      return new GuestScript(this);
    }
  }
}
