package org.pirouette.workload.recording;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.simulate.scenario.Scenario;

/// A workload taken out of a recording.
///
/// @param name the file
/// @param recordedMode the delivery mode in which the host ran
/// @param sameSources whether the interrupts came on the pCPU of their vCPU (else on another one)
/// @param durationNanoseconds from the first entry to the last event
/// @param scenario what the simulator runs, sources on the pCPUs where they were recorded
/// @param exits what was counted in the recording
/// @param costs usual time from exit to entry by reason, sleep apart; of external interrupts only
///   kicks
/// @param registerCosts the same for writes of a register of the local APIC, by number of the MSR
///   or offset in the page
/// @param timerCost the same for exits by the host's timer interrupt
/// @param shortestGapNanoseconds from one interrupt of a source on a pCPU to its next, where they
///   come closest (5th percentile)
/// @param arrivals interrupts from devices and other software of the host
/// @param ipis interrupts that vCPUs sent each other
/// @param timers expiries of guests' timers
/// @param hostInterrupts interrupts of the host itself that made a guest exit
/// @param lostEvents events that the recorder lost
/// @param damagedEvents events that no host writes: impossible vectors, pCPUs or times
/// @param missing why further events must be missing that no recorder counted, a clause each
/// @param exitsAfter exits after the first part, which is all of a recording that is not too long;
///   the workload is of that part
/// @param untoldTargets interrupts that may be for any of several machines
/// @param inhibited why KVM inhibited the hardware's delivery while guests ran, by KVM's names;
///   empty if it did not or the recording does not tell
/// @param guestNanoseconds time in the guest, all vCPUs
/// @param haltNanoseconds time halted, all vCPUs
/// @param notes what the reader says about the file: its format, lines it could not use, lost
///   events
/// @param assumptions what the recording does not show and is assumed
public record RecordedWorkload(
    String name,
    DeliveryMode recordedMode,
    boolean sameSources,
    long durationNanoseconds,
    Scenario scenario,
    List<RecordedExits> exits,
    Map<ExitReason, MeasuredCost> costs,
    Map<Integer, MeasuredCost> registerCosts,
    Optional<MeasuredCost> timerCost,
    long shortestGapNanoseconds,
    long arrivals,
    long ipis,
    long timers,
    long hostInterrupts,
    long lostEvents,
    long damagedEvents,
    List<String> missing,
    long exitsAfter,
    long untoldTargets,
    String inhibited,
    long guestNanoseconds,
    long haltNanoseconds,
    List<String> notes,
    List<String> assumptions) {

  /// The exits of one vCPU for one reason and detail.
  ///
  /// @param virtualProcessor as in the scenario
  /// @param detail physical vector, MSR, or offset of an APIC register, as in the simulator's
  ///   results
  /// @param ofDelivery whether the delivery mode decides how many there are
  public record RecordedExits(
      int virtualProcessor, ExitReason reason, int detail, boolean ofDelivery, long count) {}

  /// What an exit took, from exit to entry without sleep.
  ///
  /// @param nanoseconds mean without the longest twentieth
  /// @param samples number of them
  public record MeasuredCost(double nanoseconds, long samples) {}

  /// Copies the collections.
  public RecordedWorkload {
    exits = List.copyOf(exits);
    // in the order of the reasons, so that output is the same every time
    TreeMap<ExitReason, MeasuredCost> ordered = new TreeMap<>(ExitReason.ORDER);
    ordered.putAll(costs);
    costs = Collections.unmodifiableMap(ordered);
    registerCosts = Collections.unmodifiableMap(new TreeMap<>(registerCosts));
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
    assumptions = List.copyOf(assumptions);
  }

  /// Number of exits counted.
  public long exitCount() {
    return exits.stream().mapToLong(RecordedExits::count).sum();
  }
}
