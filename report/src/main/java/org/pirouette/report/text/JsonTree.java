package org.pirouette.report.text;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads a whole JSON document into maps and lists, for documents that Pirouette itself writes:
/// small and trusted to be shallow. The length is bounded here; depth, names, numbers and texts by
/// Jackson's own limits.
public final class JsonTree {
  /// More than a run of 100,000 steps takes, as 'prove --json' writes it.
  public static final int MOST_BYTES = 64 << 20;

  private JsonTree() {}

  /// The document's object: keys in their order; values are `Map<String, Object>`, `List<Object>`,
  /// `String`, `Long`, `Double`, `Boolean` or null.
  ///
  /// @throws JacksonException if the text is not JSON, or is not an object; its message names line
  ///   and column
  public static Map<String, @Nullable Object> read(InputStream in) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxDocumentLength(MOST_BYTES).build())
            .build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), in)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new tools.jackson.core.exc.StreamReadException(
            parser, "expected a JSON object, found " + (first == null ? "nothing" : first));
      }
      return object(parser);
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      fields.put(name, value(parser, parser.nextToken()));
    }
    return fields;
  }

  private static List<@Nullable Object> list(JsonParser parser) {
    List<@Nullable Object> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(parser, token));
    }
    return items;
  }

  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case null ->
          throw new tools.jackson.core.exc.StreamReadException(parser, "the text ends too early");
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new tools.jackson.core.exc.StreamReadException(parser, "unexpected " + token);
    };
  }
}
