package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.ExitReason.Meaning;
import org.pirouette.workload.recording.RecordedWorkload.MeasuredCost;
import org.pirouette.workload.recording.RecordedWorkload.RecordedExits;

/// What was counted and measured in a recording, before anything is simulated.
final class RecordedCounts {
  private record Key(int processor, ExitReason reason, int detail) {}

  private static final int LONGEST_LEFT_OUT = 20;

  private RecordedCounts() {}

  /// The exits by vCPU, reason and detail.
  ///
  /// @param processors in the order of the scenario's vCPUs
  static List<RecordedExits> exits(List<RecordedProcessor> processors) {
    Map<Key, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < processors.size(); i++) {
      for (RecordedExit exit : processors.get(i).exits) {
        counts.merge(new Key(i, exit.reason, exit.detail()), 1L, Long::sum);
      }
    }
    List<RecordedExits> exits = new ArrayList<>();
    counts.forEach(
        (key, count) ->
            exits.add(
                new RecordedExits(
                    key.processor(),
                    key.reason(),
                    key.detail(),
                    key.reason().ofDelivery(key.detail()),
                    count)));
    return exits;
  }

  /// The usual time from exit to entry by reason, sleep apart. Of external interrupts only those
  /// count that the host did nothing else for: kicks.
  static Map<ExitReason, MeasuredCost> costs(List<RecordedProcessor> processors) {
    Map<ExitReason, List<Long>> samples = new TreeMap<>(ExitReason.ORDER);
    for (RecordedExit exit : handled(processors)) {
      if (exit.reason.kind() != ExitReason.Kind.HOST_INTERRUPT || exit.isInterrupt(Meaning.KICK)) {
        samples
            .computeIfAbsent(exit.reason, reason -> new ArrayList<>())
            .add(exit.handlingNanoseconds());
      }
    }
    Map<ExitReason, MeasuredCost> costs = new TreeMap<>(ExitReason.ORDER);
    samples.forEach((reason, values) -> costs.put(reason, cost(values)));
    return costs;
  }

  /// The same for writes of a register of the local APIC, by number of the MSR or offset in the
  /// page.
  static Map<Integer, MeasuredCost> registerCosts(List<RecordedProcessor> processors) {
    Map<Integer, List<Long>> samples = new TreeMap<>();
    for (RecordedExit exit : handled(processors)) {
      int register = ExitRows.register(exit.reason, exit.detail());
      if (register != 0) {
        samples.computeIfAbsent(register, any -> new ArrayList<>()).add(exit.handlingNanoseconds());
      }
    }
    Map<Integer, MeasuredCost> costs = new TreeMap<>();
    samples.forEach((register, values) -> costs.put(register, cost(values)));
    return costs;
  }

  /// The same for exits by the host's timer interrupt; empty without such.
  static Optional<MeasuredCost> timerCost(List<RecordedProcessor> processors) {
    List<Long> samples = new ArrayList<>();
    for (RecordedExit exit : handled(processors)) {
      if (exit.isInterrupt(Meaning.HOST_TIMER)) {
        samples.add(exit.handlingNanoseconds());
      }
    }
    return samples.isEmpty() ? Optional.empty() : Optional.of(cost(samples));
  }

  private static List<RecordedExit> handled(List<RecordedProcessor> processors) {
    return processors.stream()
        .flatMap(processor -> processor.exits.stream())
        .filter(exit -> exit.handlingNanoseconds() >= 0)
        .toList();
  }

  /// The mean without the longest twentieth, in which the host did something else. Traces round
  /// times to microseconds, so that a median would be off by more than a mean.
  private static MeasuredCost cost(List<Long> samples) {
    samples.sort(Comparator.naturalOrder());
    int kept = Math.max(1, samples.size() - samples.size() / LONGEST_LEFT_OUT);
    double mean = samples.stream().limit(kept).mapToLong(Long::longValue).average().orElse(0);
    return new MeasuredCost(mean, samples.size());
  }
}
