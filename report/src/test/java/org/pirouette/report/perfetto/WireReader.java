package org.pirouette.report.perfetto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads a Perfetto trace without any generated class: protobuf's wire format by hand, the
/// published field numbers as plain numbers. It stands for the program that will read the trace,
/// and so shares nothing with the writer.
public final class WireReader {
  /// A slice or instant as a reader sees it.
  public record Slice(
      String track, String name, String category, long begin, long end, List<Long> flows) {}

  /// A value of a counter.
  public record Value(String counter, long time, double value) {}

  /// Everything in a trace.
  ///
  /// @param tracks full path of each track, by its number
  public record Content(Map<Long, String> tracks, List<Slice> slices, List<Value> values) {}

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  private final Map<Long, String> tracks = new TreeMap<>();
  private final Map<Long, String> names = new HashMap<>();
  private final Map<Long, String> categories = new HashMap<>();
  private final Map<Long, List<Open>> open = new HashMap<>();
  private final List<Slice> slices = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();

  private record Open(String name, String category, long begin, List<Long> flows) {}

  private record Field(int number, long value, ByteBuffer bytes) {
    String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  /// Reads a whole trace.
  ///
  /// @throws IllegalStateException if it is not well-formed, or slices do not nest, or remain open
  public static Content read(byte[] file) {
    WireReader reader = new WireReader();
    for (Field packet : fields(ByteBuffer.wrap(file))) {
      expect(packet.number() == 1, "a trace holds packets only");
      reader.packet(fields(packet.bytes()));
    }
    reader.open.forEach(
        (track, left) -> expect(left.isEmpty(), "open slices on " + reader.tracks.get(track)));
    return new Content(reader.tracks, reader.slices, reader.values);
  }

  private void packet(List<Field> fields) {
    expect(first(fields, 10) != 0, "a sequence number");
    for (Field field : fields) {
      if (field.number() == 12) {
        interned(fields(field.bytes()));
      } else if (field.number() == 60) {
        track(fields(field.bytes()));
      }
    }
    for (Field field : fields) {
      if (field.number() == 11) {
        event(first(fields, 8), fields(field.bytes()));
      }
    }
  }

  private void interned(List<Field> fields) {
    for (Field field : fields) {
      List<Field> entry = fields(field.bytes());
      (field.number() == 1 ? categories : names).put(first(entry, 1), text(entry, 2));
    }
  }

  private void track(List<Field> fields) {
    String parent = tracks.getOrDefault(first(fields, 5), "");
    tracks.put(
        first(fields, 1), parent.isEmpty() ? text(fields, 2) : parent + "/" + text(fields, 2));
  }

  private void event(long time, List<Field> fields) {
    long track = first(fields, 11);
    expect(tracks.containsKey(track), "a known track, found " + track);
    List<Long> flows = fields.stream().filter(it -> it.number() == 47).map(Field::value).toList();
    List<Open> stack = open.computeIfAbsent(track, it -> new ArrayList<>());
    int type = (int) first(fields, 9);
    switch (type) {
      case 1 -> stack.add(new Open(name(fields), category(fields), time, flows));
      case 2 -> {
        expect(!stack.isEmpty(), "an end after a begin on " + tracks.get(track));
        Open last = stack.removeLast();
        expect(last.begin() <= time, "time going forward in " + last.name());
        slices.add(
            new Slice(
                tracks.get(track), last.name(), last.category(), last.begin(), time, last.flows()));
      }
      case 3 ->
          slices.add(
              new Slice(tracks.get(track), name(fields), category(fields), time, time, flows));
      case 4 ->
          values.add(
              new Value(tracks.get(track), time, Double.longBitsToDouble(first(fields, 44))));
      default -> throw new IllegalStateException("event type " + type);
    }
  }

  private String name(List<Field> event) {
    String name = names.get(first(event, 10));
    expect(name != null, "a known name");
    return name;
  }

  private String category(List<Field> event) {
    String category = categories.get(first(event, 3));
    expect(category != null, "a known category");
    return category;
  }

  private static long first(List<Field> fields, int number) {
    return fields.stream()
        .filter(it -> it.number() == number)
        .mapToLong(Field::value)
        .findFirst()
        .orElse(0);
  }

  private static String text(List<Field> fields, int number) {
    return fields.stream()
        .filter(it -> it.number() == number)
        .map(Field::text)
        .findFirst()
        .orElse("");
  }

  private static List<Field> fields(ByteBuffer message) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      int number = (int) (key >>> 3);
      switch ((int) (key & 7)) {
        case VARINT -> fields.add(new Field(number, varint(in), ByteBuffer.allocate(0)));
        case FIXED64 -> fields.add(new Field(number, in.getLong(), ByteBuffer.allocate(0)));
        case BYTES -> {
          int length = Math.toIntExact(varint(in));
          fields.add(new Field(number, 0, in.slice(in.position(), length)));
          in.position(in.position() + length);
        }
        default ->
            throw new IllegalStateException("wire type " + (key & 7) + " of field " + number);
      }
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a varint of more than ten bytes");
  }

  private static void expect(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("expected " + what);
    }
  }
}
