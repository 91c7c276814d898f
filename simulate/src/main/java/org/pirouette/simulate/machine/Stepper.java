package org.pirouette.simulate.machine;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.Agent;
import org.pirouette.protocol.Decision;
import org.pirouette.protocol.GuestChoice;
import org.pirouette.protocol.ProcessorEvent;
import org.pirouette.protocol.Step;
import org.pirouette.simulate.Spending;

/// Takes the steps of the programs in a row, on a pCPU or outside, until they have to wait or
/// something else is due first: one by one, or as a run that is known, see [StepRuns].
final class Stepper {
  private static final long ENDLESS = Long.MAX_VALUE / 2;
  private static final int NOBODY = -1;

  // What becomes of a choice: not a number of one.
  private static final int AGAIN = -2;
  private static final int STOP = -3;
  private static final int BEHIND = -4;

  // What becomes of the wish to take over a known run.
  private static final int TAKEN = 0;
  private static final int MISSED = 1;
  private static final int TAKEN_AND_LATE = 2;
  private static final int UNSUITABLE = 3;

  private static final int ALWAYS = Decision.NONE.ordinal();
  private static final int GUEST_NEXT = Decision.GUEST_NEXT.ordinal();
  private static final int HALT_POLL = Decision.HALT_POLL.ordinal();
  private static final int PICK_NEXT = Decision.PICK_NEXT.ordinal();

  private final SimulatedMachine owner;
  private final PriceList prices;
  private final Processors processors;
  private final Accounts accounts;
  private final Schedule schedule;
  private final GuestModel[] guests;
  private final boolean[] attention;
  private final RunRecorder recorder;
  private final StepRuns runs;
  private final boolean stepByStep;
  private int recordedAgent;
  private int recordedPc;

  Stepper(SimulatedMachine owner, Processors processors, Accounts accounts, Schedule schedule) {
    this.owner = owner;
    this.processors = processors;
    this.accounts = accounts;
    this.schedule = schedule;
    prices = owner.prices;
    guests = owner.guests;
    attention = processors.attention;
    recorder = owner.recorder;
    runs = owner.runs;
    stepByStep = owner.stepByStep;
  }

  /// Takes steps on a pCPU until it has to wait.
  ///
  /// @param behind the known run behind which it goes on, or null
  void takeSteps(int p, @Nullable StepRun behind) {
    int contextWord = owner.machine.context(p);
    if (recorder.isOpen()) {
      join(p, attention[p] ? owner.machine.processorAgent(p) : (int) owner.words.load(contextWord));
    }
    boolean anew = behind == null || !behind.endsInGuest;
    while (true) {
      boolean attends = attention[p];
      int agent = attends ? owner.machine.processorAgent(p) : (int) owner.words.load(contextWord);
      if (anew) {
        int pc = (int) owner.words.load(prices.counters[agent]);
        if (decidesItself(agent, pc)) {
          int taken = take(p, agent, pc, 0);
          if (taken == TAKEN) {
            continue;
          }
          if (taken == TAKEN_AND_LATE) {
            return;
          }
        }
        anew = false;
      }
      int outcome = takeStepsOf(p, agent, attends, contextWord);
      if (outcome == STOP) {
        finish();
        return;
      }
      anew = outcome == BEHIND;
    }
  }

  private void join(int p, int agent) {
    if (!recorder.joins(p, accounts.state(p, agent))) {
      finish();
    }
  }

  private boolean decidesItself(int agent, int pc) {
    int decision = prices.decisions[agent][pc];
    return decision != GUEST_NEXT && decision != HALT_POLL && decision != PICK_NEXT;
  }

  /// Takes steps of one agent, whose arrays stay in registers meanwhile.
  ///
  /// @return [#STOP] if the pCPU has to wait; [#AGAIN] if it goes on, perhaps with another agent;
  ///   [#BEHIND] if it goes on behind a known run
  private int takeStepsOf(int p, int agent, boolean attends, int contextWord) {
    int counter = prices.counters[agent];
    Step[] steps = prices.steps[agent];
    byte[] decisions = prices.decisions[agent];
    int pc = (int) owner.words.load(counter);
    do {
      Step step = steps[pc];
      int choice = 0;
      int decision = decisions[pc];
      if (decision != ALWAYS) {
        choice =
            decision == GUEST_NEXT ? runGuest(p, agent, pc) : choose(p, agent, pc, step, decision);
        if (choice < 0) {
          return choice;
        }
      }
      accounts.stepBegins(p, agent, pc);
      pc = owner.take(agent, counter, pc, step, choice);
      long cost = accounts.stepEnds();
      long now = owner.queue.now();
      noteStep(p, now, cost);
      if (cost > 0 && !moveTo(p, now + cost)) {
        processors.resumeAt(p, now + cost);
        return STOP;
      }
    } while (attention[p] == attends && (attends || (int) owner.words.load(contextWord) == agent));
    return AGAIN;
  }

  private void noteStep(int p, long now, long cost) {
    if (recorder.active() && recorder.stepped(now, cost)) {
      finish();
    }
  }

  private boolean moveTo(int p, long then) {
    boolean moved = processors.moveTo(then);
    if (!moved || processors.leads()) {
      if (recorder.isOpen() && recorder.processor() == NOBODY) {
        recorder.spoil(); // somebody else comes in the middle of an agent's work
      }
      finish();
    }
    return moved;
  }

  /// The choice for a step that may have to wait: a choice code, [#AGAIN] if the situation changed,
  /// or [#STOP] if the pCPU was parked.
  private int choose(int p, int agent, int pc, Step step, int decision) {
    if (decision == HALT_POLL) {
      finish();
      return haltPoll(p, prices.numbers[agent]);
    }
    if (attention[p]) {
      // The interrupt logic, at its only step that waits.
      if (owner.machine.boundaryEvent(p) != ProcessorEvent.NONE) {
        return 0;
      }
      attention[p] = false;
      return AGAIN;
    }
    if (step.alternatives(owner.machine, agent) > 0) {
      if (decision == PICK_NEXT) {
        finish();
        return schedule.pick(p);
      }
      return 0;
    }
    finish();
    return stop(p, agent, pc);
  }

  private int stop(int p, int agent, int pc) {
    if (prices.kinds[agent] == Agent.Kind.SCHEDULER) {
      processors.park(p, Processors.IDLE, NOBODY, Spending.IDLE.ordinal());
    } else {
      int v = accounts.beneficiary(p, agent);
      processors.park(p, Processors.WAITS, v, prices.spendings[agent][pc]);
    }
    return STOP;
  }

  /// Lets a guest run and act as long as known runs lead back to it.
  ///
  /// @return a choice that no known run fits; or [#AGAIN], [#STOP], [#BEHIND]
  private int runGuest(int p, int agent, int pc) {
    finishInGuest();
    int v = prices.numbers[agent];
    while (true) {
      int choice = guestNext(p, v);
      if (choice < 0) {
        if (choice == AGAIN && !attention[p]) {
          continue;
        }
        return choice;
      }
      if (stepByStep || processors.leads()) {
        return choice;
      }
      StepRun run = runs.first(agent, pc);
      while (run != null && !(run.choice == choice && fits(p, run))) {
        run = run.next;
      }
      if (run == null) {
        startRecording(p, agent, pc, choice);
        return choice;
      }
      int taken = take(p, run);
      if (taken == UNSUITABLE) {
        return choice;
      }
      if (taken == TAKEN_AND_LATE) {
        return STOP;
      }
      if (!run.endsInGuest) {
        return BEHIND;
      }
    }
  }

  private int guestNext(int p, int v) {
    GuestModel guest = guests[v];
    if (guest.remaining > 0) {
      if (guest.remaining >= ENDLESS) {
        processors.park(p, Processors.GUEST_RUNS, v, guest.spending.ordinal());
        return STOP;
      }
      long from = owner.queue.now();
      long then = from + guest.remaining;
      if (!processors.mayRunAheadTo(then)) {
        processors.park(p, Processors.GUEST_RUNS, v, guest.spending.ordinal());
        processors.resumeAt(p, then);
        return STOP;
      }
      processors.moveTo(then);
      accounts.spendFrom(from, p, v, guest.spending.ordinal(), guest.remaining);
      guest.remaining = 0;
    }
    int choice = guest.act(owner.queue.now());
    if (choice == GuestModel.NOTHING) {
      return AGAIN;
    }
    accounts.chose(v, choice);
    if (GuestChoice.of(choice) == GuestChoice.ARM_TIMER) {
      owner.armTimer(v, guest.timerCycles);
    }
    return choice;
  }

  private int haltPoll(int p, int v) {
    long now = owner.queue.now();
    long until = schedule.pollUntil(v, now);
    if (now >= until) {
      schedule.pollEnded(v);
      return 1;
    }
    if (schedule.lookAgain(v)) {
      return 0;
    }
    processors.park(p, Processors.WAITS, v, Spending.HALT_POLLING.ordinal());
    processors.resumeAt(p, until);
    return STOP;
  }

  /// Steps of an agent outside the pCPUs, until it has to wait.
  ///
  /// @return when it goes on if something else is due first, or -1
  long takeStepsOutside(int agent) {
    int counter = prices.counters[agent];
    boolean anew = true;
    while (true) {
      int pc = (int) owner.words.load(counter);
      if (anew) {
        int taken = take(NOBODY, agent, pc, 0);
        if (taken == TAKEN) {
          continue;
        }
        if (taken == TAKEN_AND_LATE) {
          return lateUntil;
        }
        anew = false;
      }
      Step step = prices.steps[agent][pc];
      if (step.mayBlock() && step.alternatives(owner.machine, agent) == 0) {
        if (!recorder.isOpen()) {
          finish();
        }
        return -1;
      }
      long now = owner.queue.now();
      owner.take(agent, counter, pc, step, 0);
      long cost = prices.cycles[agent][pc];
      noteStep(NOBODY, now, cost);
      if (cost > 0 && !moveTo(NOBODY, now + cost)) {
        return now + cost;
      }
    }
  }

  private long lateUntil;

  /// Takes a run that is known from here, or starts to record one.
  private int take(int p, int agent, int pc, int choice) {
    if (stepByStep || recorder.active() || processors.leads()) {
      return UNSUITABLE;
    }
    for (StepRun run = runs.first(agent, pc); run != null; run = run.next) {
      if (run.choice == choice && fits(p, run)) {
        return take(p, run);
      }
    }
    startRecording(p, agent, pc, choice);
    return MISSED;
  }

  private void startRecording(int p, int agent, int pc, int choice) {
    if (runs.isWorthRecording(agent, pc)) {
      recordedAgent = agent;
      recordedPc = pc;
      ExitState state = p == NOBODY ? ExitState.NONE : accounts.state(p, agent);
      boolean inGuest = prices.kinds[agent] == Agent.Kind.GUEST;
      recorder.begin(p, choice, owner.queue.now(), state, inGuest);
      owner.watch(true);
    }
  }

  private boolean fits(int p, StepRun run) {
    return StepRuns.fits(run, owner.plainWords) && isAsBefore(p, run);
  }

  private boolean isAsBefore(int p, StepRun run) {
    for (int device : run.quietDevices) {
      if (owner.isRaisePending(device)) {
        return false;
      }
    }
    for (int agent : run.idleAgents) {
      if (owner.isScheduled(agent)) {
        return false;
      }
    }
    return run.startsInGuest
        ? !run.exits || guests[run.before.virtualProcessor()].handlingCycles == 0
        : p == NOBODY || accounts.isAt(p, run.before);
  }

  private int take(int p, StepRun run) {
    long start = owner.queue.now();
    long last = start + run.cyclesToLast;
    long then = last + run.lastCost;
    boolean free = processors.mayRunAheadTo(then);
    if (!free && run.cyclesToLast > 0 && !processors.mayRunAheadTo(last)) {
      return UNSUITABLE;
    }
    owner.plainWords.storeAll(run.writtenWords, run.writtenValues);
    if (p != NOBODY) {
      attention[p] = run.attends;
      if (run.concernsExits) {
        accounts.go(p, run.after);
      }
    }
    run.uses++;
    if (run.effectKinds.length > 0) {
      processors.goTo(last);
      tell(run, start);
      owner.queue.lead(last);
      free = processors.mayRunAheadTo(then);
    }
    if (free) {
      processors.goTo(then);
      return TAKEN;
    }
    processors.goTo(last);
    if (processors.moveTo(then)) {
      return TAKEN;
    }
    lateUntil = then;
    if (p != NOBODY) {
      processors.resumeAt(p, then);
    }
    return TAKEN_AND_LATE;
  }

  private void tell(StepRun run, long start) {
    for (int i = 0; i < run.effectKinds.length; i++) {
      owner.queue.lead(start + run.effectOffsets[i]);
      owner.effect(run.effectKinds[i], run.effectA[i], run.effectB[i]);
    }
  }

  /// Takes over a run that starts with the interrupt of a device and goes on with whoever it
  /// starts, or starts to record one.
  boolean takeRaise(int agent) {
    if (stepByStep || recorder.active()) {
      return false;
    }
    int pc = (int) owner.plainWords.load(prices.counters[agent]);
    for (StepRun run = runs.first(agent, pc); run != null; run = run.next) {
      int p = run.processor;
      if ((p == NOBODY || processors.isInGuest(p)) && fits(p, run)) {
        return takeRaise(run, p);
      }
    }
    if (runs.isWorthRecording(agent, pc)) {
      recordedAgent = agent;
      recordedPc = pc;
      recorder.beginOpen(owner.queue.now());
      owner.watch(true);
    }
    return false;
  }

  private boolean takeRaise(StepRun run, int p) {
    long start = owner.queue.now();
    long last = start + run.cyclesToLast;
    if (!processors.mayRunAheadTo(last)) {
      return false;
    }
    owner.plainWords.storeAll(run.writtenWords, run.writtenValues);
    run.uses++;
    tell(run, start);
    processors.goTo(last);
    if (p == NOBODY) {
      return true;
    }
    attention[p] = run.attends;
    accounts.go(p, run.after);
    processors.goOn(p, run);
    return true;
  }

  /// Ends the recording of a run, if there is one.
  void finish() {
    if (!recorder.active()) {
      return;
    }
    endRecording(false);
  }

  private void finishInGuest() {
    if (recorder.active()) {
      endRecording(true);
    }
  }

  private void endRecording(boolean inGuest) {
    owner.watch(false);
    int p = recorder.processor();
    ExitState after = p == NOBODY ? ExitState.NONE : accounts.state(p, recorder.before());
    boolean attends = p != NOBODY && attention[p];
    @Nullable StepRun run = recorder.end(after, attends, inGuest && !attends);
    if (run != null) {
      runs.add(recordedAgent, recordedPc, run);
    }
  }
}
