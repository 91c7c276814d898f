package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason.Meaning;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.HostHandler;
import org.pirouette.trace.event.RecordedEvent;

/// What the host's handlers and IPIs tell of interrupts, where KVM has no event for one that
/// arrives (arm64).
///
/// - The handler of an assigned device (`vfio-...`), or of a doorbell, starts: an interrupt for a
///   guest. For which vCPU is told by what the same pCPU does next: it kicks the pCPU where that
///   vCPU runs, or wakes its thread. If neither follows, the vCPU was outside its guest, and the
///   line's other interrupts tell.
/// - KVM kicks a pCPU without such a handler before: software made an interrupt pending.
/// - The handlers that a vCPU's thread runs between its entry and its exit caused the exit. They
///   come before `kvm_exit`, so the first of them is when the guest was left.
final class HandlerEvidence {
  /// An interrupt for a guest.
  ///
  /// @param line the host's interrupt line, or [#SOFTWARE]
  /// @param target which vCPU, if that was told
  /// @param thread that ran on the pCPU
  /// @param doorbell whether the hardware asked to wake a vCPU for it
  record Arrival(
      long time,
      int line,
      int processor,
      int thread,
      boolean doorbell,
      @Nullable RecordedProcessor target) {}

  /// An interrupt of the host itself.
  record Timer(long time, int interrupt, int processor) {}

  /// In place of an interrupt line: software made the interrupt pending.
  static final int SOFTWARE = -1;

  private static final HostHandler[] HANDLERS = HostHandler.values();

  /// Longest time from a device's handler to the kick or wake-up that follows from it: an
  /// assumption; traced hosts show up to 50 us where a worker of the host is in between.
  private static final long FOLLOWS_WITHIN_NANOSECONDS = 100_000;

  private final IntFunction<@Nullable RecordedProcessor> byThread;
  private final Map<Integer, Arrival> open = new HashMap<>();
  private final Map<Integer, RecordedProcessor> onProcessor = new HashMap<>();
  private final Map<Integer, EventKind> lastOn = new HashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private long handlers;
  private long doorbells;
  private boolean sends;

  /// @param byThread the vCPU of a thread
  HandlerEvidence(IntFunction<@Nullable RecordedProcessor> byThread) {
    this.byThread = byThread;
  }

  /// A handler starts, or an IPI is sent or taken.
  void accept(RecordedEvent event, long time, Architecture architecture) {
    switch (event.kind) {
      case HOST_HANDLER -> handler(event, time, architecture);
      case IPI_SEND -> {
        sends = true;
        if (event.write) {
          kick(event, time);
        }
      }
      case IPI_RAISE -> {
        // the scheduler sends one to the pCPU of a thread that it has just made runnable
        if (!sends && event.write && lastOn.get(event.cpu) != EventKind.SCHED_WAKING) {
          kick(event, time);
        }
      }
      case IPI_ENTRY -> {
        if (!event.write) {
          cause(event, time, SOFTWARE, Meaning.NOTHING, architecture);
        }
      }
      default -> {}
    }
    lastOn.put(event.cpu, event.kind);
  }

  /// A vCPU's thread runs on a pCPU.
  void runs(RecordedProcessor vcpu, int processor) {
    onProcessor.put(processor, vcpu);
  }

  private void handler(RecordedEvent event, long time, Architecture architecture) {
    handlers++;
    switch (HANDLERS[(int) event.data]) {
      case ASSIGNED_DEVICE -> {
        arrives(event, time, false);
        cause(event, time, event.vector, Meaning.DEVICE, architecture);
      }
      case DOORBELL -> {
        doorbells++;
        arrives(event, time, true);
        cause(event, time, event.vector, Meaning.WAKEUP, architecture);
      }
      case HOST_TIMER -> {
        timers.add(new Timer(time, architecture.timerInterrupt(), event.cpu));
        cause(event, time, event.vector, Meaning.HOST_TIMER, architecture);
      }
      case GUEST_TIMER -> {
        timers.add(new Timer(time, architecture.guestTimerInterrupt(), event.cpu));
        causeBy(event, time, architecture.guestTimerInterrupt());
      }
      case IPI -> cause(event, time, event.vector, Meaning.KICK, architecture);
      case OTHER -> {}
    }
  }

  private void arrives(RecordedEvent event, long time, boolean doorbell) {
    close(event.cpu);
    open.put(event.cpu, new Arrival(time, event.vector, event.cpu, event.thread, doorbell, null));
  }

  private void close(int processor) {
    Arrival untold = open.remove(processor);
    if (untold != null) {
      arrivals.add(untold);
    }
  }

  private void kick(RecordedEvent event, long time) {
    RecordedProcessor vcpu = onProcessor.get(event.target);
    if (vcpu != null && !told(event.cpu, time, vcpu)) {
      vcpu.interruptCame = true;
      arrivals.add(new Arrival(time, SOFTWARE, event.cpu, event.thread, false, vcpu));
    }
  }

  /// A thread is woken.
  void woken(RecordedEvent event, long time) {
    RecordedProcessor vcpu = byThread.apply(event.target);
    if (vcpu != null) {
      told(event.cpu, time, vcpu);
    }
    lastOn.put(event.cpu, event.kind);
  }

  private boolean told(int processor, long time, RecordedProcessor vcpu) {
    Arrival arrival = open.get(processor);
    if (arrival == null || time - arrival.time > FOLLOWS_WITHIN_NANOSECONDS) {
      return false;
    }
    open.remove(processor);
    vcpu.interruptCame = true;
    arrivals.add(
        new Arrival(
            arrival.time, arrival.line, arrival.processor, arrival.thread, arrival.doorbell, vcpu));
    return true;
  }

  private void cause(
      RecordedEvent event, long time, int line, Meaning meaning, Architecture architecture) {
    int interrupt = architecture.interrupt(meaning);
    if (meaning == Meaning.DEVICE && line >= 0) {
      interrupt = architecture.anyDeviceInterrupt();
    }
    causeBy(event, time, interrupt);
  }

  /// Of several causes of one exit the lowest number counts, which is the one that the hardware
  /// takes first.
  private void causeBy(RecordedEvent event, long time, int interrupt) {
    RecordedProcessor vcpu = byThread.apply(event.thread);
    if (vcpu == null || vcpu.inGuestSince < 0 || interrupt < 0) {
      return;
    }
    if (vcpu.cause < 0) {
      vcpu.causeTime = time;
    }
    vcpu.cause = vcpu.cause < 0 ? interrupt : Math.min(vcpu.cause, interrupt);
  }

  /// The interrupts for guests, in the order of time; of those whose target nothing told, the vCPU
  /// that most others of the same line had, else the one that they interrupted.
  List<Arrival> arrivals() {
    List.copyOf(open.keySet()).forEach(this::close);
    Map<Integer, Map<RecordedProcessor, Integer>> counts = new HashMap<>();
    for (Arrival arrival : arrivals) {
      if (arrival.target != null) {
        counts
            .computeIfAbsent(arrival.line, line -> new LinkedHashMap<>())
            .merge(arrival.target, 1, Integer::sum);
      }
    }
    List<Arrival> resolved = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      RecordedProcessor target = arrival.target;
      if (target == null) {
        target =
            counts.getOrDefault(arrival.line, Map.of()).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(byThread.apply(arrival.thread));
      }
      resolved.add(
          new Arrival(
              arrival.time,
              arrival.line,
              arrival.processor,
              arrival.thread,
              arrival.doorbell,
              target));
    }
    resolved.sort(java.util.Comparator.comparingLong(Arrival::time));
    return resolved;
  }

  /// How many of them there are.
  int count() {
    return arrivals.size() + open.size();
  }

  /// The host's timer interrupts and those of guests' timers, wherever they came.
  List<Timer> timers() {
    return timers;
  }

  /// Handlers that the recording has.
  long handlers() {
    return handlers;
  }

  /// Doorbells among them.
  long doorbells() {
    return doorbells;
  }

  /// Whether a device's interrupt was taken by the host.
  boolean hostTookDevice() {
    return arrivals.stream().anyMatch(arrival -> arrival.line >= 0 && !arrival.doorbell);
  }
}
