package org.pirouette.simulate.machine;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Step;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.engine.EventQueue;
import org.pirouette.simulate.runs.StepRun;

/// Takes the steps of the programs in a row, on a pCPU or outside, until they have to wait or
/// something else is due first: one by one, or as a run that is known, see [RunRepeater].
final class Stepper {
  private static final long ENDLESS = Long.MAX_VALUE / 2;
  private static final int NOBODY = -1;

  // What becomes of a choice: not a number of one.
  private static final int AGAIN = -2;
  private static final int STOP = -3;
  private static final int BEHIND = -4;

  private static final int ALWAYS = Decision.NONE.ordinal();
  private static final int GUEST_NEXT = Decision.GUEST_NEXT.ordinal();
  private static final int HALT_POLL = Decision.HALT_POLL.ordinal();
  private static final int PICK_NEXT = Decision.PICK_NEXT.ordinal();

  private final Core core;
  private final EventQueue queue;
  private final PriceList prices;
  private final Processors processors;
  private final Accounts accounts;
  private final Schedule schedule;
  private final GuestModel[] guests;
  private final boolean[] attention;
  private final RunRepeater repeater;
  private final boolean preemptionTimers;

  private final boolean waitsInGuest;

  // The guest's choice that stands for the end of its time by the hardware's timer.
  private final int timerExit;

  Stepper(
      Core core,
      Processors processors,
      Accounts accounts,
      Schedule schedule,
      GuestModel[] guests,
      RunRepeater repeater) {
    this.core = core;
    queue = core.queue;
    this.processors = processors;
    this.accounts = accounts;
    this.schedule = schedule;
    prices = core.prices;
    this.guests = guests;
    attention = processors.attention;
    this.repeater = repeater;
    timerExit =
        prices
            .architecture
            .exitReason(ExitReason.Kind.GUEST_TIMER)
            .map(reason -> GuestChoice.EXIT.with(reason.ordinal()))
            .orElse(AGAIN);
    waitsInGuest = core.machine.mayWaitInGuest();
    preemptionTimers = timerExit != AGAIN && core.machine.configuration().preemptionTimer();
  }

  /// Takes steps on a pCPU until it has to wait.
  ///
  /// @param behind the known run behind which it goes on, or null
  void takeSteps(int p, @Nullable StepRun behind) {
    int contextWord = core.machine.pcpus.context(p);
    repeater.joins(p, agent(p, contextWord));
    boolean anew = behind == null || !behind.endsInGuest;
    while (true) {
      boolean attends = attention[p];
      int agent = agent(p, contextWord);
      if (anew) {
        int pc = (int) core.words.load(prices.counters[agent]);
        if (decidesItself(agent, pc)) {
          int taken = repeater.take(p, agent, pc, 0);
          if (taken == RunRepeater.TAKEN) {
            continue;
          }
          if (taken == RunRepeater.TAKEN_AND_LATE) {
            return;
          }
        }
        anew = false;
      }
      int outcome = takeStepsOf(p, agent, attends, contextWord);
      if (outcome == STOP) {
        repeater.finish();
        return;
      }
      anew = outcome == BEHIND;
    }
  }

  private int agent(int p, int contextWord) {
    return attention[p] ? core.machine.processorAgent(p) : (int) core.words.load(contextWord);
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
    int pc = (int) core.words.load(counter);
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
      pc = core.take(agent, counter, pc, step, choice);
      long cost = accounts.stepEnds();
      long now = queue.now();
      repeater.stepped(now, cost);
      if (cost > 0 && !moveTo(now + cost)) {
        processors.resumeAt(p, now + cost);
        return STOP;
      }
    } while (attention[p] == attends && (attends || (int) core.words.load(contextWord) == agent));
    return AGAIN;
  }

  private boolean moveTo(long then) {
    boolean moved = processors.moveTo(then);
    repeater.moved(moved);
    return moved;
  }

  /// The choice for a step that may have to wait: a choice code, [#AGAIN] if the situation changed,
  /// or [#STOP] if the pCPU was parked.
  private int choose(int p, int agent, int pc, Step step, int decision) {
    if (decision == HALT_POLL) {
      repeater.finish();
      return haltPoll(p, prices.numbers[agent]);
    }
    if (attention[p]) {
      // The interrupt logic, at its only step that waits.
      if (core.machine.atBoundary(p)) {
        return 0;
      }
      attention[p] = false;
      return AGAIN;
    }
    if (step.alternatives(core.machine, agent) > 0) {
      if (decision == PICK_NEXT) {
        repeater.finish();
        return schedule.pick(p);
      }
      return 0;
    }
    repeater.finish();
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
    repeater.finishInGuest();
    int v = prices.numbers[agent];
    while (true) {
      int choice = guestNext(p, v);
      if (choice < 0) {
        if (choice == AGAIN && !attention[p]) {
          continue;
        }
        return choice;
      }
      int taken = repeater.take(p, agent, pc, choice);
      if (taken > RunRepeater.TAKEN_AND_LATE) {
        return choice;
      }
      if (taken == RunRepeater.TAKEN_AND_LATE) {
        return STOP;
      }
      if (!repeater.endedInGuest()) {
        return BEHIND;
      }
    }
  }

  private int guestNext(int p, int v) {
    if (preemptionTimers && core.machine.timerEndsGuest(v)) {
      return timerExit;
    }
    if (waitsInGuest && core.machine.waitsInGuest(v)) {
      processors.park(p, Processors.WAITS, v, Spending.GUEST_IDLE.ordinal());
      return STOP;
    }
    GuestModel guest = guests[v];
    if (guest.remaining > 0) {
      if (guest.remaining >= ENDLESS) {
        processors.park(p, Processors.GUEST_RUNS, v, guest.spending.ordinal());
        return STOP;
      }
      long from = queue.now();
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
    int choice = guest.act(queue.now());
    if (choice == GuestModel.NOTHING) {
      return AGAIN;
    }
    accounts.chose(v, choice);
    if (GuestChoice.of(choice) == GuestChoice.ARM_TIMER) {
      core.schedule(guest.timerCycles, Event.of(Event.TIMER, v, 0));
    }
    return choice;
  }

  private int haltPoll(int p, int v) {
    long now = queue.now();
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
      int pc = (int) core.words.load(counter);
      if (anew) {
        int taken = repeater.take(NOBODY, agent, pc, 0);
        if (taken == RunRepeater.TAKEN) {
          continue;
        }
        if (taken == RunRepeater.TAKEN_AND_LATE) {
          return repeater.lateUntil();
        }
        anew = false;
      }
      Step step = prices.steps[agent][pc];
      if (step.mayBlock() && step.alternatives(core.machine, agent) == 0) {
        repeater.waits();
        return -1;
      }
      long now = queue.now();
      core.take(agent, counter, pc, step, 0);
      long cost = prices.cycles[agent][pc];
      repeater.stepped(now, cost);
      if (cost > 0 && !moveTo(now + cost)) {
        return now + cost;
      }
    }
  }
}
