package org.pirouette.trace.perf;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.input.Bytes;

/// Finds the layout of a sample: the one that all events share, or by the sample's id.
final class Layouts {
  private static final int RECORD_HEADER = 8;

  private final @Nullable SampleLayout common;
  private final Map<Long, SampleLayout> byId = new HashMap<>();

  Layouts(PerfDescription description) {
    common = description.commonLayout();
    for (PerfAttribute attribute : description.attributes()) {
      for (long id : attribute.ids()) {
        byId.put(id, attribute.layout());
      }
    }
  }

  /// The layout of a sample, or null if its id is unknown. Where layouts differ, perf makes the id
  /// the first field (PERF_SAMPLE_IDENTIFIER).
  ///
  /// @param at where the record starts
  @Nullable SampleLayout of(byte[] bytes, int at) {
    SampleLayout layout = common;
    return layout != null ? layout : byId.get(Bytes.longAt(bytes, at + RECORD_HEADER));
  }
}
