package org.pirouette.workload.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out for which virtual machine an interrupt was, where several have a vCPU of the same APIC
/// id and the recording has no processes: KVM's events do not name the machine.
///
/// Without APICv, what follows tells: an interrupt to a vCPU in guest mode kicks it out, so that it
/// exits at once; and the vector is injected into that vCPU. With APICv nothing follows, and
/// nothing tells.
final class ArrivalTargets {
  /// One interrupt's target.
  static final class Target {
    final int vector;
    final List<RecordedProcessor> candidates;
    private final long time;
    private final List<RecordedProcessor> inGuest = new ArrayList<>();

    private Target(int vector, long time, List<RecordedProcessor> candidates) {
      this.vector = vector;
      this.time = time;
      this.candidates = candidates;
    }

    /// The vCPU if the recording tells it.
    @Nullable RecordedProcessor told() {
      return candidates.size() == 1 ? candidates.getFirst() : null;
    }
  }

  /// Interrupts whose target may still be told by what follows; the oldest first.
  private final Deque<Target> open = new ArrayDeque<>();

  /// An interrupt at a place that several vCPUs have.
  ///
  /// @param follows whether what follows may tell its target: not with APICv
  Target arrived(int vector, long time, List<RecordedProcessor> candidates, boolean follows) {
    Target target = new Target(vector, time, new ArrayList<>(candidates));
    if (!follows) {
      return target;
    }
    for (RecordedProcessor candidate : candidates) {
      if (candidate.inGuestSince >= 0) {
        target.inGuest.add(candidate);
      }
    }
    open.addLast(target);
    if (open.size() > MOST_OPEN) {
      open.removeFirst();
    }
    return target;
  }

  /// Each exit looks at all of them.
  private static final int MOST_OPEN = 64;

  /// Longest time from an interrupt to the kick that it causes: an assumption. Samples of traced
  /// hosts show a few microseconds.
  private static final long KICK_WITHIN_NANOSECONDS = 30_000;

  /// A vCPU left guest mode.
  ///
  /// @param kick whether by the vector with which KVM kicks
  void exited(RecordedProcessor vcpu, long time, boolean kick) {
    for (Iterator<Target> each = open.iterator(); each.hasNext(); ) {
      Target target = each.next();
      if (!target.inGuest.remove(vcpu)) {
        continue;
      }
      if (kick && time - target.time <= KICK_WITHIN_NANOSECONDS) {
        target.candidates.retainAll(List.of(vcpu));
      } else {
        target.candidates.remove(vcpu);
      }
      if (target.candidates.size() <= 1) {
        each.remove();
      }
    }
  }

  /// KVM injected a vector: it was pending in this vCPU.
  void injected(RecordedProcessor vcpu, int vector) {
    for (Iterator<Target> each = open.iterator(); each.hasNext(); ) {
      Target target = each.next();
      if (target.vector == vector && target.candidates.contains(vcpu)) {
        target.candidates.retainAll(List.of(vcpu));
        each.remove();
        return;
      }
    }
  }

  /// Deals out what nothing tells: to each of the candidates in turn.
  static final class Dealer {
    private final Map<RecordedProcessor, Integer> dealt = new HashMap<>();
    private long untold;

    RecordedProcessor choose(Target target) {
      RecordedProcessor best = target.candidates.getFirst();
      for (RecordedProcessor candidate : target.candidates) {
        if (dealt.getOrDefault(candidate, 0) < dealt.getOrDefault(best, 0)) {
          best = candidate;
        }
      }
      dealt.merge(best, 1, Integer::sum);
      if (target.candidates.size() > 1) {
        untold++;
      }
      return best;
    }

    /// How many targets the recording does not tell.
    long untold() {
      return untold;
    }
  }
}
