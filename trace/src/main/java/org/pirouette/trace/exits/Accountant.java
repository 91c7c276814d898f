package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.HostHandler;
import org.pirouette.trace.event.RecordedEvent;

/// One worker's account: takes events, follows their threads, and gives the seams of each part.
final class Accountant implements EventSink {
  private static final int RECENT = 64;

  /// Threads that are told apart; a hostile recording could name a thread in each line.
  private static final int MOST_THREADS = 1 << 14;

  private final long fromTime;
  private final long toTime;
  private final boolean bySecond;
  private final boolean isWindow;
  private final LongTable<ThreadPart[]> threads =
      new LongTable<>(() -> new ThreadPart[1], MOST_THREADS);
  private final List<ThreadPart> touched = new ArrayList<>();
  private List<Seam> seams = new ArrayList<>();

  /// Threads at hand, by the last bits of their number.
  private final @Nullable ThreadPart[] recent = new ThreadPart[RECENT];

  private long part;
  private long firstTime = Long.MAX_VALUE;
  private long lastTime = Long.MIN_VALUE;
  private long events;

  /// Reasons why APICv was off at some time, as a mask, and how often that changed.
  long inhibits;

  long inhibitChanges;

  /// Events without time, which no window of time can hold.
  long outsideTime;

  Accountant(ExitOptions options) {
    this.fromTime = options.fromNanoseconds();
    this.toTime = options.toNanoseconds();
    this.bySecond = options.bySecond();
    this.isWindow = options.isWindow();
  }

  @Override
  public void accept(RecordedEvent event) {
    long time = event.time;
    if (time != RecordedEvent.NO_TIME) {
      if (time < fromTime || time > toTime) {
        return;
      }
      firstTime = Math.min(firstTime, time);
      lastTime = Math.max(lastTime, time);
    } else if (isWindow) {
      outsideTime++;
      return;
    }
    events++;
    switch (event.kind) {
      case ENTRY -> {
        ThreadPart thread = thread(event);
        if (event.vcpu >= 0) {
          thread.tally.vcpu = event.vcpu;
        }
        thread.entry(time, bySecond);
      }
      case EXIT -> exit(event);
      case INJECT_VIRQ -> {
        ThreadPart thread = thread(event);
        thread.tally.count(
            event.write ? ThreadTally.REINJECTED : ThreadTally.INJECTED, 0, event.vector);
        thread.learn(event);
      }
      case MSR, APIC, MMIO, PIO, AVIC_UNACCELERATED, IRQ_VECTOR_ENTRY -> thread(event).learn(event);
      case HOST_HANDLER -> {
        thread(event).handles((int) event.data);
        if (event.data == HostHandler.ASSIGNED_DEVICE.ordinal()) {
          count(event, ThreadTally.MESSAGE);
        }
      }
      case IPI_ENTRY -> thread(event).handles(HostHandler.IPI.ordinal());
      case VCPU_WAKEUP -> wakeup(event);
      case APIC_ACCEPT_IRQ -> count(event, ThreadTally.ACCEPTED);
      case APICV_ACCEPT_IRQ -> count(event, ThreadTally.POSTED);
      case MSI_SET_IRQ -> count(event, ThreadTally.MESSAGE);
      case APIC_IPI -> count(event, ThreadTally.INTERPROCESSOR);
      case EOI -> count(event, ThreadTally.END_OF_INTERRUPT);
      case USERSPACE_EXIT -> thread(event).tally.userspaceExits++;
      case APICV_INHIBIT -> {
        inhibits |= event.data;
        inhibitChanges++;
      }
      case SET_IRQ,
          HALT_POLL,
          SCHED_SWITCH,
          SCHED_WAKING,
          SCHED_WAKEUP,
          IRQ_VECTOR_EXIT,
          PAGE_FAULT,
          IRTE_UPDATE,
          AVIC_INCOMPLETE_IPI,
          AVIC_GA_LOG,
          ENTERS,
          LEAVES,
          IPI_SEND,
          IPI_RAISE,
          OTHER -> {}
    }
  }

  private void exit(RecordedEvent event) {
    ThreadPart thread = thread(event);
    if (event.vcpu >= 0) {
      thread.tally.vcpu = event.vcpu;
    }
    thread.exit(event);
    if (bySecond && event.time != RecordedEvent.NO_TIME) {
      long second = Math.floorDiv(event.time, 1_000_000_000L);
      thread.tally.seconds.get(second << 16 | event.reason.index())[0]++;
    }
  }

  private void wakeup(RecordedEvent event) {
    ThreadPart thread = thread(event);
    ThreadTally tally = thread.tally;
    if (event.write) {
      tally.sleeps++;
      tally.sleptNanoseconds += Math.max(0, event.data);
    } else {
      tally.polls++;
      tally.polledNanoseconds += Math.max(0, event.data);
    }
    thread.learn(event);
  }

  private void count(RecordedEvent event, int kind) {
    thread(event).tally.count(kind, event.target, event.vector);
  }

  private ThreadPart thread(RecordedEvent event) {
    int id = event.threadOrVcpu();
    ThreadPart thread = recent[id & RECENT - 1];
    if (thread == null || thread.tally.thread != id) {
      thread = find(id);
      recent[id & RECENT - 1] = thread;
    }
    if (thread.part != part) {
      begin(thread, event);
    }
    return thread;
  }

  private ThreadPart find(int id) {
    ThreadPart[] slot = threads.get(id);
    ThreadPart thread = slot[0];
    if (thread == null) {
      thread = slot[0] = new ThreadPart(id);
    }
    return thread;
  }

  /// The first event of a thread in a part: also tells who the thread is, if that is not known yet.
  private void begin(ThreadPart thread, RecordedEvent event) {
    seams.add(thread.beginPart(part));
    touched.add(thread);
    ThreadTally tally = thread.tally;
    if (tally.command.isEmpty() || tally.command.equals("<...>")) {
      tally.command = event.comm();
    }
    if (tally.process < 0) {
      tally.process = event.process;
    }
  }

  void beginPart() {
    part++;
  }

  /// Closes the part.
  List<Seam> endPart() {
    for (ThreadPart thread : touched) {
      thread.endPart();
    }
    touched.clear();
    List<Seam> done = seams;
    seams = new ArrayList<>();
    return done;
  }

  /// Whether some threads were accounted as one.
  boolean hasTooManyThreads() {
    return threads.isFull();
  }

  List<ThreadTally> tallies() {
    List<ThreadTally> tallies = new ArrayList<>();
    threads.forEach(
        (key, slot) -> {
          if (slot[0] != null) {
            tallies.add(slot[0].tally);
          }
        });
    return tallies;
  }

  long events() {
    return events;
  }

  long firstTime() {
    return firstTime;
  }

  long lastTime() {
    return lastTime;
  }
}
