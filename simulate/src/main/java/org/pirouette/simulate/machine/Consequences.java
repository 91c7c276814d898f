package org.pirouette.simulate.machine;

import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Listener;
import org.pirouette.protocol.step.Mark;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;

/// What follows in simulated time from what the steps tell: who wakes up, what is counted, which
/// message is on its way.
///
/// Signals and marks are told several times in each step program: comparisons in the order of
/// frequency are predicted much better than the jump tables of a switch.
final class Consequences implements Listener {
  private final Core core;
  private final PriceList prices;
  private final Accounts accounts;
  private final Schedule schedule;
  private final Outside outside;
  private final long messageCycles;
  private final long ipiCycles;

  Consequences(
      Core core, Accounts accounts, Schedule schedule, Outside outside, CostProfile costs) {
    this.core = core;
    this.accounts = accounts;
    this.schedule = schedule;
    this.outside = outside;
    prices = core.prices;
    messageCycles = costs.cycles(Delay.INTERRUPT_MESSAGE);
    ipiCycles = costs.cycles(Delay.IPI_MESSAGE);
  }

  @Override
  public void signal(int agent) {
    int number = prices.numbers[agent];
    Agent.Kind kind = prices.kinds[agent];
    if (kind == Agent.Kind.PROCESSOR) {
      core.sink.attend(number);
    } else if (kind == Agent.Kind.GUEST || kind == Agent.Kind.THREAD) {
      core.sink.poke(core.machine.taskCpu(number));
    } else if (kind == Agent.Kind.HANDLER || kind == Agent.Kind.SCHEDULER) {
      core.sink.poke(number);
    } else if (kind == Agent.Kind.IOMMU) {
      start(agent, outside.startCycles());
    } else if (kind == Agent.Kind.CONTROLLER) {
      start(agent, 0);
    } else if (kind == Agent.Kind.DEVICE) {
      free(number);
    }
  }

  private void start(int agent, long delay) {
    if (outside.isScheduled(agent)) {
      core.sink.unrepeatable();
    } else {
      core.sink.start(agent, delay, Event.of(Event.AGENT, agent, 0));
    }
  }

  private void free(int device) {
    core.sink.free(device);
    if (outside.isRaisePending(device)) {
      core.sink.unrepeatable();
      outside.free(device);
    }
  }

  @Override
  public void mark(int agent, Mark mark, int subject, int value) {
    if (mark == Mark.INTERRUPT_SENT) {
      long delay = prices.kinds[agent] == Agent.Kind.IOMMU ? messageCycles : ipiCycles;
      core.sink.send(delay, Event.of(Event.MESSAGE, subject, value));
    } else if (mark == Mark.POSTED) {
      core.sink.count(Counter.POSTS);
    } else if (mark == Mark.DELIVERED) {
      core.sink.deliver(subject, value);
      accounts.delivers(subject, agent);
    } else if (mark == Mark.EOI) {
      accounts.ends(subject, agent);
    } else if (mark == Mark.EXIT) {
      accounts.exits(subject, value & 0xFF, value >>> 8);
    } else if (mark == Mark.ENTRY) {
      accounts.enters(subject);
    } else if (mark == Mark.PROCESSED) {
      core.sink.count(Counter.PROCESSED);
    } else {
      markRarer(mark, subject, value);
    }
  }

  private void markRarer(Mark mark, int subject, int value) {
    switch (mark) {
      case NOTIFIED -> core.sink.count(Counter.NOTIFICATIONS);
      case COALESCED -> core.sink.count(Counter.COALESCED);
      case SUPPRESSED -> core.sink.count(Counter.SUPPRESSED);
      case HOST_INTERRUPT -> {
        core.sink.count(Counter.HOST_INTERRUPTS);
        accounts.handles(value);
      }
      case INJECTED -> core.sink.inject(subject, value);
      case WOKEN -> {
        core.sink.unrepeatable();
        core.sink.count(Counter.WAKEUPS);
        schedule.woken(subject, core.queue.now());
      }
      case BLOCKED -> {
        core.sink.unrepeatable();
        core.sink.count(Counter.SLEEPS);
        schedule.blocked(subject);
        accounts.blocked(subject);
      }
      case POLL_HIT -> {
        core.sink.unrepeatable();
        core.sink.count(Counter.POLL_HITS);
        schedule.pollHit(subject);
      }
      case SPURIOUS_WAKE -> core.sink.count(Counter.SPURIOUS_WAKEUPS);
      case SCHEDULED_IN -> {
        core.sink.unrepeatable();
        core.sink.count(Counter.SWITCHES);
        schedule.scheduledIn(subject, value);
        accounts.scheduledIn(subject, value);
      }
      case RELOCATED -> core.sink.count(Counter.RELOCATIONS);
      case SCHEDULED_OUT -> {
        core.sink.unrepeatable();
        schedule.scheduledOut(subject, value);
        accounts.scheduledOut(subject, value, schedule.sleeps(subject));
      }
      case INTERRUPT_SENT, POSTED, DELIVERED, EOI, EXIT, ENTRY, PROCESSED, HOST_INTERRUPT_DONE -> {}
    }
  }
}
