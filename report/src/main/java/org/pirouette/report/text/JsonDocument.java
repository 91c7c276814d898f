package org.pirouette.report.text;

import java.io.OutputStream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// A JSON document for programs, the same bytes for the same result.
///
/// Every document is one object that begins with `"schema": "pirouette.COMMAND"` and `"version":
/// N`; the schema is described in `docs/json/COMMAND.md`. Keys are lowerCamelCase, stand in the
/// order in which they were written, and carry their unit at the end where it is not a count:
/// `latencyP99Nanoseconds`, `exitsPerSecond`, `cyclesPerExit`. A number that does not exist (a mean
/// of nothing) is `null`. The version changes when a key goes or changes its meaning, not when one
/// comes.
///
/// ```java
/// try (JsonDocument json = JsonDocument.open(System.out, "compare", 1)) {
///   json.field("seed", seed);
///   json.object("host", host -> host.field("pcpus", 4));
///   json.array("modes", results, (mode, result) -> mode.field("name", result.name()).field("exits", result.exits()));
/// }
/// ```
///
/// All bytes are ASCII: other characters are escaped, so that names from outside do not act on a
/// terminal that the document is shown on.
///
/// The stream is flushed at the end and stays open. Failures of the stream come as
/// [tools.jackson.core.JacksonException].
public final class JsonDocument implements AutoCloseable {
  private final JsonGenerator generator;

  private JsonDocument(JsonGenerator generator) {
    this.generator = generator;
  }

  /// Begins a document.
  ///
  /// @param command the command that prints it, which names the schema
  /// @param version the schema's version, from 1
  public static JsonDocument open(OutputStream out, String command, int version) {
    return open(out, command, version, true);
  }

  /// Begins a document in one line without blanks, for embedding.
  public static JsonDocument openCompact(OutputStream out, String command, int version) {
    return open(out, command, version, false);
  }

  private static JsonDocument open(OutputStream out, String command, int version, boolean pretty) {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new ControlEscapes())
            .build();
    JsonGenerator generator =
        factory.createGenerator(
            pretty ? new Pretty() : ObjectWriteContext.empty(),
            new Unclosed(out),
            JsonEncoding.UTF8);
    generator.writeStartObject();
    JsonDocument document = new JsonDocument(generator);
    return document.field("schema", "pirouette." + command).field("version", version);
  }

  /// Delete is a control character that JSON would let through.
  private static final class ControlEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  /// Writes a text.
  public JsonDocument field(String name, String value) {
    generator.writeName(name);
    generator.writeString(value);
    return this;
  }

  /// Writes a whole number.
  public JsonDocument field(String name, long value) {
    generator.writeName(name);
    generator.writeNumber(value);
    return this;
  }

  /// Writes a number; `null` for NaN and the infinities, which JSON does not have. Whole numbers
  /// below 2^53 are written without a point.
  public JsonDocument field(String name, double value) {
    generator.writeName(name);
    number(value);
    return this;
  }

  /// Writes a truth value.
  public JsonDocument field(String name, boolean value) {
    generator.writeName(name);
    generator.writeBoolean(value);
    return this;
  }

  /// Writes a key whose value is not known.
  public JsonDocument nothing(String name) {
    generator.writeName(name);
    generator.writeNull();
    return this;
  }

  /// Writes an object; `body` writes its fields.
  public JsonDocument object(String name, Consumer<JsonDocument> body) {
    generator.writeName(name);
    generator.writeStartObject();
    body.accept(this);
    generator.writeEndObject();
    return this;
  }

  /// Writes a list of objects; `each` writes the fields of one.
  public <T> JsonDocument array(
      String name, Iterable<? extends T> items, BiConsumer<JsonDocument, ? super T> each) {
    generator.writeName(name);
    generator.writeStartArray();
    for (T item : items) {
      generator.writeStartObject();
      each.accept(this, item);
      generator.writeEndObject();
    }
    generator.writeEndArray();
    return this;
  }

  /// Writes a list of numbers.
  public JsonDocument numbers(String name, double... values) {
    generator.writeName(name);
    generator.writeStartArray();
    for (double value : values) {
      number(value);
    }
    generator.writeEndArray();
    return this;
  }

  /// Writes a list of whole numbers.
  public JsonDocument numbers(String name, long... values) {
    generator.writeName(name);
    generator.writeStartArray();
    for (long value : values) {
      generator.writeNumber(value);
    }
    generator.writeEndArray();
    return this;
  }

  /// Writes a list of texts.
  public JsonDocument texts(String name, Iterable<String> values) {
    generator.writeName(name);
    generator.writeStartArray();
    for (String value : values) {
      generator.writeString(value);
    }
    generator.writeEndArray();
    return this;
  }

  /// Ends the document with a line break and flushes the stream.
  @Override
  public void close() {
    generator.writeEndObject();
    generator.writeRaw('\n');
    generator.close();
  }

  private void number(double value) {
    if (!Double.isFinite(value)) {
      generator.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 0x1p53) {
      generator.writeNumber((long) value);
    } else {
      generator.writeNumber(value);
    }
  }

  private static final class Pretty extends ObjectWriteContext.Base {
    @Override
    public tools.jackson.core.PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter();
    }
  }

  /// Flushes instead of closing: standard output belongs to the process.
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws java.io.IOException {
      flush();
    }
  }
}
