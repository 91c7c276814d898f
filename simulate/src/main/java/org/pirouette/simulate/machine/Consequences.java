package org.pirouette.simulate.machine;

import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Listener;
import org.pirouette.protocol.step.Mark;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.runs.RunRecorder;
import org.pirouette.simulate.runs.StepRun;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;

/// What follows in simulated time from what the steps tell: who wakes up, what is counted, which
/// message is on its way. Notes it for the run that is being recorded, too.
///
/// Signals and marks are told several times in each step program: comparisons in the order of
/// frequency are predicted much better than the jump tables of a switch.
final class Consequences implements Listener {
  private final SimulatedMachine owner;
  private final PriceList prices;
  private final Measurements measurements;
  private final RunRecorder recorder;
  private final Processors processors;
  private final Accounts accounts;
  private final Schedule schedule;
  private final long messageCycles;
  private final long ipiCycles;

  Consequences(
      SimulatedMachine owner,
      Processors processors,
      Accounts accounts,
      Schedule schedule,
      CostProfile costs) {
    this.owner = owner;
    this.processors = processors;
    this.accounts = accounts;
    this.schedule = schedule;
    prices = owner.prices;
    measurements = owner.measurements;
    recorder = owner.recorder;
    messageCycles = costs.cycles(Delay.INTERRUPT_MESSAGE);
    ipiCycles = costs.cycles(Delay.IPI_MESSAGE);
  }

  @Override
  public void signal(int agent) {
    int number = prices.numbers[agent];
    Agent.Kind kind = prices.kinds[agent];
    if (kind == Agent.Kind.PROCESSOR) {
      if (recorder.isOpen() && processors.isInGuest(number)) {
        recorder.interrupts(owner.queue.now(), number);
      } else {
        note(StepRun.ATTENDS, number);
      }
      processors.attend(number);
    } else if (kind == Agent.Kind.GUEST || kind == Agent.Kind.THREAD) {
      int p = owner.machine.taskCpu(number);
      note(StepRun.POKES, p);
      processors.poke(p);
    } else if (kind == Agent.Kind.HANDLER || kind == Agent.Kind.SCHEDULER) {
      note(StepRun.POKES, number);
      processors.poke(number);
    } else if (kind == Agent.Kind.IOMMU) {
      owner.start(agent);
    } else if (kind == Agent.Kind.DEVICE) {
      owner.free(agent, number);
    }
  }

  private void note(byte kind, int processor) {
    if (recorder.active()) {
      recorder.tells(owner.queue.now(), kind, processor);
    }
  }

  @Override
  public void mark(int agent, Mark mark, int subject, int value) {
    if (mark == Mark.INTERRUPT_SENT) {
      long delay = prices.kinds[agent] == Agent.Kind.IOMMU ? messageCycles : ipiCycles;
      long message = SimulatedMachine.event(SimulatedMachine.MESSAGE, subject, value);
      owner.queue.schedule(delay, SimulatedMachine.ARRIVES, message);
      recorder.effect(owner.queue.now(), StepRun.SENDS, delay, message);
    } else if (mark == Mark.POSTED) {
      count(Counter.POSTS);
    } else if (mark == Mark.DELIVERED) {
      recorder.effect(owner.queue.now(), StepRun.DELIVERS, subject, value);
      owner.deliver(subject, value);
      accounts.delivers(subject, agent);
    } else if (mark == Mark.EOI) {
      accounts.ends(subject, agent);
    } else if (mark == Mark.EXIT) {
      accounts.exits(subject, value & 0xFF, value >>> 8);
    } else if (mark == Mark.ENTRY) {
      accounts.enters(subject);
    } else if (mark == Mark.PROCESSED) {
      count(Counter.PROCESSED);
    } else {
      markRarer(mark, subject, value);
    }
  }

  private void count(Counter counter) {
    measurements.count(counter);
    recorder.counts(counter);
  }

  private void markRarer(Mark mark, int subject, int value) {
    switch (mark) {
      case NOTIFIED -> count(Counter.NOTIFICATIONS);
      case COALESCED -> count(Counter.COALESCED);
      case SUPPRESSED -> count(Counter.SUPPRESSED);
      case HOST_INTERRUPT -> {
        count(Counter.HOST_INTERRUPTS);
        accounts.handles(value);
      }
      case INJECTED -> {
        measurements.injected(subject, value, 1);
        recorder.injects(subject, value);
      }
      case WOKEN -> {
        recorder.spoil();
        measurements.count(Counter.WAKEUPS);
        schedule.woken(subject, owner.queue.now());
      }
      case BLOCKED -> {
        recorder.spoil();
        measurements.count(Counter.SLEEPS);
        schedule.blocked(subject);
        accounts.blocked(subject);
      }
      case POLL_HIT -> {
        recorder.spoil();
        measurements.count(Counter.POLL_HITS);
        schedule.pollHit(subject);
      }
      case SPURIOUS_WAKE -> count(Counter.SPURIOUS_WAKEUPS);
      case SCHEDULED_IN -> {
        recorder.spoil();
        measurements.count(Counter.SWITCHES);
        schedule.scheduledIn(subject, value);
        accounts.scheduledIn(subject, value);
      }
      case SCHEDULED_OUT -> {
        recorder.spoil();
        schedule.scheduledOut(subject, value);
        accounts.scheduledOut(subject, value, schedule.sleeps(subject));
      }
      case INTERRUPT_SENT, POSTED, DELIVERED, EOI, EXIT, ENTRY, PROCESSED, HOST_INTERRUPT_DONE -> {}
    }
  }
}
