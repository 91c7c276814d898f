package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pirouette.protocol.kvm.ExitReason.Kind;

/// Finds out that events are missing which no recorder counted as lost: a file that was cut and
/// joined, filtered, or recorded with too few events.
///
/// - A vCPU enters the guest and enters it again: the exit between is missing. It exits twice: the
///   entry is, but where KVM handled the first exit without leaving its inner loop, which older
///   kernels do not trace.
/// - A message or an IPI that no APIC accepts. A few have no target.
///
/// A time in which nothing was recorded says nothing: the host may have been idle.
final class MissingEvents {
  private static final long FEW = 3;

  /// One part in so many may be missing for other reasons.
  private static final long PART = 100;

  /// Exits that KVM may handle without leaving its inner loop.
  private static final Set<Kind> INNER_LOOP =
      EnumSet.of(Kind.SYSTEM_REGISTER, Kind.GUEST_TIMER, Kind.HALT, Kind.END_OF_INTERRUPT);

  private final Set<Integer> waiting = new HashSet<>();
  private long exits;
  private long withoutExit;
  private long withoutEntry;
  private long messages;
  private long unanswered;

  /// A vCPU enters the guest.
  void entered(RecordedProcessor own) {
    withoutExit += own.inGuestSince >= 0 ? 1 : 0;
    unanswered += own.ipiOpen > 0 && own.open.ipis == 0 ? 1 : 0;
  }

  /// A vCPU exits; its last exit is still the open one.
  void exited(RecordedProcessor own) {
    exits++;
    boolean twice = own.inGuestSince < 0 && !own.exits.isEmpty();
    withoutEntry += twice && !INNER_LOOP.contains(own.open.reason.kind()) ? 1 : 0;
  }

  /// A thread sends a message.
  void sent(int thread) {
    messages++;
    unanswered += waiting.add(thread) ? 0 : 1;
  }

  /// An APIC accepts an interrupt.
  void accepted(int thread) {
    waiting.remove(thread);
  }

  /// Why events must be missing, a clause each; empty if nothing shows that.
  List<String> clauses() {
    List<String> clauses = new ArrayList<>();
    if (many(withoutExit, exits)) {
      clauses.add("%,d entries follow another entry without an exit".formatted(withoutExit));
    }
    if (many(withoutEntry, exits)) {
      clauses.add("%,d exits follow another exit without an entry".formatted(withoutEntry));
    }
    if (many(unanswered, messages)) {
      clauses.add("%,d messages and IPIs were accepted by no APIC".formatted(unanswered));
    }
    return clauses;
  }

  private static boolean many(long missing, long all) {
    return missing > Math.max(FEW, all / PART);
  }
}
