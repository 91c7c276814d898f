package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.GuestScript;
import org.pirouette.simulate.scenario.GuestScript.Action;

/// Turns the exits of one vCPU into what its guest did: a main line and the handlers of its
/// interrupts. Exits that follow from delivery leave no action; the simulated steps bring them back
/// where the delivery mode has them.
///
/// Where the host injected (no APICv) a handler is seen from its injection to its end of interrupt.
/// With APICv neither is seen, and the handler's length is an assumption.
final class ScriptBuilder {
  /// Guest time from the end of interrupt to the return from the handler: an assumption.
  static final long AFTER_EOI_NANOSECONDS = 100;

  /// Guest time of a handler before its end of interrupt where no exit shows it: an assumption.
  static final long UNSEEN_HANDLER_NANOSECONDS = 500;

  /// A write of the deadline within so much guest time after the timer's interrupt belongs to its
  /// handler.
  private static final long REARM_WITHIN_NANOSECONDS = 100_000;

  private final RecordedProcessor processor;
  private final RecordingScan scan;
  private final long[] timerDelays;
  private final GuestScript.Builder main = new GuestScript.Builder();
  private final TreeMap<Integer, List<GuestScript>> handlers = new TreeMap<>();
  private final List<OpenHandler> stack = new ArrayList<>();
  private final IpiTargets targets;
  private final MaskingEvidence masking;
  private RecordedExit acting;
  private long start;
  private long mainRun;

  /// Guest time of the main line, in [#mainRun], at which it last was seen to take interrupts.
  private long openRun;

  /// Whether the main line has masked interrupts, by IF or by TPR, and not yet unmasked them.
  private boolean masked;

  /// A handler that has begun and not yet ended.
  private static final class OpenHandler {
    final int vector;
    final GuestScript.Builder script = new GuestScript.Builder();

    /// Guest time since the last action.
    long run;

    /// Guest time until it enables interrupts; [Long#MAX_VALUE] if it has, or never does.
    long untilOpen;

    OpenHandler(int vector, long untilOpen) {
      this.vector = vector;
      this.untilOpen = untilOpen;
    }

    /// Time passes, in which the handler may enable interrupts.
    void run(long nanoseconds) {
      if (untilOpen != Long.MAX_VALUE && untilOpen <= nanoseconds) {
        script.add(run + untilOpen, Action.UNMASK, 0, 0);
        run = nanoseconds - untilOpen;
        untilOpen = Long.MAX_VALUE;
        return;
      }
      run += nanoseconds;
      if (untilOpen != Long.MAX_VALUE) {
        untilOpen -= nanoseconds;
      }
    }
  }

  /// Who the targets of an IPI are.
  interface IpiTargets {
    /// Number of the target within the machine; -1 if it never ran.
    int withinMachine(int apicId);

    /// Takes a further target of an IPI that has several: an interrupt at that time.
    void further(RecordedExit sender, RecordingScan.Ipi ipi);
  }

  ScriptBuilder(RecordedProcessor processor, RecordingScan scan, IpiTargets targets) {
    this.processor = processor;
    this.scan = scan;
    this.targets = targets;
    this.timerDelays = timerDelays(processor.exits);
    this.masking = MaskingEvidence.of(processor);
    this.acting = processor.open;
  }

  /// @param startNanoseconds when the simulation begins, in the recording's time
  Guest.Scripted build(long startNanoseconds) {
    start = startNanoseconds;
    mainRun = Math.max(0, processor.firstEntry - startNanoseconds);
    boolean emulated = processor.emulated();
    int unseenTimer = RecordedExit.NONE;
    long sinceTimer = 0;
    for (int i = 0; i < processor.exits.size(); i++) {
      RecordedExit exit = processor.exits.get(i);
      addRun(exit.guestNanoseconds());
      sinceTimer += exit.guestNanoseconds();
      ExitCause cause = CauseRule.of(exit);
      if (!emulated && cause == ExitCause.ARM_TIMER && unseenTimer != RecordedExit.NONE) {
        boolean inHandler = sinceTimer <= REARM_WITHIN_NANOSECONDS;
        if (inHandler) {
          unseenTimerHandler(unseenTimer, exit, timerDelays[i], sinceTimer);
        } else {
          act(exit, cause, timerDelays[i]);
        }
        unseenTimer = RecordedExit.NONE;
      } else {
        act(exit, cause, timerDelays[i]);
      }
      maskMainLine(i, exit);
      if (exit.timerVector != RecordedExit.NONE) {
        unseenTimer = exit.timerVector;
        sinceTimer = 0;
      }
      if (exit.injected != RecordedExit.NONE) {
        openRun = stack.isEmpty() ? mainRun : openRun;
        stack.add(new OpenHandler(exit.injected, masking.opensAfter(exit.injected)));
      }
    }
    while (!stack.isEmpty()) {
      endHandler(AFTER_EOI_NANOSECONDS);
    }
    return new Guest.Scripted(main.build(), handlerScripts());
  }

  /// Where KVM had an interrupt for the main line and did not inject it, the guest had masked it:
  /// from some time before until the exit that told of the end. The beginning is hidden; half-way
  /// from where the guest last took interrupts is assumed.
  private void maskMainLine(int i, RecordedExit exit) {
    if (!stack.isEmpty()) {
      return;
    }
    switch (masking.ofMainLine(i)) {
      case NONE -> {}
      case BLOCKED_BY_FLAG, BLOCKED_BY_PRIORITY -> {
        if (masked) {
          return;
        }
        long before = (openRun + mainRun) / 2;
        long after = mainRun - before;
        int priority = masking.blockingPriority(i);
        if (priority == 0) {
          main.add(before, Action.MASK, 0, 0);
        } else {
          main.add(before, Action.SET_TPR, priority, 0);
        }
        mainRun = after;
        masked = true;
      }
      case OPENS_FLAG -> unmask(exit, Action.UNMASK);
      case OPENS_PRIORITY -> unmask(exit, Action.SET_TPR);
    }
  }

  private void unmask(RecordedExit exit, Action action) {
    if (masked) {
      main.addAt(mainRun, exit.exit - start, action, 0, 0);
      mainRun = 0;
      openRun = 0;
      masked = false;
    } else {
      openRun = mainRun;
    }
  }

  private void act(RecordedExit exit, ExitCause cause, long timerDelay) {
    acting = exit;
    switch (cause) {
      case KICK,
          DEVICE_INTERRUPT,
          INTERRUPT_WINDOW,
          PRIORITY_WINDOW,
          HOST_INTERRUPT,
          TIMER_EXPIRY -> {}
      case END_OF_INTERRUPT -> endOfInterrupt(exit);
      case HALT -> add(Action.HALT, 0, 0);
      case SEND_IPI -> sendIpis(exit);
      case ARM_TIMER -> armTimer(exit, timerDelay);
      case GUEST -> other(exit);
    }
  }

  private void endOfInterrupt(RecordedExit exit) {
    if (!stack.isEmpty() && stack.getLast().vector == exit.endOfInterrupt) {
      endHandler(masking.afterEndOfInterrupt(exit));
    }
    // an end of interrupt whose injection was not recorded: the recording began in the handler
  }

  private void endHandler(long afterEndOfInterrupt) {
    OpenHandler handler = stack.removeLast();
    if (masking.closesBeforeEnd(handler.vector)
        && masking.opensAfter(handler.vector) != Long.MAX_VALUE) {
      handler.script.add(handler.run, Action.MASK, 0, 0);
      handler.run = 0;
    }
    handler.script.add(handler.run, Action.EOI, 0, 0).add(afterEndOfInterrupt, Action.RETURN, 0, 0);
    handlers
        .computeIfAbsent(handler.vector, vector -> new ArrayList<>())
        .add(handler.script.build());
  }

  private void sendIpis(RecordedExit exit) {
    int first = targets.withinMachine(scan.ipi(exit.firstIpi).apicId());
    if (first < 0) {
      other(exit);
    } else {
      add(Action.SEND_IPI, first, scan.ipi(exit.firstIpi).vector());
    }
    for (int i = 1; i < exit.ipis; i++) {
      targets.further(exit, scan.ipi(exit.firstIpi + i));
    }
  }

  private void armTimer(RecordedExit exit, long delay) {
    if (delay < 0) {
      other(exit); // armed, but re-armed or stopped before it expired
    } else {
      add(Action.ARM_TIMER, timerVector(), delay);
    }
  }

  private void other(RecordedExit exit) {
    long handling = exit.handlingNanoseconds();
    add(Action.EXIT, exit.reason.ordinal(), handling < 0 ? usualHandling(exit) : handling);
  }

  private long usualHandling(RecordedExit last) {
    return processor.exits.stream()
        .filter(exit -> exit.reason == last.reason && exit.handlingNanoseconds() >= 0)
        .mapToLong(RecordedExit::handlingNanoseconds)
        .sorted()
        .findFirst()
        .orElse(0);
  }

  private void unseenTimerHandler(int vector, RecordedExit exit, long delay, long run) {
    long before = Math.min(run, mainRun);
    mainRun -= before;
    GuestScript.Builder script = new GuestScript.Builder();
    if (delay >= 0) {
      script.add(before, Action.ARM_TIMER, vector, delay);
    } else {
      script.add(
          before, Action.EXIT, exit.reason.ordinal(), Math.max(0, exit.handlingNanoseconds()));
    }
    script
        .add(UNSEEN_HANDLER_NANOSECONDS, Action.EOI, 0, 0)
        .add(AFTER_EOI_NANOSECONDS, Action.RETURN, 0, 0);
    handlers.computeIfAbsent(vector, any -> new ArrayList<>()).add(script.build());
  }

  private void addRun(long nanoseconds) {
    if (stack.isEmpty()) {
      mainRun += nanoseconds;
    } else {
      stack.getLast().run(nanoseconds);
    }
  }

  private void add(Action action, int a, long b) {
    if (stack.isEmpty()) {
      main.addAt(mainRun, acting.exit - start, action, a, b);
      mainRun = 0;
      openRun = 0;
    } else {
      OpenHandler handler = stack.getLast();
      handler.script.add(handler.run, action, a, b);
      handler.run = 0;
    }
  }

  private int timerVector() {
    return processor.exits.stream()
        .mapToInt(exit -> exit.timerVector)
        .filter(vector -> vector != RecordedExit.NONE)
        .findFirst()
        .orElse(0xec);
  }

  private List<Guest.HandlerScripts> handlerScripts() {
    List<Guest.HandlerScripts> scripts = new ArrayList<>();
    for (Map.Entry<Integer, List<GuestScript>> handler : handlers.entrySet()) {
      scripts.add(new Guest.HandlerScripts(handler.getKey(), handler.getValue()));
    }
    return scripts;
  }

  /// A handler of which nothing was seen.
  static GuestScript unseenHandler() {
    return new GuestScript.Builder()
        .add(UNSEEN_HANDLER_NANOSECONDS, Action.EOI, 0, 0)
        .add(AFTER_EOI_NANOSECONDS, Action.RETURN, 0, 0)
        .build();
  }

  /// For each exit that arms the timer: the time until that timer expired, -1 if it did not before
  /// it was armed anew.
  private static long[] timerDelays(List<RecordedExit> exits) {
    long[] delays = new long[exits.size()];
    long expiry = -1;
    for (int i = exits.size() - 1; i >= 0; i--) {
      RecordedExit exit = exits.get(i);
      delays[i] = -1;
      if (exit.timerVector != RecordedExit.NONE) {
        expiry = exit.exit;
      }
      if (CauseRule.of(exit) == ExitCause.ARM_TIMER) {
        delays[i] = expiry < 0 ? -1 : Math.max(1, expiry - exit.exit);
        expiry = -1;
      }
    }
    return delays;
  }
}
