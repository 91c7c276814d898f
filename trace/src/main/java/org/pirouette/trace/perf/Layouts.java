package org.pirouette.trace.perf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the layout of a sample: the one that all events share, or by the sample's id.
final class Layouts {
  private final PerfDescription description;
  private List<PerfAttribute> attributes = List.of();
  private @Nullable SampleLayout common;
  private Map<Long, SampleLayout> byId = Map.of();

  Layouts(PerfDescription description) {
    this.description = description;
  }

  /// Takes in the events that a pipe described since the last call.
  void refresh() {
    List<PerfAttribute> now = description.attributes();
    if (now == attributes) {
      return;
    }
    attributes = now;
    common = description.commonLayout();
    byId = new HashMap<>();
    for (PerfAttribute attribute : now) {
      for (long id : attribute.ids()) {
        byId.put(id, attribute.layout());
      }
    }
  }

  /// The layout of a sample, or null if its id is unknown. Where layouts differ, perf makes the id
  /// the first field (PERF_SAMPLE_IDENTIFIER).
  ///
  /// @param at where the record starts
  @Nullable SampleLayout of(long[] words, int at) {
    SampleLayout layout = common;
    return layout != null ? layout : byId.get(words[at + SampleLayout.HEADER]);
  }
}
