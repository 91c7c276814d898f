package org.pirouette.simulate.machine;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Listener;
import org.pirouette.protocol.step.PlainWords;
import org.pirouette.simulate.engine.EventQueue;
import org.pirouette.simulate.runs.ExitState;
import org.pirouette.simulate.runs.RecordingSink;
import org.pirouette.simulate.runs.RunRecorder;
import org.pirouette.simulate.runs.StepRun;
import org.pirouette.simulate.runs.StepRuns;

/// Takes over known runs of steps in place of executing them again, and records new ones: see
/// [StepRuns].
final class RunRepeater {
  /// The run was taken: whoever took the steps goes on behind it.
  static final int TAKEN = 0;

  /// It was taken, but something else is due before its last step ends: see [#lateUntil].
  static final int TAKEN_AND_LATE = 1;

  /// No known run fits.
  static final int MISSED = 2;

  /// Something else is due before the run would end, or runs are not to be taken now.
  static final int UNSUITABLE = 3;

  private static final int NOBODY = -1;

  private final Core core;
  private final EventQueue queue;
  private final PlainWords words;
  private final PriceList prices;
  private final Processors processors;
  private final Accounts accounts;
  private final GuestModel[] guests;
  private final boolean[] attention;
  private final Outside outside;
  private final Effects effects;
  private final RunRecorder recorder;
  private final RecordingSink recordingSink;
  private final StepRuns runs;
  private final boolean stepByStep;
  private int recordedAgent;
  private int recordedPc;
  private long lateUntil;
  private @Nullable StepRun lastTaken;

  RunRepeater(
      Core core,
      Processors processors,
      Accounts accounts,
      Outside outside,
      Effects effects,
      GuestModel[] guests,
      StepRuns runs,
      boolean stepByStep) {
    this.core = core;
    queue = core.queue;
    words = core.plainWords;
    prices = core.prices;
    this.processors = processors;
    attention = processors.attention;
    this.accounts = accounts;
    this.outside = outside;
    this.effects = effects;
    this.guests = guests;
    this.runs = runs;
    this.stepByStep = stepByStep;
    recorder = new RunRecorder(core.plainMachine, words);
    recordingSink = new RecordingSink(effects, recorder, queue, processors::isInGuest);
    core.on(core.plainMachine, words, effects);
  }

  /// Whoever listens to the machine that is watched while a run is recorded.
  void listen(Listener listener) {
    recorder.machine.listen(listener);
  }

  private void watch() {
    core.on(recorder.machine, recorder.words(), recordingSink);
  }

  /// An event is due: what does not belong to the run that is recorded ends it.
  void comes(long event) {
    if (recorder.active() && !recorder.expects(queue.now(), event)) {
      finish();
    }
  }

  /// A pCPU takes steps: what is recorded goes on there, or ends.
  void joins(int p, int agent) {
    if (recorder.isOpen() && !recorder.joins(p, accounts.state(p, agent))) {
      finish();
    }
  }

  /// When the last step of the run ends that was taken late.
  long lateUntil() {
    return lateUntil;
  }

  /// Whether the run taken last ended where its guest is about to act.
  boolean endedInGuest() {
    return lastTaken != null && lastTaken.endsInGuest;
  }

  /// A step was taken.
  void stepped(long now, long cost) {
    if (recorder.active() && recorder.stepped(now, cost)) {
      finish();
    }
  }

  /// The clock moved behind a step, or could not.
  void moved(boolean moved) {
    if (recorder.active() && (!moved || processors.leads())) {
      if (recorder.isOpen() && recorder.processor() == NOBODY) {
        recorder.spoil(); // somebody else comes in the middle of an agent's work
      }
      finish();
    }
  }

  /// An agent outside the pCPUs has to wait.
  void waits() {
    if (!recorder.isOpen()) {
      finish();
    }
  }

  /// Takes a run that is known from here, or starts to record one.
  ///
  /// @param p the pCPU, or -1
  /// @return [#TAKEN], [#TAKEN_AND_LATE], [#MISSED] or [#UNSUITABLE]
  int take(int p, int agent, int pc, int choice) {
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
    if (processors.hasRoom() && runs.isWorthRecording(agent, pc)) {
      recordedAgent = agent;
      recordedPc = pc;
      ExitState state = p == NOBODY ? ExitState.NONE : accounts.state(p, agent);
      boolean inGuest = prices.kinds[agent] == Agent.Kind.GUEST;
      recorder.begin(p, choice, queue.now(), state, inGuest);
      watch();
    }
  }

  private boolean fits(int p, StepRun run) {
    return StepRuns.fits(run, words, core.latest) && isAsBefore(p, run);
  }

  private boolean isAsBefore(int p, StepRun run) {
    for (int device : run.quietDevices) {
      if (outside.isRaisePending(device)) {
        return false;
      }
    }
    for (int agent : run.idleAgents) {
      if (outside.isScheduled(agent)) {
        return false;
      }
    }
    return run.startsInGuest
        ? !run.exits || guests[run.before.virtualProcessor()].handlingCycles == 0
        : p == NOBODY || accounts.isAt(p, run.before);
  }

  private int take(int p, StepRun run) {
    long start = queue.now();
    long last = start + run.cyclesToLast;
    long then = last + run.lastCost;
    boolean free = processors.mayRunAheadTo(then);
    if (!free && run.cyclesToLast > 0 && !processors.mayRunAheadTo(last)) {
      return UNSUITABLE;
    }
    lastTaken = run;
    core.latest = run;
    words.storeAll(run.writtenWords, run.writtenValues);
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
      queue.lead(last);
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
      queue.lead(start + run.effectOffsets[i]);
      effects.repeat(run.effectKinds[i], run.effectA[i], run.effectB[i]);
    }
  }

  /// Takes over a run that starts with the interrupt of a device and goes on with whoever it
  /// starts, or starts to record one.
  ///
  /// @return the run that was taken, behind which its pCPU goes on; or null
  @Nullable StepRun raise(int agent) {
    if (stepByStep || recorder.active()) {
      return null;
    }
    int pc = (int) words.load(prices.counters[agent]);
    for (StepRun run = runs.first(agent, pc); run != null; run = run.next) {
      int p = run.processor;
      if ((p == NOBODY || processors.isInGuest(p)) && fits(p, run)) {
        return raise(run, p) ? run : null;
      }
    }
    if (processors.hasRoom() && runs.isWorthRecording(agent, pc)) {
      recordedAgent = agent;
      recordedPc = pc;
      recorder.beginOpen(queue.now());
      watch();
    }
    return null;
  }

  private boolean raise(StepRun run, int p) {
    long start = queue.now();
    long last = start + run.cyclesToLast;
    if (!processors.mayRunAheadTo(last)) {
      return false;
    }
    core.latest = run;
    words.storeAll(run.writtenWords, run.writtenValues);
    run.uses++;
    tell(run, start);
    processors.goTo(last);
    if (p == NOBODY) {
      return true;
    }
    attention[p] = run.attends;
    accounts.go(p, run.after);
    return true;
  }

  /// Ends the recording of a run, if there is one.
  void finish() {
    if (!recorder.active()) {
      return;
    }
    endRecording(false);
  }

  /// The same where a guest is about to act.
  void finishInGuest() {
    if (recorder.active()) {
      endRecording(true);
    }
  }

  private void endRecording(boolean inGuest) {
    core.on(core.plainMachine, words, effects);
    int p = recorder.processor();
    ExitState after = p == NOBODY ? ExitState.NONE : accounts.state(p, recorder.before());
    boolean attends = p != NOBODY && attention[p];
    @Nullable StepRun run = recorder.end(after, attends, inGuest && !attends);
    if (run != null) {
      runs.add(recordedAgent, recordedPc, run);
    }
  }
}
