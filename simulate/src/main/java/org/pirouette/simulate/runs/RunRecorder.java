package org.pirouette.simulate.runs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.PlainWords;
import org.pirouette.protocol.step.Words;
import org.pirouette.simulate.Counter;

/// Notes what a run of steps does while it is executed, to make a [StepRun] of it.
///
/// Whoever executes it tells everything that has an effect outside the words. Where something
/// happens that a run cannot hold, the recording is given up; the execution is not touched by that.
public final class RunRecorder {
  /// The machine on words that are watched; to be used while [#active].
  public final KvmMachine machine;

  private final WatchedWords words;

  private static final int MOST_STEPS = 500;

  private static final int NOBODY = -1;

  private final BitSet quietDevices = new BitSet();
  private final BitSet idleAgents = new BitSet();
  private final List<StepRun.Effect> effects = new ArrayList<>();
  private RunBookings bookings = new RunBookings();
  private ExitState before = ExitState.NONE;
  private boolean active;
  private boolean startsInGuest;
  private boolean spoilt;
  private boolean told;

  // Of a run that goes on from agent to agent: whether it is one, and the pCPU it reaches next.
  private boolean open;
  private int reached;
  private int processor;
  private int choice;
  private long start;
  private int steps;
  private long lastStep;
  private long lastCost;

  /// @param machine on the plain words
  public RunRecorder(KvmMachine machine, PlainWords plain) {
    words = new WatchedWords(plain, machine.layout().size());
    this.machine = machine.on(words);
  }

  /// The words of [#machine].
  public Words words() {
    return words;
  }

  /// Whether a run is being recorded.
  public boolean active() {
    return active;
  }

  /// The choice with which the run started.
  public int choice() {
    return choice;
  }

  /// The exits under way when it started.
  public ExitState before() {
    return before;
  }

  /// A run starts.
  ///
  /// @param processor the pCPU, or -1
  /// @param inGuest whether that is in a guest
  public void begin(int processor, int choice, long now, ExitState state, boolean inGuest) {
    startsInGuest = inGuest;
    active = true;
    spoilt = false;
    told = false;
    words.begin();
    quietDevices.clear();
    idleAgents.clear();
    open = false;
    reached = NOBODY;
    effects.clear();
    bookings.clear();
    before = state;
    this.processor = processor;
    this.choice = choice;
    start = now;
    steps = 0;
    lastStep = now;
    lastCost = 0;
  }

  /// A run starts outside the pCPUs that goes on with whoever it starts, as long as nothing else
  /// happens.
  public void beginOpen(long now) {
    begin(NOBODY, 0, now, ExitState.NONE, false);
    open = true;
  }

  /// Whether the run goes on with whoever it starts.
  public boolean isOpen() {
    return active && open;
  }

  /// The pCPU of the run, or -1.
  public int processor() {
    return processor;
  }

  /// An event is due.
  ///
  /// @return whether it belongs to the run: the run itself brought it about
  public boolean expects(long now, long event) {
    return reached == NOBODY
        && effects.removeIf(
            effect ->
                (effect.kind() == StepRun.SENDS || effect.kind() == StepRun.STARTS)
                    && effect.offset() + effect.a() == now - start
                    && effect.b() == event);
  }

  /// A pCPU takes steps.
  ///
  /// @return whether the run goes on there
  public boolean joins(int p, ExitState state) {
    if (p != reached || processor != NOBODY) {
      return false;
    }
    processor = p;
    before = state;
    startsInGuest = state.virtualProcessor() != NOBODY;
    effects.replaceAll(
        effect ->
            effect.kind() == StepRun.ATTENDS
                ? new StepRun.Effect(effect.offset(), StepRun.INTERRUPTS, p, 0)
                : effect);
    return true;
  }

  /// The run interrupts what the guest on a pCPU does, to go on there.
  public void interrupts(long now, int p) {
    if (reached == NOBODY) {
      reached = p;
      effect(now, StepRun.ATTENDS, p, 0);
    } else {
      tells(now, StepRun.ATTENDS, p);
    }
  }

  /// The run starts an agent that was waiting.
  public void starts(int agent, long now, long delay, long event) {
    if (active) {
      idleAgents.set(agent);
      effect(now, StepRun.STARTS, delay, event);
    }
  }

  /// A step was taken.
  ///
  /// @param now when it started
  /// @param cost how long it takes
  /// @return whether the run ends with it: after another pCPU was told something, that one may be
  ///   first
  public boolean stepped(long now, long cost) {
    bookings.count(Counter.STEPS);
    lastStep = now;
    lastCost = cost;
    spoilt |= ++steps > MOST_STEPS;
    return told;
  }

  /// The run cannot be used again.
  public void spoil() {
    spoilt = true;
  }

  /// The pCPU spends cycles, on an exit or not (-1).
  public void spends(int virtualProcessor, int spending, long cycles, long exitKey) {
    bookings.spend(virtualProcessor, spending, cycles);
    if (exitKey >= 0) {
      bookings.spendOnExit(exitKey, cycles);
    }
  }

  /// Bookkeeping depends on the exit of a vCPU: the run is for that one only.
  public void concerns(int virtualProcessor) {
    spoilt |= before.virtualProcessor() != virtualProcessor;
  }

  /// A vCPU leaves its guest: the key of the exit.
  public void exits(long key) {
    bookings.exit(key);
  }

  /// An interrupt is injected.
  public void injects(int virtualProcessor, int vector) {
    if (active) {
      bookings.inject(virtualProcessor, vector);
    }
  }

  /// Something is counted.
  public void counts(Counter counter) {
    if (active) {
      bookings.count(counter);
    }
  }

  /// The run lets a device go on.
  public void frees(int device) {
    if (active) {
      quietDevices.set(device);
    }
  }

  /// Others hear of something.
  public void effect(long now, byte kind, long a, long b) {
    if (active) {
      effects.add(new StepRun.Effect(now - start, kind, a, b));
    }
  }

  /// A pCPU hears of something; about itself it knows already.
  public void tells(long now, byte kind, int p) {
    if (p != processor) {
      told = true;
      effect(now, kind, p, 0);
    }
  }

  /// The run is over.
  ///
  /// @return the run, or null if it cannot be used again
  public @Nullable StepRun end(ExitState after, boolean attends, boolean endsInGuest) {
    active = false;
    if (spoilt || steps == 0) {
      return null;
    }
    RunBookings kept = bookings;
    bookings = new RunBookings();
    return new StepRun(
        processor,
        choice,
        words,
        quietDevices.stream().toArray(),
        idleAgents.stream().toArray(),
        before,
        after,
        lastStep - start,
        lastCost,
        attends,
        startsInGuest,
        endsInGuest,
        effects,
        kept);
  }
}
