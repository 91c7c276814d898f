package org.pirouette.model.intel;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One line of a recording.
///
/// @param eoiExit vectors in the EOI-exit bitmap
record OracleSequence(int[] eoiExit, List<OracleStep> steps) {
  private static final JsonFactory JSON = new JsonFactory();

  static OracleSequence parse(String line) {
    int[] eoiExit = {};
    List<OracleStep> steps = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
      expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "eoiExit" -> eoiExit = numbers(parser);
          case "steps" -> {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
              steps.add(step(parser));
            }
          }
          default -> parser.skipChildren();
        }
      }
    }
    return new OracleSequence(eoiExit, List.copyOf(steps));
  }

  private static OracleStep step(JsonParser parser) {
    String operation = "";
    int[] vectors = {};
    long value = 0;
    boolean pending = false;
    int rvi = 0;
    int svi = 0;
    int vppr = 0;
    int[] virr = {};
    int[] visr = {};
    int exitReason = 0;
    long qualification = 0;
    int fault = 0;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (name) {
        case "op" -> operation = parser.getString();
        case "vectors" -> vectors = numbers(parser);
        case "value" ->
            value =
                token == JsonToken.VALUE_NUMBER_INT
                    ? parser.getLongValue()
                    : token == JsonToken.VALUE_TRUE ? 1 : 0;
        case "pending" -> pending = token == JsonToken.VALUE_TRUE;
        case "rvi" -> rvi = parser.getIntValue();
        case "svi" -> svi = parser.getIntValue();
        case "vppr" -> vppr = parser.getIntValue();
        case "virr" -> virr = numbers(parser);
        case "visr" -> visr = numbers(parser);
        case "fault" -> fault = token == JsonToken.VALUE_NULL ? 0 : parser.getIntValue();
        case "exit" -> {
          while (token == JsonToken.START_OBJECT && parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean reason = parser.currentName().equals("reason");
            parser.nextToken();
            if (reason) {
              exitReason = parser.getIntValue();
            } else {
              qualification = parser.getLongValue();
            }
          }
        }
        default -> parser.skipChildren();
      }
    }
    return new OracleStep(
        operation,
        vectors,
        value,
        pending,
        new OracleStep.State(rvi, svi, vppr, virr, visr, exitReason, qualification, fault));
  }

  private static int[] numbers(JsonParser parser) {
    List<Integer> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      numbers.add(parser.getIntValue());
    }
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void expect(JsonParser parser, JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw new AssertionError(
          "expected %s, found %s at %s".formatted(expected, found, parser.currentLocation()));
    }
  }
}
