package org.pirouette.cli.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.cli.recording.RecordedWorkload.MeasuredCost;
import org.pirouette.cli.recording.RecordedWorkload.RecordedExits;
import org.pirouette.protocol.ExitReason;

/// What was counted and measured in a recording, before anything is simulated.
final class RecordedCounts {
  private record Key(int processor, ExitReason reason, int detail) {}

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
                    ExitKinds.ofDelivery(key.reason(), key.detail()),
                    count)));
    return exits;
  }

  /// The usual time from exit to entry by reason, sleep apart.
  static Map<ExitReason, MeasuredCost> costs(List<RecordedProcessor> processors) {
    Map<ExitReason, List<Long>> samples = new TreeMap<>();
    for (RecordedProcessor processor : processors) {
      for (RecordedExit exit : processor.exits) {
        if (exit.handlingNanoseconds() >= 0) {
          samples
              .computeIfAbsent(exit.reason, reason -> new ArrayList<>())
              .add(exit.handlingNanoseconds());
        }
      }
    }
    Map<ExitReason, MeasuredCost> costs = new TreeMap<>();
    samples.forEach(
        (reason, values) -> {
          values.sort(Comparator.naturalOrder());
          costs.put(reason, new MeasuredCost(values.get(values.size() / 2), values.size()));
        });
    return costs;
  }
}
