package org.pirouette.workload.replay;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.replay.Trust.Verdict;

/// Judges how far predictions from a recording can be trusted.
///
/// What is not reproduced in the mode in which it was recorded is not predicted in another one.
/// What the recording hides and a mode needs makes a range. What is too short tells nothing.
final class TrustRule {
  /// Exits and interrupts together: with APICv there are few exits, however long the recording.
  private static final long LEAST_SEEN = 25;

  private static final long LEAST_INTERRUPTS = 5;
  private static final long SHORTEST_NANOSECONDS = 1_000_000;

  private TrustRule() {}

  /// Whether the exits in a mode depend on what the recording hides: with APICv handlers, nesting
  /// and masking leave no exit; without, they decide.
  static boolean dependsOnHidden(RecordedWorkload workload, DeliveryMode mode) {
    return workload.recordedMode().role() != Role.BASELINE && mode.role() == Role.BASELINE;
  }

  /// Whether a guest that waits may exit in a mode or not, as the host is set, which the recording
  /// does not tell.
  static boolean dependsOnWaiting(RecordedWorkload workload, DeliveryMode mode) {
    return mode.role() == Role.DIRECT
        && !mode.architecture().waitingGuests().isEmpty()
        && workload.scenario().host().waiting() == DeliveryMode.Waiting.DEFAULT
        && workload.exits().stream()
            .anyMatch(exits -> exits.reason().kind() == ExitReason.Kind.HALT);
  }

  /// The verdict of each mode, the recorded one first.
  static List<Trust> of(
      RecordedWorkload workload, List<DeliveryMode> modes, List<Reproduction.Line> rows) {
    List<Trust> trusts = new ArrayList<>();
    Trust reproduced = reproduced(workload, rows);
    trusts.add(reproduced);
    for (int i = 1; i < modes.size(); i++) {
      trusts.add(predicted(workload, modes.get(i), reproduced));
    }
    return trusts;
  }

  private static Trust reproduced(RecordedWorkload workload, List<Reproduction.Line> rows) {
    long exits = rows.stream().mapToLong(Reproduction.Line::counted).sum();
    long interrupts = workload.arrivals() + workload.ipis() + workload.timers();
    if (exits + interrupts < LEAST_SEEN
        || interrupts < LEAST_INTERRUPTS
        || workload.durationNanoseconds() < SHORTEST_NANOSECONDS) {
      return new Trust(
          Verdict.NOT_TRUSTED,
          "too short to tell: %,d exits and %,d interrupts in %.3g ms"
              .formatted(exits, interrupts, workload.durationNanoseconds() / 1e6));
    }
    if (workload.lostEvents() > 0) {
      return new Trust(
          Verdict.NOT_TRUSTED,
          "the recording lost %,d events; record with larger buffers"
              .formatted(workload.lostEvents()));
    }
    if (workload.damagedEvents() > 0) {
      return new Trust(
          Verdict.NOT_TRUSTED,
          "%,d events of the recording are damaged".formatted(workload.damagedEvents()));
    }
    if (!workload.missing().isEmpty()) {
      return new Trust(
          Verdict.NOT_TRUSTED,
          "events are missing that no recorder counted as lost: "
              + String.join("; ", workload.missing()));
    }
    List<String> missed = new ArrayList<>();
    boolean checked = false;
    for (Reproduction.Line row : rows) {
      long simulated = row.simulated().getFirst();
      checked |= row.ofDelivery() && row.counted() > 0;
      if (!Reproduction.Line.agrees(row.counted(), simulated)) {
        missed.add("%,d for %,d exits %s".formatted(simulated, row.counted(), row.label()));
      }
    }
    if (!missed.isEmpty()) {
      return new Trust(
          Verdict.NOT_TRUSTED,
          "simulating that mode does NOT reproduce it: " + String.join(", ", missed));
    }
    if (!checked) {
      return new Trust(
          Verdict.EXACT,
          "simulating that mode reproduces its exits, but none of them is of interrupt delivery, so"
              + " there is nothing to check delivery by");
    }
    return new Trust(
        Verdict.EXACT,
        "simulating that mode reproduces each of its exits within 2 % or 5"
            + (workload.exitsAfter() > 0
                ? " in its first %.3g s; the rest is not simulated"
                    .formatted(workload.durationNanoseconds() / 1e9)
                : ""));
  }

  private static Trust predicted(RecordedWorkload workload, DeliveryMode mode, Trust reproduced) {
    if (!reproduced.trusted()) {
      return new Trust(Verdict.NOT_TRUSTED, reproduced.reason());
    }
    if (workload.recordedMode().role() == Role.DIRECT) {
      return new Trust(
          Verdict.NOT_TRUSTED,
          "interrupts that %s posted to a running guest left no trace, so there were more than the"
                  .formatted(workload.recordedMode().hardware())
              + " recording shows; "
              + workload.recordedMode().recordWithout());
    }
    if (dependsOnWaiting(workload, mode)) {
      return new Trust(
          Verdict.RANGE,
          mode.architecture().waitingGuests()
              + ", which the recording does not tell; the figures are for its default");
    }
    if (dependsOnHidden(workload, mode)) {
      return new Trust(
          Verdict.RANGE,
          workload.recordedMode().hardware()
              + " hides how long handlers run, whether they nest and when the guest masks"
              + " interrupts; to narrow it, "
              + workload.recordedMode().recordWithout()
              + (workload.untoldTargets() > 0
                  ? "; and %,d interrupts may be for any of several machines"
                      .formatted(workload.untoldTargets())
                  : ""));
    }
    String inhibition =
        workload.inhibited().isEmpty() || mode.role() == Role.BASELINE
            ? ""
            : "once KVM no longer inhibits %s for the guest (%s); until then it is not in effect"
                .formatted(
                    mode.architecture().mode(Role.HOST_DELIVERED).hardware(), workload.inhibited());
    if (Replay.takesArrivalsAsDevices(mode)) {
      return new Trust(
          Verdict.EXACT,
          (inhibition.isEmpty() ? "" : inhibition + "; and ")
              + "if the interrupts from the host are those of assigned devices, which the recording"
              + " does not tell");
    }
    return new Trust(
        Verdict.EXACT,
        inhibition.isEmpty() ? "the recording shows all that this mode needs" : inhibition);
  }
}
