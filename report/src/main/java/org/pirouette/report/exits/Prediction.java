package org.pirouette.report.exits;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pirouette.report.text.JsonTree;

/// What `compare --json` predicted: exits by reason, for each delivery mode.
///
/// @param name of the scenario or recording that it was made from
/// @param counts whether exits are counted over the same number of interrupts (made from a
///   recording); if not, they are per second
/// @param target the delivery mode that the decision was about; empty if the document has none
/// @param modes in the order of the document
public record Prediction(String name, boolean counts, Optional<String> target, List<Mode> modes) {
  private static final String SCHEMA = "pirouette.compare";

  /// The prediction for one delivery mode.
  ///
  /// @param mode "posted", "apicv-other" ...
  /// @param exits by reason
  public record Mode(String mode, Map<String, Double> exits) {}

  /// Reads a prediction.
  ///
  /// @return empty if the text is JSON, but no prediction
  /// @throws tools.jackson.core.JacksonException if it is not JSON
  public static Optional<Prediction> read(InputStream in) {
    Map<String, @Nullable Object> document = JsonTree.read(in);
    if (!SCHEMA.equals(document.get("schema"))) {
      return Optional.empty();
    }
    String name = document.get("scenario") instanceof String text ? text : "";
    Map<String, Map<String, Double>> modes = new LinkedHashMap<>();
    boolean counts =
        document.get("recording") instanceof Map<?, ?> recording && readRecording(recording, modes);
    if (!counts) {
      readModes(document.get("modes"), modes);
    }
    List<Mode> list = new ArrayList<>();
    modes.forEach((mode, exits) -> list.add(new Mode(mode, exits)));
    Optional<String> target =
        document.get("decision") instanceof Map<?, ?> decision
                && decision.get("mode") instanceof String mode
                && modes.containsKey(mode)
            ? Optional.of(mode)
            : Optional.empty();
    return list.isEmpty()
        ? Optional.empty()
        : Optional.of(new Prediction(name, counts, target, List.copyOf(list)));
  }

  private static boolean readRecording(
      Map<?, ?> recording, Map<String, Map<String, Double>> modes) {
    if (!(recording.get("exits") instanceof List<?> rows)) {
      return false;
    }
    for (Object item : rows) {
      if (item instanceof Map<?, ?> row
          && row.get("exit") instanceof String label
          && row.get("simulated") instanceof Map<?, ?> simulated) {
        int space = label.indexOf(' ');
        String reason = space < 0 ? label : label.substring(0, space);
        simulated.forEach(
            (mode, value) -> {
              if (value instanceof Number number) {
                modes
                    .computeIfAbsent(String.valueOf(mode), ignored -> new LinkedHashMap<>())
                    .merge(reason, number.doubleValue(), Double::sum);
              }
            });
      }
    }
    return !modes.isEmpty();
  }

  private static void readModes(@Nullable Object value, Map<String, Map<String, Double>> modes) {
    if (!(value instanceof List<?> items)) {
      return;
    }
    for (Object item : items) {
      if (item instanceof Map<?, ?> mode
          && mode.get("mode") instanceof String key
          && mode.get("exitsByReason") instanceof List<?> rows) {
        Map<String, Double> exits = modes.computeIfAbsent(key, ignored -> new LinkedHashMap<>());
        for (Object row : rows) {
          if (row instanceof Map<?, ?> fields
              && fields.get("reason") instanceof String reason
              && fields.get("exitsPerSecond") instanceof Number rate) {
            exits.merge(reason, rate.doubleValue(), Double::sum);
          }
        }
      }
    }
  }
}
