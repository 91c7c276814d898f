package org.pirouette.simulate.machine;

import java.util.Arrays;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Words;
import org.pirouette.simulate.scenario.Host;

/// What the host's scheduler decides: which vCPU a pCPU runs, when a time slice ends, and how long
/// KVM polls before it lets a halted vCPU sleep.
///
/// vCPUs that share a pCPU get equal time: the one that ran least goes next. A vCPU that wakes up
/// preempts one that has run for much longer, as Linux' scheduler does; it gets no credit for its
/// sleep beyond one slice.
final class Schedule {
  private static final int NOBODY = -1;
  private static final long RETRY_CYCLES = 200;

  private final Core core;
  private final KvmMachine machine;
  private final Words words;
  private final long sliceCycles;
  private final Host.HaltPolling polling;
  private final long maximumPoll;
  private final long startPoll;

  private final int[] current;
  private final long[] runningSince;
  private final int[] sliceToken;
  private final boolean[] slicePlanned;
  private final long[] runtime;
  private final long[] pollWindow;
  private final long[] pollDeadline;
  private final boolean[] polls;
  private final boolean[] looked;
  private final long[] haltedAt;
  private final boolean[] sleeps;

  Schedule(Core core, Host host) {
    this.core = core;
    machine = core.plainMachine;
    words = core.plainWords;
    sliceCycles = core.cycles(host.timeSliceNanoseconds());
    polling = host.haltPolling();
    maximumPoll = core.cycles(polling.maximumNanoseconds());
    startPoll = core.cycles(polling.startNanoseconds());
    int processors = machine.configuration().processors();
    current = new int[processors];
    Arrays.fill(current, NOBODY);
    runningSince = new long[processors];
    sliceToken = new int[processors];
    slicePlanned = new boolean[processors];
    int vcpus = machine.configuration().vcpus().size();
    runtime = new long[vcpus];
    pollWindow = new long[vcpus];
    Arrays.fill(pollWindow, polling.grow() == 0 ? maximumPoll : 0);
    pollDeadline = new long[vcpus];
    polls = new boolean[vcpus];
    looked = new boolean[vcpus];
    haltedAt = new long[vcpus];
    sleeps = new boolean[vcpus];
  }

  /// The runnable vCPU that a pCPU runs next: the one that ran least.
  int pick(int p) {
    int best = NOBODY;
    for (int v : machine.candidates(p)) {
      if (waits(v) && (best == NOBODY || runtime[v] < runtime[best])) {
        best = v;
      }
    }
    return best;
  }

  private boolean waits(int v) {
    long task = words.load(machine.vcpus.task(v));
    return VcpuBank.ON_QUEUE.get(task) == 1 && VcpuBank.ON_CPU.get(task) == 0;
  }

  void scheduledIn(int v, int p) {
    current[p] = v;
    runningSince[p] = core.queue.now();
    slicePlanned[p] = false;
    sliceToken[p]++;
    if (pick(p) != NOBODY) {
      planSlice(p, sliceCycles);
    }
  }

  void scheduledOut(int v, int p) {
    settle(p);
    current[p] = NOBODY;
    slicePlanned[p] = false;
    sliceToken[p]++;
  }

  private void settle(int p) {
    int v = current[p];
    if (v != NOBODY) {
      runtime[v] += core.queue.now() - runningSince[p];
      runningSince[p] = core.queue.now();
    }
  }

  private void planSlice(int p, long delay) {
    slicePlanned[p] = true;
    core.queue.schedule(delay, Event.ARRIVES, Event.of(Event.SLICE, p, sliceToken[p]));
  }

  /// Whether the slice planned with this token is the present one, which is over then.
  boolean sliceEnds(int p, int token) {
    if (token != sliceToken[p]) {
      return false;
    }
    slicePlanned[p] = false;
    return true;
  }

  /// The vCPU whose slice is over could not be preempted: tries again soon if another one waits.
  void retry(int p) {
    if (pick(p) != NOBODY) {
      // In an interrupt handler, for example the one that woke the other vCPU: after it.
      planSlice(p, RETRY_CYCLES);
    }
  }

  /// A sleeping vCPU became runnable.
  void woken(int v, long now) {
    if (sleeps[v]) {
      sleeps[v] = false;
      adaptWindow(v, now - haltedAt[v]);
    }
    for (int p : machine.configuration().vcpus().get(v).affinity()) {
      settle(p);
    }
    int p = machine.taskCpu(v);
    int running = current[p];
    if (running == NOBODY || running == v) {
      return;
    }
    runtime[v] = Math.max(runtime[v], runtime[running] - sliceCycles);
    if (runtime[running] - runtime[v] > sliceCycles / 3) {
      sliceToken[p]++;
      planSlice(p, 0);
    } else if (!slicePlanned[p]) {
      planSlice(p, sliceCycles);
    }
  }

  /// When the polling of a halted vCPU ends; starts it if it does not poll yet.
  long pollUntil(int v, long now) {
    if (!polls[v]) {
      polls[v] = true;
      looked[v] = false;
      haltedAt[v] = now;
      pollDeadline[v] = now + pollWindow[v];
    }
    return pollDeadline[v];
  }

  /// Whether the polling loop is to look now: at first, and after something happened.
  boolean lookAgain(int v) {
    looked[v] = !looked[v];
    return looked[v];
  }

  void pollEnded(int v) {
    polls[v] = false;
  }

  void pollHit(int v) {
    polls[v] = false;
    // As KVM does: a short wait that polling caught leaves the window as it is.
  }

  void blocked(int v) {
    if (maximumPoll == 0) {
      haltedAt[v] = core.queue.now();
    }
    sleeps[v] = true;
    polls[v] = false;
  }

  /// Whether a vCPU sleeps, or is about to.
  boolean sleeps(int v) {
    return sleeps[v];
  }

  /// KVM's rule: a wait longer than the maximum shrinks the window, a shorter one that polling
  /// missed grows it.
  private void adaptWindow(int v, long waited) {
    if (maximumPoll == 0 || polling.grow() == 0) {
      return;
    }
    if (waited > maximumPoll) {
      pollWindow[v] = polling.shrink() == 0 ? 0 : pollWindow[v] / polling.shrink();
    } else if (pollWindow[v] < maximumPoll) {
      long grown = Math.max(startPoll, pollWindow[v] * polling.grow());
      pollWindow[v] = Math.min(grown, maximumPoll);
    }
  }
}
