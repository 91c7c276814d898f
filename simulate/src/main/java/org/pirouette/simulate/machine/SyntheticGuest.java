package org.pirouette.simulate.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;

/// A guest made of parameters: handlers of its devices, timer and IPIs, the work that items lead
/// to, and what it does when there is none.
final class SyntheticGuest extends GuestModel {
  // The main line does the first of: what an interrupt handler asked to be done at once (tasks),
  // then
  // nothing, in the way that `idle` says. Recurring actions (IPIs, exits) fall due after so much
  // time
  // in the main line. A run is planned up to whatever comes first, and settled when it ends or is
  // interrupted.
  private static final int POLL_MARK = 1 << 30;
  private static final int NO_TASK = -1;

  private final int number;
  private final World world;
  private final Guest.Synthetic guest;
  private final boolean polls;
  private final long pollCycles;
  private final long timerPeriod;

  private final @Nullable DeviceModel[] deviceOfVector = new DeviceModel[256];
  private final @Nullable Handler[] handlerOfVector = new Handler[256];
  private final boolean[] ipiVector = new boolean[256];
  private DeviceModel[] devices = new DeviceModel[0];
  private @Nullable DeviceModel[] deviceByNumber = new DeviceModel[0];

  private final Recurring[] recurring;
  private final IntRing tasks = new IntRing(64);
  private int task = NO_TASK;
  private long taskRemaining;
  private boolean timerToArm;
  private boolean awaiting;
  private int awaitedVector;
  private long sentAt;
  private boolean pollPlanned;
  private long planned;

  private int handling = -1;
  private long handlerStart;
  private boolean ended;
  private boolean armed;
  private int found;

  /// An action that recurs in guest time.
  private static final class Recurring {
    final Draws interval;
    final int choice;
    final boolean awaits;
    final long handlingCycles;
    final int target;
    final int vector;
    long left;

    Recurring(
        Draws interval, int choice, boolean awaits, long handlingCycles, int target, int vector) {
      this.interval = interval;
      this.choice = choice;
      this.awaits = awaits;
      this.handlingCycles = handlingCycles;
      this.target = target;
      this.vector = vector;
      left = interval.next();
    }
  }

  /// @param number the vCPU's number
  /// @param drawNumber the number by which its random values are drawn
  /// @param firstVirtualProcessor number of the machine's first vCPU
  /// @param polls whether it polls its devices' queues
  /// @param pollCycles one round of the polling loop
  SyntheticGuest(
      int number,
      int drawNumber,
      Guest.Synthetic guest,
      int firstVirtualProcessor,
      boolean polls,
      long pollCycles,
      World world,
      long hertz,
      long seed) {
    this.number = number;
    this.guest = guest;
    this.world = world;
    this.polls = polls;
    this.pollCycles = Math.max(1, pollCycles);
    timerPeriod = guest.timer().map(timer -> world.cycles(timer.periodNanoseconds())).orElse(0L);
    timerToArm = timerPeriod > 0;
    guest.timer().ifPresent(timer -> handlerOfVector[timer.vector()] = timer.handler());
    recurring = recurring(guest, firstVirtualProcessor, hertz, seed, drawNumber);
    plan();
  }

  private Recurring[] recurring(
      Guest.Synthetic synthetic, int firstVirtualProcessor, long hertz, long seed, int drawNumber) {
    int ipis = synthetic.ipis().size();
    Recurring[] actions = new Recurring[ipis + (synthetic.otherExits().isPresent() ? 1 : 0)];
    for (int i = 0; i < ipis; i++) {
      Guest.Ipi ipi = synthetic.ipis().get(i);
      int target = firstVirtualProcessor + ipi.target();
      actions[i] =
          new Recurring(
              Draws.cycles(ipi.interval(), hertz, Draws.generator(seed, 10 + i, drawNumber)),
              GuestChoice.SEND_IPI.with(target << 8 | ipi.vector()),
              ipi.awaitsHandler(),
              0,
              target,
              ipi.vector());
    }
    synthetic
        .otherExits()
        .ifPresent(
            exits ->
                actions[ipis] =
                    new Recurring(
                        Draws.cycles(exits.interval(), hertz, Draws.generator(seed, 9, drawNumber)),
                        GuestChoice.EXIT.with(exits.reason().ordinal()),
                        false,
                        exits.handlingCycles(),
                        -1,
                        0));
    return actions;
  }

  /// Gives the guest a device, before the simulation starts.
  void addDevice(DeviceModel device, int vector, Handler handler) {
    deviceOfVector[vector] = device;
    handlerOfVector[vector] = handler;
    devices = Arrays.copyOf(devices, devices.length + 1);
    devices[devices.length - 1] = device;
    deviceByNumber =
        Arrays.copyOf(deviceByNumber, Math.max(deviceByNumber.length, device.number + 1));
    deviceByNumber[device.number] = device;
  }

  /// Tells the guest what its handler of IPIs with this vector does.
  void addIpiHandler(int vector, Handler handler) {
    handlerOfVector[vector] = handler;
    ipiVector[vector] = true;
  }

  @Override
  int act(long now) {
    return handling >= 0 ? actInHandler(now) : actInMain(now);
  }

  @Override
  void delivered(int vector, long now) {
    settle();
    handling = vector;
    handlerStart = now;
    ended = false;
    armed = false;
    found = 0;
    remaining = handler(vector).cyclesBeforeEoi();
    spending = Spending.GUEST_HANDLER;
  }

  private Handler handler(int vector) {
    Handler handler = handlerOfVector[vector];
    if (handler == null) {
      throw new IllegalStateException(
          "vCPU %d has no handler for vector %02Xh".formatted(number, vector));
    }
    return handler;
  }

  private int actInHandler(long now) {
    int vector = handling;
    Handler handler = handler(vector);
    DeviceModel device = deviceOfVector[vector];
    if (!ended) {
      ended = true;
      if (device instanceof NvmeModel) {
        found = device.take(now);
      }
      remaining = handler.cyclesAfterEoi() + handler.cyclesPerItem() * found;
      return GuestChoice.END_OF_INTERRUPT.with(0);
    }
    if (timerPeriod > 0 && !armed && device == null && !ipiVector[vector]) {
      armed = true;
      remaining = 0;
      return armTimer(vector);
    }
    handling = -1;
    if (device instanceof NvmeModel) {
      for (int i = 0; i < found; i++) {
        tasks.add(device.number);
      }
    } else if (device != null) {
      tasks.add(device.number | POLL_MARK);
    }
    if (ipiVector[vector]) {
      world.ipiHandled(number, vector, handlerStart);
    }
    startTask(now);
    plan();
    return GuestChoice.RETURN.with(0);
  }

  private int armTimer(int vector) {
    timerCycles = timerPeriod;
    return GuestChoice.ARM_TIMER.with(vector);
  }

  private int actInMain(long now) {
    settle();
    int choice = NOTHING;
    if (timerToArm) {
      timerToArm = false;
      choice = armTimer(guest.timer().orElseThrow().vector());
    } else if (pollPlanned) {
      pollPlanned = false;
      takeFromAll(now);
    } else if (task != NO_TASK && taskRemaining == 0) {
      device(task).handled(now);
      task = NO_TASK;
    } else {
      choice = dueAction(now);
      if (choice == NOTHING && task == NO_TASK && guest.idle() == Guest.Idle.HALT && !polls) {
        choice = GuestChoice.HALT.with(0);
      }
    }
    startTask(now);
    plan();
    return choice;
  }

  private int dueAction(long now) {
    for (Recurring action : recurring) {
      if (action.left == 0) {
        action.left = Math.max(1, action.interval.next());
        handlingCycles = action.handlingCycles;
        awaiting = action.awaits;
        awaitedVector = action.vector;
        sentAt = now;
        if (action.target >= 0) {
          world.ipiSent(number, action.target, action.vector, action.awaits, now);
        }
        return action.choice;
      }
    }
    return NOTHING;
  }

  private DeviceModel device(int deviceNumber) {
    DeviceModel device = deviceByNumber[deviceNumber];
    if (device == null) {
      throw new IllegalStateException("vCPU %d has no device %d".formatted(number, deviceNumber));
    }
    return device;
  }

  /// Takes the next task, if there is none in hand.
  private void startTask(long now) {
    while (task == NO_TASK && tasks.size() > 0) {
      int next = tasks.remove();
      if ((next & POLL_MARK) == 0) {
        task = next;
        taskRemaining = device(next).cyclesPerItem();
      } else {
        DeviceModel device = device(next & ~POLL_MARK);
        int items = device.take(now);
        for (int i = 0; i < items; i++) {
          tasks.add(device.number);
        }
        if (items > 0 || device.rearm(now)) {
          tasks.add(next);
        }
      }
    }
    if (task == NO_TASK && polls && !pollPlanned && anyItems()) {
      pollPlanned = true;
    }
  }

  private boolean anyItems() {
    for (DeviceModel device : devices) {
      if (device.hasItems()) {
        return true;
      }
    }
    return false;
  }

  private void takeFromAll(long now) {
    for (DeviceModel device : devices) {
      int items = device.take(now);
      for (int i = 0; i < items; i++) {
        tasks.add(device.number);
      }
    }
  }

  /// Plans the next run of the main line.
  private void plan() {
    long run;
    if (timerToArm) {
      run = 0;
      spending = Spending.GUEST_WORK;
    } else if (awaiting) {
      run = FOREVER;
      spending = Spending.GUEST_IDLE;
    } else if (task != NO_TASK) {
      run = taskRemaining;
      spending = Spending.GUEST_WORK;
    } else if (pollPlanned) {
      run = pollCycles;
      spending = Spending.GUEST_IDLE;
    } else {
      run = idleRun();
    }
    if (!awaiting) {
      for (Recurring action : recurring) {
        run = Math.min(run, action.left);
      }
    }
    planned = run;
    remaining = run;
  }

  private long idleRun() {
    if (polls) {
      spending = Spending.GUEST_IDLE;
      return FOREVER;
    }
    return switch (guest.idle()) {
      case HALT -> {
        spending = Spending.GUEST_WORK;
        // Think time before a recurring action is work; the guest halts only without any.
        yield recurring.length > 0 ? FOREVER : 0;
      }
      case SPIN -> {
        spending = Spending.GUEST_IDLE;
        yield FOREVER;
      }
      case BUSY -> {
        spending = Spending.GUEST_WORK;
        yield FOREVER;
      }
    };
  }

  /// Books what was run of the plan.
  private void settle() {
    if (handling >= 0) {
      return;
    }
    long done = planned == FOREVER ? FOREVER - remaining : planned - remaining;
    if (task != NO_TASK && !awaiting) {
      taskRemaining -= Math.min(done, taskRemaining);
    }
    if (!awaiting) {
      for (Recurring action : recurring) {
        action.left -= Math.min(done, action.left);
      }
    }
    planned = remaining;
  }

  @Override
  boolean reconsider(long now) {
    if (handling >= 0 || (!polls && !awaiting)) {
      return false;
    }
    boolean spinning = spending == Spending.GUEST_IDLE && !pollPlanned;
    settle();
    startTask(now);
    if (spinning) {
      plan();
    }
    return spinning;
  }

  /// Whether this guest waits for the handler of a vector that started at a given time.
  boolean awaits(int vector, long handlerStart) {
    return awaiting && awaitedVector == vector && sentAt <= handlerStart;
  }

  /// The IPI that this guest waits for was handled.
  void ipiAnswered() {
    if (awaiting) {
      settle();
      awaiting = false;
      plan();
    }
  }
}
