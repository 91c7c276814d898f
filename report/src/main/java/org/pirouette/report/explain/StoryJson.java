package org.pirouette.report.explain;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.report.text.JsonDocument;

/// Writes stories as JSON: for `explain --json` and for the interactive page. Words are hexadecimal
/// texts, for a program's numbers may not hold 64 bits. Schema: docs/json/explain.md.
public final class StoryJson {
  private StoryJson() {}

  /// The stories in one line.
  ///
  /// @param mode of the story at which a page opens
  /// @param situation of that story
  public static String compact(List<Story> stories, DeliveryMode mode, Situation situation) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonDocument json = JsonDocument.openCompact(bytes, "explain", 1)) {
      json.object(
          "open", open -> open.field("mode", mode.key()).field("situation", situation.key()));
      write(json, stories);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// Writes the fields of a document.
  public static void write(JsonDocument json, List<Story> stories) {
    json.array("layouts", layouts(stories), StoryJson::layout);
    json.array("stories", stories, StoryJson::story);
  }

  private static List<StructureLayout> layouts(List<Story> stories) {
    Map<String, StructureLayout> layouts = new LinkedHashMap<>();
    for (Story story : stories) {
      List<Snapshot> snapshots = new ArrayList<>(List.of(story.before()));
      story.moments().forEach(moment -> snapshots.add(moment.after()));
      for (Snapshot snapshot : snapshots) {
        snapshot.structures().forEach(it -> layouts.putIfAbsent(it.layout().name(), it.layout()));
      }
    }
    return List.copyOf(layouts.values());
  }

  private static void layout(JsonDocument json, StructureLayout layout) {
    json.field("name", layout.name());
    json.array("fields", layout.fields(), StoryJson::field);
  }

  private static void field(JsonDocument json, BitField field) {
    json.field("name", field.name())
        .field("firstBit", field.firstBit())
        .field("width", field.width())
        .field("meaning", field.meaning());
  }

  private static void story(JsonDocument json, Story story) {
    json.field("mode", story.mode().key())
        .field("situation", story.situation().key())
        .field("situationWords", story.situation().words(story.mode().architecture()))
        .field("outcome", story.outcome())
        .field("exits", story.exits())
        .field("delivered", story.delivered())
        .field("cycles", story.cycles())
        .texts("message", story.message());
    json.object("before", it -> snapshot(it, story.before()));
    json.array("moments", story.moments(), StoryJson::moment);
  }

  private static void moment(JsonDocument json, Moment moment) {
    json.field("number", moment.number())
        .field("agent", moment.agent())
        .field("step", moment.step())
        .field("source", moment.source())
        .field("cycles", moment.cycles())
        .field("totalCycles", moment.total())
        .texts("events", moment.events())
        .texts("changes", moment.changes())
        .field("place", moment.place());
    json.array(
        "travels",
        moment.travels(),
        (it, travel) -> it.field("to", travel.to()).field("what", travel.what()));
    json.object("after", it -> snapshot(it, moment.after()));
  }

  private static void snapshot(JsonDocument json, Snapshot snapshot) {
    json.array("structures", snapshot.structures(), StoryJson::structure);
    json.texts("processors", snapshot.processors());
  }

  private static void structure(JsonDocument json, Structure structure) {
    json.field("key", structure.key())
        .field("title", structure.title())
        .field("layout", structure.layout().name())
        .texts("words", structure.words().stream().map(Long::toHexString).toList());
  }
}
