package org.pirouette.simulate.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Agent;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.engine.EventQueue;
import org.pirouette.simulate.runs.ExitState;
import org.pirouette.simulate.scenario.CostProfile;

/// What the time of the pCPUs is spent on: books the price of every step to a pCPU, a vCPU and the
/// exit that is being handled.
final class Accounts {
  private static final int NOBODY = -1;
  private static final int NO_EXIT = -1;
  private static final int HALT_POLLING = Spending.HALT_POLLING.ordinal();

  private final Core core;
  private final EventQueue queue;
  private final PriceList prices;
  private final Measurements measurements;
  private final GuestModel[] guests;
  private final @Nullable Timeline timeline;
  private final ExitReason[] reasons;
  private final long[] flatPrices;

  /// By number of the MSR or offset in the APIC page, where a profile has such prices.
  private final long[] registerPrices;

  private final long exitCycles;
  private final long deliveryCycles;
  private final long endCycles;
  private final long[] handlerCycles;

  // By pCPU the vCPU whose exit it handles; by vCPU its exit under way and what that cost so far.
  private final int[] exitOn;
  private final long[] exitKey;
  private final long[] exitSpent;
  private final boolean[] flat;
  private final int[] lastChoice;

  private long unsettled;
  private int unsettledSpending;
  private int unsettledFor;
  private int stepping = NOBODY;
  private long charged;

  Accounts(
      Core core,
      Measurements measurements,
      GuestModel[] guests,
      @Nullable Timeline timeline,
      CostProfile costs) {
    this.core = core;
    queue = core.queue;
    prices = core.prices;
    this.measurements = measurements;
    this.guests = guests;
    this.timeline = timeline;
    reasons = prices.architecture.exitReasons().toArray(ExitReason[]::new);
    flatPrices = new long[reasons.length];
    Arrays.fill(flatPrices, NO_EXIT);
    costs.exits().forEach((reason, price) -> flatPrices[reason.ordinal()] = price.cycles());
    registerPrices =
        new long[1 + costs.registers().keySet().stream().mapToInt(it -> it).max().orElse(-1)];
    Arrays.fill(registerPrices, NO_EXIT);
    costs.registers().forEach((register, price) -> registerPrices[register] = price.cycles());
    exitCycles = prices.byMark(KvmCost.VM_EXIT);
    deliveryCycles = prices.byMark(KvmCost.VIRTUAL_DELIVERY);
    endCycles = prices.byMark(KvmCost.VIRTUAL_EOI);
    handlerCycles = new long[prices.architecture.interrupts()];
    for (int interrupt = 0; interrupt < handlerCycles.length; interrupt++) {
      handlerCycles[interrupt] = prices.byMark(prices.architecture.handlerCost(interrupt));
    }
    exitOn = new int[core.machine.configuration().processors()];
    Arrays.fill(exitOn, NOBODY);
    exitKey = new long[guests.length];
    Arrays.fill(exitKey, NO_EXIT);
    exitSpent = new long[guests.length];
    flat = new boolean[guests.length];
    lastChoice = new int[guests.length];
  }

  /// A pCPU starts a step of an agent. Its price is booked before it: the entry belongs to the exit
  /// that it ends.
  void stepBegins(int p, int agent, int pc) {
    long cost =
        prices.kinds[agent] == Agent.Kind.THREAD
            ? threadPrice(agent, pc)
            : prices.cycles[agent][pc];
    charged = 0;
    if (cost > 0) {
      spend(p, beneficiary(p, agent), prices.spendings[agent][pc], cost);
    }
    stepping = p;
    charged = cost;
  }

  /// The step is over.
  ///
  /// @return what it cost
  long stepEnds() {
    stepping = NOBODY;
    long cost = charged;
    charged = 0;
    return cost;
  }

  private long threadPrice(int agent, int pc) {
    int v = prices.numbers[agent];
    core.sink.concern(v);
    if (flat[v] && !prices.injections[agent][pc]) {
      return 0;
    }
    return prices.cycles[agent][pc];
  }

  /// The vCPU on whose behalf an agent works on a pCPU, or -1.
  int beneficiary(int p, int agent) {
    int v = prices.beneficiaries[agent];
    if (v != PriceList.CONTEXT) {
      return v;
    }
    KvmMachine machine = core.machine;
    int context = (int) machine.words().load(machine.pcpus.context(p));
    if (context == agent) {
      context = (int) machine.words().load(machine.pcpus.interrupted(p));
    }
    return Math.max(NOBODY, prices.beneficiaries[context]);
  }

  /// Books cycles of a step. What follows each other in one way is booked together: see [#settle].
  private void spend(int p, int virtualProcessor, int spending, long cycles) {
    int exited = exitOn[p];
    boolean onExit = exited != NOBODY && spending != HALT_POLLING;
    core.sink.spend(virtualProcessor, spending, cycles, onExit ? exitKey[exited] : NO_EXIT);
    if (timeline != null) {
      spendFrom(queue.now() + charged, p, virtualProcessor, spending, cycles);
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
  void settle(int p) {
    if (unsettled > 0) {
      spendFrom(queue.now(), p, unsettledFor, unsettledSpending, unsettled);
      unsettled = 0;
    }
  }

  private void settleStepping() {
    if (stepping != NOBODY) {
      settle(stepping);
    }
  }

  /// Books cycles of a pCPU from a time on.
  void spendFrom(long from, int p, int virtualProcessor, int spending, long cycles) {
    measurements.spend(p, virtualProcessor, spending, cycles);
    int exited = exitOn[p];
    if (timeline != null) {
      timeline.spends(
          p, spending, exited == NOBODY ? null : exitName(exitKey[exited]), from, cycles);
    }
    if (exited != NOBODY && spending != HALT_POLLING) {
      exitSpent[exited] += cycles;
    }
  }

  /// Books what has been spent on the exits under way.
  void bookExits() {
    for (int v = 0; v < exitSpent.length; v++) {
      bookExit(v);
    }
  }

  private void bookExit(int v) {
    if (exitSpent[v] > 0) {
      measurements.exits.spend(exitKey[v], exitSpent[v]);
      exitSpent[v] = 0;
    }
  }

  /// The exit that a pCPU handles, or else the state of the vCPU that an agent works for.
  ExitState state(int p, int agent) {
    int v = exitOn[p] != NOBODY ? exitOn[p] : beneficiary(p, agent);
    return v == NOBODY
        ? new ExitState(exitOn[p], NOBODY, NO_EXIT, false)
        : new ExitState(exitOn[p], v, exitKey[v], flat[v]);
  }

  /// The same of the vCPU that an earlier state was about.
  ExitState state(int p, ExitState earlier) {
    int v = earlier.virtualProcessor();
    return v == NOBODY
        ? new ExitState(exitOn[p], NOBODY, NO_EXIT, false)
        : new ExitState(exitOn[p], v, exitKey[v], flat[v]);
  }

  /// Whether the exits under way are as a run found them.
  boolean isAt(int p, ExitState state) {
    int v = state.virtualProcessor();
    return exitOn[p] == state.exitOn()
        && (v == NOBODY
            || exitKey[v] == state.key()
                && flat[v] == state.flat()
                && guests[v].handlingCycles == 0);
  }

  /// A run that was taken over changes the exits under way.
  void go(int p, ExitState state) {
    settle(p);
    int v = state.virtualProcessor();
    exitOn[p] = state.exitOn();
    if (v != NOBODY) {
      if (exitKey[v] != state.key()) {
        bookExit(v);
      }
      exitKey[v] = state.key();
      flat[v] = state.flat();
    }
  }

  /// What the guest of a vCPU decided.
  void chose(int v, int choice) {
    lastChoice[v] = choice;
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
    charge(Spending.HOST_INTERRUPTS, NOBODY, handlerCycles[vector]);
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
    ExitReason exit = reasons[reason];
    boolean chosen = exit.kind().isRegister();
    if (chosen) {
      detail = prices.architecture.writtenRegister(exit, lastChoice[v]);
    }
    long key = ExitTable.key(v, reason, detail);
    core.sink.exit(key);
    exitKey[v] = key;
    if (timeline != null) {
      timeline.state(v, "exit " + exitName(key), queue.now());
    }
    exitOn[core.machine.taskCpu(v)] = v;
    long handling = guests[v].handlingCycles;
    guests[v].handlingCycles = 0;
    core.sink.concern(v);
    if (handling > 0) {
      core.sink.unrepeatable();
    }
    if (chosen) {
      core.sink.dependOn(lastChoice[v]);
    }
    long price = flatPrices[reason];
    if (chosen && detail < registerPrices.length && registerPrices[detail] != NO_EXIT) {
      price = registerPrices[detail];
    }
    if (handling > 0 || price != NO_EXIT) {
      flat[v] = true;
      charge(Spending.EXITS, v, handling > 0 ? handling : price);
    } else {
      charge(Spending.EXITS, v, exitCycles);
    }
  }

  private String exitName(long key) {
    return reasons[ExitTable.reason(key)].name();
  }

  /// A vCPU enters non-root mode.
  void enters(int v) {
    settleStepping();
    bookExit(v);
    flat[v] = false;
    if (timeline != null) {
      timeline.state(v, "guest", queue.now());
    }
    core.sink.concern(v);
    exitKey[v] = NO_EXIT;
    exitOn[core.machine.taskCpu(v)] = NOBODY;
  }

  /// A thread gets a pCPU: an exit that was interrupted by sleep goes on.
  void scheduledIn(int v, int p) {
    settleStepping();
    exitOn[p] = exitKey[v] == NO_EXIT ? NOBODY : v;
    if (timeline != null) {
      String name = exitKey[v] == NO_EXIT ? "KVM" : "exit " + exitName(exitKey[v]);
      timeline.state(v, name, queue.now());
    }
  }

  /// A vCPU goes to sleep: what follows until its wake-up is not handling of the exit.
  void blocked(int v) {
    flat[v] = false;
  }

  /// A thread gives up its pCPU.
  void scheduledOut(int v, int p, boolean sleeps) {
    settleStepping();
    exitOn[p] = NOBODY;
    if (timeline != null) {
      timeline.state(v, sleeps ? "asleep" : "preempted", queue.now());
    }
  }
}
