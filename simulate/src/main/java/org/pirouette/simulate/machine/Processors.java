package org.pirouette.simulate.machine;

import java.util.Arrays;
import org.pirouette.protocol.Agent;
import org.pirouette.protocol.Cost;
import org.pirouette.protocol.Decision;
import org.pirouette.protocol.ExitReason;
import org.pirouette.protocol.GuestChoice;
import org.pirouette.protocol.HostVector;
import org.pirouette.protocol.Machine;
import org.pirouette.protocol.ProcessorEvent;
import org.pirouette.protocol.Step;
import org.pirouette.protocol.Words;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;

/// The pCPUs: each is one line of time on which its context takes steps, or is parked until
/// something happens.
///
/// A pCPU runs ahead: it takes steps in a row, moving the clock by their prices, as long as no
/// other event is due earlier. That is exact, since nobody else could have acted in between.
final class Processors {
  private static final byte RUNNING = 0;
  private static final byte IDLE = 1;
  private static final byte GUEST_RUNS = 2;
  private static final byte WAITS = 3;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long ENDLESS = Long.MAX_VALUE / 2;
  private static final ExitReason[] REASONS = ExitReason.values();
  private static final int NOBODY = -1;
  private static final int NO_EXIT = -1;
  private static final int AGAIN = -2;
  private static final int STOP = -3;
  private static final int ALWAYS = Decision.NONE.ordinal();
  private static final int GUEST_NEXT = Decision.GUEST_NEXT.ordinal();
  private static final int HALT_POLL = Decision.HALT_POLL.ordinal();
  private static final int PICK_NEXT = Decision.PICK_NEXT.ordinal();
  private static final int HALT_POLLING = Spending.HALT_POLLING.ordinal();

  private final SimulatedMachine owner;
  private final Machine machine;
  private final Words words;
  private final PriceList prices;
  private final Measurements measurements;
  private final Schedule schedule;
  private final GuestModel[] guests;
  private final long idleExitCycles;
  private final long pollLoopCycles;
  private final long[] flatPrices = new long[REASONS.length];

  private final boolean[] attention;
  private final byte[] parked;
  private final long[] parkedSince;
  private final int[] parkedFor;
  private final byte[] parkedSpending;
  private final long[] wakeAt;
  private final long[] queuedAt;
  private final int[] exitOn;
  private final long[] exitKey;
  private final long[] exitSpent;
  private final boolean[] flat;
  private final int[] lastChoice;
  private final int[] ready;
  private int readyHead;
  private int readyCount;
  private long limit;
  private final long lookahead;
  private long base;
  private boolean leading;
  private long unsettled;
  private int unsettledSpending;
  private int unsettledFor;
  private int stepping = NOBODY;
  private long charged;
  private final long exitCycles;
  private final long deliveryCycles;
  private final long endCycles;
  private final long deviceHandlerCycles;
  private final long notificationHandlerCycles;
  private final long wakeupHandlerCycles;
  private final long tickHandlerCycles;

  Processors(SimulatedMachine owner, Schedule schedule, CostProfile costs, int virtualProcessors) {
    this.owner = owner;
    this.schedule = schedule;
    machine = owner.machine;
    words = owner.words;
    prices = owner.prices;
    measurements = owner.measurements;
    guests = owner.guests;
    idleExitCycles = costs.cycles(Delay.IDLE_EXIT);
    pollLoopCycles = Math.max(1, costs.cycles(Delay.POLL_LOOP));
    Arrays.fill(flatPrices, NO_EXIT);
    costs.exits().forEach((reason, price) -> flatPrices[reason.ordinal()] = price.cycles());
    exitCycles = prices.byMark(Cost.VM_EXIT);
    deliveryCycles = prices.byMark(Cost.VIRTUAL_DELIVERY);
    endCycles = prices.byMark(Cost.VIRTUAL_EOI);
    deviceHandlerCycles = prices.byMark(Cost.HOST_DEVICE_HANDLER);
    notificationHandlerCycles = prices.byMark(Cost.HOST_NOTIFICATION_HANDLER);
    wakeupHandlerCycles = prices.byMark(Cost.HOST_WAKEUP_HANDLER);
    tickHandlerCycles = prices.byMark(Cost.HOST_TICK_HANDLER);
    lookahead = Math.min(costs.cycles(Delay.INTERRUPT_MESSAGE), costs.cycles(Delay.IPI_MESSAGE));
    int count = machine.configuration().processors();
    attention = new boolean[count];
    parked = new byte[count];
    parkedSince = new long[count];
    parkedFor = new int[count];
    parkedSpending = new byte[count];
    wakeAt = new long[count];
    queuedAt = new long[count];
    Arrays.fill(queuedAt, NEVER);
    exitOn = new int[count];
    Arrays.fill(exitOn, NOBODY);
    ready = new int[Integer.highestOneBit(Math.max(1, count)) * 2];
    exitKey = new long[virtualProcessors];
    Arrays.fill(exitKey, NO_EXIT);
    exitSpent = new long[virtualProcessors];
    flat = new boolean[virtualProcessors];
    lastChoice = new int[virtualProcessors];
  }

  /// A pCPU begins to work.
  void start(int p) {
    attention[p] = true;
    makeReady(p);
  }

  /// No step is taken after this time.
  void limit(long time) {
    limit = time;
  }

  boolean isIdle(int p) {
    return parked[p] == IDLE;
  }

  /// Whether nothing else is due up to a time, so that whoever runs may go on there.
  private boolean mayRunAheadTo(long time) {
    return readyCount == 0 && time <= limit && owner.queue.nextTime() > time;
  }

  /// Runs the pCPUs that something happened to at the present time.
  void runReady() {
    while (readyCount > 0) {
      int p = ready[readyHead];
      readyHead = (readyHead + 1) & (ready.length - 1);
      readyCount--;
      run(p);
    }
  }

  private void makeReady(int p) {
    if (leading) {
      resumeAt(p, owner.queue.now());
      return;
    }
    ready[(readyHead + readyCount++) & (ready.length - 1)] = p;
  }

  /// An event of a pCPU is due.
  void due(int p) {
    if (queuedAt[p] != owner.queue.now()) {
      return; // overtaken by an earlier event
    }
    queuedAt[p] = NEVER;
    if (wakeAt[p] == owner.queue.now()) {
      wakeAt[p] = NEVER;
      unpark(p);
      run(p);
    } else if (wakeAt[p] != NEVER) {
      resumeAt(p, wakeAt[p]);
    }
  }

  private void resumeAt(int p, long time) {
    wakeAt[p] = time;
    if (time < queuedAt[p]) {
      queuedAt[p] = time;
      owner.queue.scheduleAt(
          time, SimulatedMachine.RUNS, SimulatedMachine.event(SimulatedMachine.PROCESSOR, p, 0));
    }
  }

  /// The interrupt logic of a pCPU may have something to accept.
  void attend(int p) {
    attention[p] = true;
    poke(p);
  }

  /// Something that a parked pCPU may be waiting for has happened.
  void poke(int p) {
    byte state = parked[p];
    if (state == RUNNING) {
      return;
    }
    if (parkedSince[p] > owner.queue.now()) {
      resumeAt(p, parkedSince[p]); // it led; it will see this when others have caught up
      return;
    }
    unpark(p);
    if (state == IDLE && idleExitCycles > 0) {
      wakeUp(p);
    } else {
      wakeAt[p] = NEVER;
      makeReady(p);
    }
  }

  private void wakeUp(int p) {
    measurements.spend(p, NOBODY, Spending.IDLE.ordinal(), idleExitCycles);
    resumeAt(p, owner.queue.now() + idleExitCycles);
  }

  /// The guest of a vCPU may want to change what it does.
  void reconsider(int v) {
    int p = machine.taskCpu(v);
    boolean runs = parked[p] == GUEST_RUNS && parkedFor[p] == v;
    if (runs) {
      book(p);
    }
    if (guests[v].reconsider(owner.queue.now()) && runs) {
      poke(p);
    }
  }

  /// The IPI that the guest of a vCPU waits for was handled.
  void answer(int v, SyntheticGuest guest) {
    int p = machine.taskCpu(v);
    boolean runs = parked[p] == GUEST_RUNS && parkedFor[p] == v;
    if (runs) {
      book(p);
    }
    guest.ipiAnswered();
    if (runs) {
      poke(p);
    }
  }

  private void park(int p, byte state, int virtualProcessor, int spending) {
    parked[p] = state;
    parkedSince[p] = owner.queue.now();
    parkedFor[p] = virtualProcessor;
    parkedSpending[p] = (byte) spending;
  }

  private void unpark(int p) {
    if (parked[p] != RUNNING) {
      book(p);
      parked[p] = RUNNING;
    }
  }

  /// Books the time for which a pCPU has been parked so far.
  private void book(int p) {
    long since = parkedSince[p];
    long elapsed = owner.queue.now() - since;
    if (elapsed <= 0) {
      return;
    }
    parkedSince[p] = owner.queue.now();
    spendFrom(since, p, parkedFor[p], parkedSpending[p], elapsed);
    if (parked[p] == GUEST_RUNS) {
      guests[parkedFor[p]].remaining -= elapsed;
    }
  }

  /// Books all time of parked pCPUs, and all exits, up to now.
  void bookAll() {
    for (int v = 0; v < exitSpent.length; v++) {
      bookExit(v);
    }
    for (int p = 0; p < parked.length; p++) {
      if (parked[p] != RUNNING) {
        book(p);
      }
    }
  }

  /// Books cycles of a step. What follows each other in one way is booked together: see [#settle].
  private void spend(int p, int virtualProcessor, int spending, long cycles) {
    if (owner.timeline != null) {
      spendFrom(owner.queue.now() + charged, p, virtualProcessor, spending, cycles);
    } else if (spending == unsettledSpending && virtualProcessor == unsettledFor) {
      unsettled += cycles;
    } else {
      settle(p);
      unsettledSpending = spending;
      unsettledFor = virtualProcessor;
      unsettled = cycles;
    }
  }

  /// Books what steps of the pCPU have spent so far.
  private void settle(int p) {
    if (unsettled > 0) {
      spendFrom(owner.queue.now(), p, unsettledFor, unsettledSpending, unsettled);
      unsettled = 0;
    }
  }

  private void settleStepping() {
    if (stepping != NOBODY) {
      settle(stepping);
    }
  }

  private void spendFrom(long from, int p, int virtualProcessor, int spending, long cycles) {
    measurements.spend(p, virtualProcessor, spending, cycles);
    int exited = exitOn[p];
    if (owner.timeline != null) {
      owner.timeline.spends(
          p, spending, exited == NOBODY ? null : exitName(exitKey[exited]), from, cycles);
    }
    if (exited != NOBODY && spending != HALT_POLLING) {
      exitSpent[exited] += cycles;
    }
  }

  /// Takes steps on a pCPU until it has to wait or something else is due first.
  private void run(int p) {
    beginLead();
    takeSteps(p);
    settle(p);
    endLead();
  }

  /// From here on the caller may move the clock by [#moveTo].
  void beginLead() {
    base = owner.queue.now();
  }

  /// Moves the clock, if nothing prevents it.
  ///
  /// @return whether it moved
  boolean moveTo(long time) {
    if (mayRunAheadTo(time)) {
      owner.queue.skipTo(time);
      base = time;
      leading = false;
      return true;
    }
    if (time - base <= lookahead && time <= limit) {
      owner.queue.lead(time);
      leading = true;
      return true;
    }
    return false;
  }

  /// The clock goes back to where all others are.
  void endLead() {
    leading = false;
    owner.queue.fallBack(base);
  }

  private void takeSteps(int p) {
    int contextWord = machine.context(p);
    while (true) {
      boolean attends = attention[p];
      int agent = attends ? machine.processorAgent(p) : (int) words.load(contextWord);
      if (!takeStepsOf(p, agent, attends, contextWord)) {
        return;
      }
    }
  }

  /// Takes steps of one agent, whose arrays stay in registers meanwhile.
  ///
  /// @return whether the pCPU goes on with another agent; else it has to wait
  private boolean takeStepsOf(int p, int agent, boolean attends, int contextWord) {
    int counter = prices.counters[agent];
    Step[] steps = prices.steps[agent];
    byte[] decisions = prices.decisions[agent];
    byte[] spendings = prices.spendings[agent];
    boolean thread = prices.kinds[agent] == Agent.Kind.THREAD;
    long[] cycles = prices.cycles[agent];
    int pc = (int) words.load(counter);
    do {
      Step step = steps[pc];
      int choice = 0;
      int decision = decisions[pc];
      if (decision != ALWAYS) {
        choice = choose(p, agent, step, decision);
        if (choice < 0) {
          return choice == AGAIN;
        }
      }
      long cost = thread ? threadPrice(agent, pc) : cycles[pc];
      charged = 0;
      if (cost > 0) {
        // Booked before the step: the entry belongs to the exit that it ends.
        spend(p, beneficiary(p, agent), spendings[pc], cost);
      }
      stepping = p;
      charged = cost;
      pc = owner.take(agent, counter, pc, step, choice);
      stepping = NOBODY;
      cost = charged;
      charged = 0;
      if (cost > 0) {
        long then = owner.queue.now() + cost;
        if (!moveTo(then)) {
          resumeAt(p, then);
          return false;
        }
      }
    } while (attention[p] == attends && (attends || (int) words.load(contextWord) == agent));
    return true;
  }

  /// The choice for a step that may have to wait: a choice code, [#AGAIN] if the situation changed,
  /// or [#STOP] if the pCPU was parked.
  private int choose(int p, int agent, Step step, int decision) {
    if (decision == GUEST_NEXT) {
      return guestNext(p, prices.numbers[agent]);
    }
    if (decision == HALT_POLL) {
      return haltPoll(p, prices.numbers[agent]);
    }
    if (attention[p]) {
      // The interrupt logic, at its only step that waits.
      if (machine.boundaryEvent(p) != ProcessorEvent.NONE) {
        return 0;
      }
      attention[p] = false;
      return AGAIN;
    }
    if (step.alternatives(machine, agent) > 0) {
      return decision == PICK_NEXT ? schedule.pick(p) : 0;
    }
    return stop(p, agent);
  }

  private int stop(int p, int agent) {
    if (prices.kinds[agent] == Agent.Kind.SCHEDULER) {
      park(p, IDLE, NOBODY, Spending.IDLE.ordinal());
    } else {
      int pc = (int) words.load(prices.counters[agent]);
      park(p, WAITS, beneficiary(p, agent), prices.spendings[agent][pc]);
    }
    return STOP;
  }

  private int guestNext(int p, int v) {
    GuestModel guest = guests[v];
    if (guest.remaining > 0) {
      if (guest.remaining >= ENDLESS) {
        park(p, GUEST_RUNS, v, guest.spending.ordinal());
        return STOP;
      }
      long from = owner.queue.now();
      long then = from + guest.remaining;
      if (!mayRunAheadTo(then)) {
        park(p, GUEST_RUNS, v, guest.spending.ordinal());
        resumeAt(p, then);
        return STOP;
      }
      moveTo(then);
      spendFrom(from, p, v, guest.spending.ordinal(), guest.remaining);
      guest.remaining = 0;
    }
    int choice = guest.act(owner.queue.now());
    if (choice == GuestModel.NOTHING) {
      return AGAIN;
    }
    lastChoice[v] = choice;
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
    park(p, WAITS, v, HALT_POLLING);
    resumeAt(p, until);
    return STOP;
  }

  private long threadPrice(int agent, int pc) {
    if (flat[prices.numbers[agent]]
        // whether an exit ends with an injection depends on the delivery mode, not on its reason
        && prices.steps[agent][pc].cost() != Cost.INJECT) {
      return 0;
    }
    return prices.cycles[agent][pc];
  }

  private int beneficiary(int p, int agent) {
    int v = prices.beneficiaries[agent];
    if (v != PriceList.CONTEXT) {
      return v;
    }
    int context = (int) words.load(machine.context(p));
    if (context == agent) {
      context = (int) words.load(machine.interrupted(p));
    }
    return Math.max(NOBODY, prices.beneficiaries[context]);
  }

  /// Charges work that a step told of by a mark to the pCPU that takes the step.
  private void charge(Spending spending, int virtualProcessor, long cycles) {
    if (stepping != NOBODY && cycles > 0) {
      spend(stepping, virtualProcessor, spending.ordinal(), cycles);
      charged += cycles;
    }
  }

  /// A host handler starts.
  void handles(int vector) {
    long cycles =
        switch (vector) {
          case HostVector.NOTIFICATION, HostVector.RESCHEDULE -> notificationHandlerCycles;
          case HostVector.WAKEUP -> wakeupHandlerCycles;
          default -> vector < HostVector.POSTED_MSI ? deviceHandlerCycles : tickHandlerCycles;
        };
    charge(Spending.HOST_INTERRUPTS, NOBODY, cycles);
  }

  /// A guest's handler starts.
  void delivers(int v, int agent) {
    if (prices.kinds[agent] == Agent.Kind.PROCESSOR) {
      charge(Spending.DELIVERY, v, deliveryCycles);
    }
  }

  /// A guest ends an interrupt.
  void ends(int v, int agent) {
    if (prices.kinds[agent] == Agent.Kind.GUEST) {
      charge(Spending.DELIVERY, v, endCycles);
    }
  }

  /// A vCPU leaves non-root mode.
  void exits(int v, int reason, int vector) {
    settleStepping();
    int detail = vector;
    ExitReason exit = REASONS[reason];
    if (exit == ExitReason.MSR_WRITE
        || exit == ExitReason.EPT_VIOLATION
        || exit == ExitReason.APIC_WRITE
        || exit == ExitReason.APIC_ACCESS) {
      detail = ApicRegister.of(exit, lastChoice[v]);
    }
    long key = ExitTable.key(v, reason, detail);
    measurements.exits.count(key);
    exitKey[v] = key;
    if (owner.timeline != null) {
      owner.timeline.state(v, "exit " + exitName(key), owner.queue.now());
    }
    exitOn[machine.taskCpu(v)] = v;
    long handling = guests[v].handlingCycles;
    guests[v].handlingCycles = 0;
    if (handling > 0 || flatPrices[reason] != NO_EXIT) {
      flat[v] = true;
      charge(Spending.EXITS, v, handling > 0 ? handling : flatPrices[reason]);
    } else {
      charge(Spending.EXITS, v, exitCycles);
    }
  }

  private static String exitName(long key) {
    return REASONS[ExitTable.reason(key)].name();
  }

  private void bookExit(int v) {
    if (exitSpent[v] > 0) {
      measurements.exits.spend(exitKey[v], exitSpent[v]);
      exitSpent[v] = 0;
    }
  }

  /// A vCPU enters non-root mode.
  void enters(int v) {
    settleStepping();
    bookExit(v);
    flat[v] = false;
    if (owner.timeline != null) {
      owner.timeline.state(v, "guest", owner.queue.now());
    }
    exitKey[v] = NO_EXIT;
    exitOn[machine.taskCpu(v)] = NOBODY;
  }

  /// A thread gets a pCPU: an exit that was interrupted by sleep goes on.
  void scheduledIn(int v, int p) {
    settleStepping();
    exitOn[p] = exitKey[v] == NO_EXIT ? NOBODY : v;
    if (owner.timeline != null) {
      String name = exitKey[v] == NO_EXIT ? "KVM" : "exit " + exitName(exitKey[v]);
      owner.timeline.state(v, name, owner.queue.now());
    }
  }

  /// A vCPU goes to sleep: what follows until its wake-up is not handling of the exit.
  void blocked(int v) {
    flat[v] = false;
  }

  /// A thread gives up its pCPU.
  void scheduledOut(int v, int p) {
    settleStepping();
    exitOn[p] = NOBODY;
    if (owner.timeline != null) {
      owner.timeline.state(v, schedule.sleeps(v) ? "asleep" : "preempted", owner.queue.now());
    }
  }

  long pollLoopCycles() {
    return pollLoopCycles;
  }
}
