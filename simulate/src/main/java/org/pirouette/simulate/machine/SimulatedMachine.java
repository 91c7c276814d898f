package org.pirouette.simulate.machine;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Listener;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.engine.EventQueue;
import org.pirouette.simulate.runs.StepRuns;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.simulate.scenario.Scenario;

/// One machine in simulated time: executes the protocol's steps in the order of their times and
/// makes the choices that the protocol leaves open.
///
/// A pCPU is one line of time: [Processors] runs whatever is its context. Agents outside the pCPUs
/// (devices, the IOMMU, buses, timers) have events of their own.
final class SimulatedMachine implements World {
  private static final int NOBODY = -1;

  // A pCPU that runs ahead stops there, so that a simulation of few events can be cancelled, too.
  private static final long CYCLES_BETWEEN_LOOKS = 1 << 23;

  private final Part part;
  private final Scenario scenario;
  private final DeliveryMode mode;
  private final RunOptions options;
  private final Setup setup;
  private final Core core;
  private final EventQueue queue;
  final StepRuns runs;
  private final Measurements measurements;
  private final @Nullable Timeline timeline;
  private final DeviceModel[] devices;
  private final Waiters waiters;
  private final Outside outside;
  private final Processors processors;
  private final Schedule schedule;
  private final RunRepeater repeater;
  private final Runner runner;
  private final long hertz;
  private final long tickCycles;
  private final int wholeProcessors;
  private final double share;

  // The device that raised its interrupt in the event at hand.
  private int raised = NOBODY;

  /// Builds the machine of a part of a scenario.
  ///
  /// @param frame that of the setup's configuration
  SimulatedMachine(Part part, Setup setup, Frame frame, Order order) {
    this.part = part;
    this.setup = setup;
    scenario = part.scenario();
    mode = order.mode();
    options = order.options();
    CostProfile costs = order.costs();
    hertz = scenario.host().hertz();
    wholeProcessors = order.wholeProcessors();
    share = order.share();
    core = new Core(frame.machine(), frame.prices(), hertz);
    queue = core.queue;
    runs = frame.runs();
    tickCycles = cycles(scenario.host().tickNanoseconds());
    measurements =
        new Measurements(
            mode.architecture().exitReasons(),
            scenario.host().processors(),
            scenario.virtualProcessors(),
            hertz,
            order.interruptLatency(),
            order.itemLatency());
    Population population = new Population(part, this, mode, costs, options.seed());
    GuestModel[] guests = population.guests;
    devices = population.devices;
    timeline = timeline(guests.length);
    outside = new Outside(core, setup.deviceVcpus.length, costs.cycles(Delay.DEVICE_TO_IOMMU));
    schedule = new Schedule(core, scenario.host());
    Accounts accounts = new Accounts(core, measurements, guests, timeline, costs);
    processors = new Processors(core, measurements, accounts, guests, costs);
    Effects effects = new Effects(core, measurements, processors, outside, guests, timeline);
    boolean stepByStep = options.stepByStep() || timeline != null;
    repeater =
        new RunRepeater(core, processors, accounts, outside, effects, guests, runs, stepByStep);
    Stepper stepper = new Stepper(core, processors, accounts, schedule, guests, repeater);
    runner = new Runner(core, processors, accounts, repeater, stepper);
    waiters = new Waiters(guests, processors);
    Listener consequences = new Consequences(core, accounts, schedule, outside, costs);
    core.plainMachine.listen(consequences);
    repeater.listen(consequences);
  }

  private @Nullable Timeline timeline(int virtualProcessors) {
    if (options.observer().isEmpty()) {
      return null;
    }
    Timeline lines =
        new Timeline(options.observer().get(), scenario.host().processors(), virtualProcessors);
    for (int d = 0; d < setup.deviceVcpus.length; d++) {
      lines.device(d, setup.deviceVcpus[d], setup.deviceVectors[d]);
    }
    return lines;
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
    long stepsBefore = core.steps;
    runUntil(Math.addExact(warm, cycles(options.durationNanoseconds())));
    if (timeline != null) {
      timeline.end(queue.now());
    }
    measurements.counters[Counter.EVENTS.ordinal()] = queue.advanced() - eventsBefore;
    measurements.counters[Counter.STEPS.ordinal()] += core.steps - stepsBefore;
    return measurements.result(mode, options, setup.homeProcessors);
  }

  private void start() {
    for (DeviceModel device : devices) {
      device.start(0);
    }
    if (scenario.arrivals().size() > 0) {
      scheduleReplay(Event.ARRIVAL, 0, scenario.arrivals().nanoseconds());
    }
    if (scenario.hostInterrupts().size() > 0) {
      scheduleReplay(Event.HOST_INTERRUPT, 0, scenario.hostInterrupts().nanoseconds());
    }
    for (int p = 0; p < scenario.host().processors(); p++) {
      processors.start(p);
      if (tickCycles > 0) {
        // Ticks of different pCPUs are spread over the period, as Linux skews them.
        queue.schedule(
            tickCycles * (part.processors()[p] + 1) / wholeProcessors,
            Event.ARRIVES,
            Event.of(Event.HOST_TICK, p, 0));
      }
    }
  }

  private void scheduleReplay(int kind, int index, long[] nanoseconds) {
    queue.scheduleAt(
        Math.max(queue.now(), cycles(nanoseconds[index])), Event.ARRIVES, Event.of(kind, index, 0));
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
    runner.runReady();
    while (queue.advance(until)) {
      repeater.comes(queue.payload());
      dispatch(queue.payload());
      runner.runReady();
    }
    repeater.finish();
    queue.skipTo(until);
  }

  private void look(long from) {
    if (options.control().cancelled()) {
      throw new CancellationException("the simulation was cancelled");
    }
    options.control().advanced(Math.round((queue.now() - from) * 1e9 / hertz * share));
  }

  private void dispatch(long payload) {
    int index = Event.index(payload);
    int argument = Event.argument(payload);
    switch (Event.kind(payload)) {
      case Event.DEVICE -> {
        devices[index].happen(queue.now(), argument);
        if (raised != NOBODY) {
          int device = raised;
          raised = NOBODY;
          passOn(device);
        }
      }
      case Event.AGENT -> runAgent(index);
      case Event.MESSAGE -> arrive(index, argument);
      case Event.PROCESSOR -> runner.due(index);
      case Event.TIMER -> fireTimer(index);
      case Event.SLICE -> sliceEnds(index, argument);
      case Event.ARRIVAL -> nextArrival(index);
      case Event.HOST_INTERRUPT -> nextHostInterrupt(index);
      case Event.HOST_TICK -> hostTick(index);
      default -> throw new IllegalStateException("unknown event " + Long.toHexString(payload));
    }
  }

  private void sliceEnds(int processor, int token) {
    if (schedule.sliceEnds(processor, token)
        && !decide(core.machine.tick(processor), Decision.PREEMPT)) {
      schedule.retry(processor);
    }
  }

  /// Steps of an agent outside the pCPUs, until it has to wait.
  private void runAgent(int agent) {
    outside.scheduled(agent, false);
    long then = runner.runOutside(agent);
    if (then >= 0) {
      outside.scheduled(agent, true);
      queue.scheduleAt(then, Event.ARRIVES, Event.of(Event.AGENT, agent, 0));
    }
  }

  private boolean decide(int agent, Decision decision) {
    boolean possible = core.decide(agent, decision);
    if (possible) {
      repeater.stepped(queue.now(), 0);
    }
    return possible;
  }

  private void arrive(int processor, int vector) {
    if (core.machine.underWay(processor, vector)) {
      int agent = core.machine.busAgent(processor);
      int counter = core.prices.counters[agent];
      int pc = (int) core.words.load(counter);
      core.take(agent, counter, pc, core.prices.steps[agent][pc], vector);
      repeater.stepped(queue.now(), 0);
    }
  }

  private void fireTimer(int virtualProcessor) {
    if (decide(core.machine.timerAgent(virtualProcessor), Decision.TIMER_FIRES)) {
      int vector = guestTimerVector(virtualProcessor);
      measurements.raised(virtualProcessor, vector, queue.now());
    }
  }

  private int guestTimerVector(int virtualProcessor) {
    return setup.configuration.vcpus().get(virtualProcessor).timerVector();
  }

  private void nextArrival(int index) {
    int device = setup.arrivalDevices[index];
    raise(device, queue.now());
    raised = NOBODY;
    passOn(device);
    if (index + 1 < setup.arrivalDevices.length) {
      scheduleReplay(Event.ARRIVAL, index + 1, scenario.arrivals().nanoseconds());
    }
  }

  private void nextHostInterrupt(int index) {
    hostInterrupt(
        scenario.hostInterrupts().processors()[index], scenario.hostInterrupts().vectors()[index]);
    if (index + 1 < scenario.hostInterrupts().size()) {
      scheduleReplay(Event.HOST_INTERRUPT, index + 1, scenario.hostInterrupts().nanoseconds());
    }
  }

  private void hostTick(int processor) {
    queue.schedule(tickCycles, Event.ARRIVES, Event.of(Event.HOST_TICK, processor, 0));
    if (!processors.isIdle(processor)) {
      hostInterrupt(processor, mode.architecture().timerInterrupt());
    }
  }

  private void hostInterrupt(int processor, int vector) {
    core.latest = null;
    core.machine.pend(processor, vector);
    processors.attend(processor);
  }

  @Override
  public long cycles(long nanoseconds) {
    return core.cycles(nanoseconds);
  }

  @Override
  public void scheduleDevice(int device, long delay, int argument) {
    core.schedule(delay, Event.of(Event.DEVICE, device, argument));
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
    int agent = outside.agent(device);
    outside.raised(device, !runner.raise(agent) && !decide(agent, Decision.DEVICE_RAISE));
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
