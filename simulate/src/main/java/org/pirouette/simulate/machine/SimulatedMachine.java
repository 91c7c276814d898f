package org.pirouette.simulate.machine;

import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Listener;
import org.pirouette.protocol.step.PlainWords;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.engine.EventQueue;
import org.pirouette.simulate.runs.RunRecorder;
import org.pirouette.simulate.runs.StepRun;
import org.pirouette.simulate.runs.StepRuns;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.simulate.scenario.Scenario;

/// One machine in simulated time: executes the protocol's steps in the order of their times and
/// makes the choices that the protocol leaves open.
///
/// A pCPU is one line of time: [Processors] runs whatever is its context. Agents outside the pCPUs
/// (devices, the IOMMU, buses, timers) have events of their own.
public final class SimulatedMachine implements World {
  // Events at one time: what arrives from outside goes before what pCPUs do next.
  static final int ARRIVES = 0;
  static final int RUNS = 1;

  private static final int DEVICE = 0;
  private static final int AGENT = 1;
  static final int MESSAGE = 2;
  static final int PROCESSOR = 3;
  private static final int TIMER = 4;
  private static final int SLICE = 5;
  private static final int ARRIVAL = 6;
  private static final int HOST_INTERRUPT = 7;
  private static final int HOST_TICK = 8;
  private static final int KIND_SHIFT = 56;
  private static final int INDEX_SHIFT = 32;

  private static final int NOBODY = -1;

  // A delay behind the end of every simulation: what is further away does not happen.
  private static final long NEVER = EventQueue.LAST_TIME / 2;
  // A pCPU that runs ahead stops there, so that a simulation of few events can be cancelled, too.
  private static final long CYCLES_BETWEEN_LOOKS = 1 << 23;

  final EventQueue queue = new EventQueue();
  final PlainWords plainWords;
  final RunRecorder recorder;
  final StepRuns runs;
  final boolean stepByStep;
  private final KvmMachine plainMachine;

  // The machine on its words as they are, or watched while a run is recorded.
  KvmMachine machine;
  Words words;

  // The run that was taken last, while no word has changed since.
  @Nullable StepRun latest;

  final PriceList prices;
  final Measurements measurements;
  final GuestModel[] guests;
  final @Nullable Timeline timeline;
  private final Part part;
  private final Scenario scenario;
  private final DeliveryMode mode;
  private final RunOptions options;
  private final Setup setup;
  private final DeviceModel[] devices;
  private final Waiters waiters;
  private final boolean[] raisePending;
  private final boolean[] agentScheduled;
  private final int[] deviceAgents;
  private final Processors processors;
  private final Accounts accounts;
  private final Schedule schedule;
  private final long iommuCycles;
  private final long hertz;
  private final long tickCycles;
  private final int wholeProcessors;
  private final double share;
  private long steps;

  // The device that raised its interrupt in the event at hand.
  private int raised = NOBODY;

  /// Builds the machine of a part of a scenario.
  SimulatedMachine(Part part, Workshop workshop) {
    this.part = part;
    scenario = part.scenario();
    mode = workshop.mode;
    options = workshop.options;
    CostProfile costs = workshop.costs;
    hertz = scenario.host().hertz();
    setup = new Setup(part, mode, options.mutant().orElse(null));
    Workshop.Frame frame = workshop.frame(setup.configuration);
    plainMachine = frame.machine().on(new PlainWords(frame.machine().layout()));
    plainWords = (PlainWords) plainMachine.words();
    machine = plainMachine;
    words = plainWords;
    prices = frame.prices();
    recorder = new RunRecorder(plainMachine, plainWords);
    runs = frame.runs();
    stepByStep = options.stepByStep() || options.observer().isPresent();
    measurements =
        new Measurements(
            mode.architecture().exitReasons(),
            scenario.host().processors(),
            scenario.virtualProcessors(),
            hertz,
            workshop.interruptLatency,
            workshop.itemLatency);
    iommuCycles = costs.cycles(Delay.DEVICE_TO_IOMMU);
    tickCycles = cycles(scenario.host().tickNanoseconds());
    wholeProcessors = workshop.wholeProcessors;
    share = workshop.share;
    Population population = new Population(part, this, mode, costs, options.seed());
    guests = population.guests;
    devices = population.devices;
    schedule = new Schedule(this, scenario.host());
    accounts = new Accounts(this, costs, guests.length);
    processors = new Processors(this, accounts, schedule, costs);
    waiters = new Waiters(guests, processors);
    timeline = timeline();
    raisePending = new boolean[setup.deviceVcpus.length];
    agentScheduled = new boolean[machine.agents().size()];
    deviceAgents = IntStream.range(0, raisePending.length).map(plainMachine::device).toArray();
    Listener consequences = new Consequences(this, processors, accounts, schedule, costs);
    plainMachine.listen(consequences);
    recorder.machine.listen(consequences);
  }

  /// Executes on watched words from now on, or no longer.
  void watch(boolean on) {
    machine = on ? recorder.machine : plainMachine;
    words = on ? recorder.words() : plainWords;
  }

  private @Nullable Timeline timeline() {
    if (options.observer().isEmpty()) {
      return null;
    }
    Timeline lines =
        new Timeline(options.observer().get(), scenario.host().processors(), guests.length);
    for (int d = 0; d < setup.deviceVcpus.length; d++) {
      lines.device(d, setup.deviceVcpus[d], setup.deviceVectors[d]);
    }
    return lines;
  }

  /// Simulates a scenario in one delivery mode.
  public static ModeResult run(
      Scenario scenario, DeliveryMode mode, CostProfile costs, RunOptions options) {
    return new Workshop(scenario, mode, costs, options).run();
  }

  /// Simulates warm-up and duration.
  ModeResult run() {
    start();
    long warm = cycles(options.warmUpNanoseconds());
    if (warm > 0) {
      runUntil(warm);
    }
    measurements.start();
    long eventsBefore = queue.advanced();
    long stepsBefore = steps;
    runUntil(Math.addExact(warm, cycles(options.durationNanoseconds())));
    if (timeline != null) {
      timeline.end(queue.now());
    }
    measurements.counters[Counter.EVENTS.ordinal()] = queue.advanced() - eventsBefore;
    measurements.counters[Counter.STEPS.ordinal()] += steps - stepsBefore;
    return measurements.result(mode, options, setup.homeProcessors);
  }

  private void start() {
    for (DeviceModel device : devices) {
      device.start(0);
    }
    if (scenario.arrivals().size() > 0) {
      scheduleReplay(ARRIVAL, 0, scenario.arrivals().nanoseconds());
    }
    if (scenario.hostInterrupts().size() > 0) {
      scheduleReplay(HOST_INTERRUPT, 0, scenario.hostInterrupts().nanoseconds());
    }
    for (int p = 0; p < scenario.host().processors(); p++) {
      processors.start(p);
      if (tickCycles > 0) {
        // Ticks of different pCPUs are spread over the period, as Linux skews them.
        queue.schedule(
            tickCycles * (part.processors()[p] + 1) / wholeProcessors,
            ARRIVES,
            event(HOST_TICK, p, 0));
      }
    }
  }

  private void scheduleReplay(int kind, int index, long[] nanoseconds) {
    queue.scheduleAt(
        Math.max(queue.now(), cycles(nanoseconds[index])), ARRIVES, event(kind, index, 0));
  }

  /// Runs all events up to and including a time, and books all time up to it.
  private void runUntil(long until) {
    do {
      long from = queue.now();
      runStretch(Math.min(until, from + CYCLES_BETWEEN_LOOKS));
      look(from);
    } while (queue.now() < until);
    processors.bookAll();
    runs.book(measurements);
  }

  private void runStretch(long until) {
    processors.limit(until);
    processors.runReady();
    while (queue.advance(until)) {
      if (recorder.active() && !recorder.expects(queue.now(), queue.payload())) {
        processors.finishRecording();
      }
      dispatch(queue.payload());
      processors.runReady();
    }
    processors.finishRecording();
    queue.skipTo(until);
  }

  private void look(long from) {
    if (options.control().cancelled()) {
      throw new CancellationException("the simulation was cancelled");
    }
    options.control().advanced(Math.round((queue.now() - from) * 1e9 / hertz * share));
  }

  private void dispatch(long payload) {
    int index = (int) (payload >>> INDEX_SHIFT) & 0xFF_FFFF;
    int argument = (int) payload;
    switch ((int) (payload >>> KIND_SHIFT)) {
      case DEVICE -> {
        devices[index].happen(queue.now(), argument);
        if (raised != NOBODY) {
          int device = raised;
          raised = NOBODY;
          passOn(device);
        }
      }
      case AGENT -> runAgent(index);
      case MESSAGE -> arrive(index, argument);
      case PROCESSOR -> processors.due(index);
      case TIMER -> fireTimer(index);
      case SLICE -> schedule.sliceEnds(index, argument);
      case ARRIVAL -> nextArrival(index);
      case HOST_INTERRUPT -> nextHostInterrupt(index);
      case HOST_TICK -> hostTick(index);
      default -> throw new IllegalStateException("unknown event " + Long.toHexString(payload));
    }
  }

  static long event(int kind, int index, int argument) {
    return (long) kind << KIND_SHIFT | (long) index << INDEX_SHIFT | argument & 0xFFFF_FFFFL;
  }

  void scheduleSlice(int processor, long delay, int token) {
    queue.schedule(delay, ARRIVES, event(SLICE, processor, token));
  }

  /// Steps of an agent outside the pCPUs, until it has to wait.
  private void runAgent(int agent) {
    agentScheduled[agent] = false;
    long then = processors.runOutside(agent);
    if (then >= 0) {
      agentScheduled[agent] = true;
      queue.scheduleAt(then, ARRIVES, event(AGENT, agent, 0));
    }
  }

  /// An agent outside the pCPUs has something to do.
  void start(int agent) {
    if (agentScheduled[agent]) {
      recorder.spoil();
    } else {
      long start = event(AGENT, agent, 0);
      agentScheduled[agent] = true;
      queue.schedule(iommuCycles, ARRIVES, start);
      recorder.starts(agent, queue.now(), iommuCycles, start);
    }
  }

  /// The fabric has taken the message of a device: it may send the next one.
  void free(int agent, int device) {
    recorder.frees(device);
    if (raisePending[device]) {
      recorder.spoil();
      raisePending[device] = !decide(agent, Decision.DEVICE_RAISE);
    }
  }

  /// Whether a device waits to raise its interrupt.
  boolean isRaisePending(int device) {
    return raisePending[device];
  }

  /// Whether an agent outside the pCPUs has started.
  boolean isScheduled(int agent) {
    return agentScheduled[agent];
  }

  /// What a known run of steps tells others.
  void effect(byte kind, long a, long b) {
    switch (kind) {
      case StepRun.SENDS -> queue.schedule(a, ARRIVES, b);
      case StepRun.DELIVERS -> deliver((int) a, (int) b);
      case StepRun.ATTENDS -> processors.attend((int) a);
      case StepRun.INTERRUPTS -> processors.interrupt((int) a);
      case StepRun.STARTS -> {
        agentScheduled[(int) (b >>> INDEX_SHIFT) & 0xFF_FFFF] = true;
        queue.schedule(a, ARRIVES, b);
      }
      default -> processors.poke((int) a);
    }
  }

  /// The guest's handler of a vector starts.
  void deliver(int virtualProcessor, int vector) {
    long raised = measurements.delivered(virtualProcessor, vector, queue.now());
    if (timeline != null) {
      timeline.delivered(virtualProcessor, vector, raised, queue.now());
    }
    guests[virtualProcessor].delivered(vector, queue.now());
  }

  /// @return the program counter after the step
  int take(int agent, int counter, int pc, Step step, int choice) {
    steps++;
    latest = null;
    int next = step.execute(machine, agent, choice);
    int after = next == Step.NEXT ? pc + 1 : next;
    words.store(counter, after);
    return after;
  }

  /// Takes the step of an agent outside the pCPUs whose choice is made here.
  ///
  /// @return whether it was possible
  boolean decide(int agent, Decision decision) {
    int counter = prices.counters[agent];
    int pc = (int) words.load(counter);
    Step step = prices.steps[agent][pc];
    if (step.decision() != decision || step.alternatives(machine, agent) == 0) {
      return false;
    }
    take(agent, counter, pc, step, 0);
    noteStep();
    return true;
  }

  private void noteStep() {
    if (recorder.active() && recorder.stepped(queue.now(), 0)) {
      processors.finishRecording();
    }
  }

  private void arrive(int processor, int vector) {
    if (machine.underWay(processor, vector)) {
      int agent = machine.busAgent(processor);
      int counter = prices.counters[agent];
      int pc = (int) words.load(counter);
      take(agent, counter, pc, prices.steps[agent][pc], vector);
      noteStep();
    }
  }

  private void fireTimer(int virtualProcessor) {
    if (decide(machine.timerAgent(virtualProcessor), Decision.TIMER_FIRES)) {
      int vector = guestTimerVector(virtualProcessor);
      measurements.raised(virtualProcessor, vector, queue.now());
    }
  }

  private int guestTimerVector(int virtualProcessor) {
    return setup.configuration.vcpus().get(virtualProcessor).timerVector();
  }

  void armTimer(int virtualProcessor, long delay) {
    queue.schedule(Math.min(delay, NEVER), ARRIVES, event(TIMER, virtualProcessor, 0));
  }

  private void nextArrival(int index) {
    int device = setup.arrivalDevices[index];
    raise(device, queue.now());
    raised = NOBODY;
    passOn(device);
    if (index + 1 < setup.arrivalDevices.length) {
      scheduleReplay(ARRIVAL, index + 1, scenario.arrivals().nanoseconds());
    }
  }

  private void nextHostInterrupt(int index) {
    hostInterrupt(
        scenario.hostInterrupts().processors()[index], scenario.hostInterrupts().vectors()[index]);
    if (index + 1 < scenario.hostInterrupts().size()) {
      scheduleReplay(HOST_INTERRUPT, index + 1, scenario.hostInterrupts().nanoseconds());
    }
  }

  private void hostTick(int processor) {
    queue.schedule(tickCycles, ARRIVES, event(HOST_TICK, processor, 0));
    if (!processors.isIdle(processor)) {
      hostInterrupt(processor, machine.architecture().timerInterrupt());
    }
  }

  private void hostInterrupt(int processor, int vector) {
    latest = null;
    machine.pend(processor, vector);
    processors.attend(processor);
  }

  @Override
  public long cycles(long nanoseconds) {
    return Math.round(nanoseconds * (hertz / 1e9));
  }

  @Override
  public void scheduleDevice(int device, long delay, int argument) {
    queue.schedule(Math.min(delay, NEVER), ARRIVES, event(DEVICE, device, argument));
  }

  @Override
  public void raise(int device, long now) {
    measurements.raised(setup.deviceVcpus[device], setup.deviceVectors[device], now);
    if (timeline != null) {
      timeline.raised(device, now);
    }
    raised = device;
  }

  /// The interrupt that a device has just raised goes its way.
  private void passOn(int device) {
    int agent = deviceAgents[device];
    raisePending[device] = !processors.raise(agent) && !decide(agent, Decision.DEVICE_RAISE);
  }

  @Override
  public void itemsForPoller(int device, long now) {
    processors.reconsider(setup.deviceVcpus[device]);
  }

  @Override
  public void itemHandled(long latency) {
    measurements.itemHandled(latency);
  }

  @Override
  public void itemDropped() {
    measurements.count(Counter.DROPPED);
  }

  @Override
  public void ipiSent(int sender, int target, int vector, boolean awaits, long now) {
    measurements.raised(target, vector, now);
    if (awaits) {
      waiters.add(sender, target);
    }
  }

  @Override
  public void ipiHandled(int virtualProcessor, int vector, long handlerStart) {
    waiters.answer(virtualProcessor, vector, handlerStart);
  }
}
