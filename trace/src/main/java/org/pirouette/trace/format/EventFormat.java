package org.pirouette.trace.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.EventFields;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.EventName;
import org.pirouette.trace.event.FieldRole;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;

/// One tracepoint's format, compiled to loads: which bytes of a raw record mean what.
public final class EventFormat {
  private static final Pattern NAME = Pattern.compile("^name:\\s*(\\S+)", Pattern.MULTILINE);
  private static final Pattern ID = Pattern.compile("^ID:\\s*(\\d{1,9})\\s*$", Pattern.MULTILINE);
  private static final Pattern FIELD =
      Pattern.compile(
          "^\\s*field:(.*?);\\s*offset:(\\d{1,9});\\s*size:(\\d{1,9});(?:\\s*signed:(\\d);)?",
          Pattern.MULTILINE);
  private static final int MOST_OFFSET = 1 << 16;

  /// A field of the record.
  ///
  /// @param name of the field
  /// @param offset where it starts in the raw record, bytes
  /// @param size in bytes
  /// @param signed whether a smaller number is extended by its sign
  public record Field(String name, int offset, int size, boolean signed) {}

  private record Load(FieldLoad from, FieldRole role) {}

  private final String name;
  private final int id;
  private final List<Field> fields;
  private final Load[] loads;
  private final @Nullable ExitLoads exitLoads;
  private final @Nullable PlainLoads plainLoads;
  private final int needed;
  private final boolean arm;
  private final boolean vectorInSecondInfo;
  private final boolean lacksInstructionSet;
  private final boolean isForeign;
  private final boolean hasDynamicField;
  private final boolean isMessage;

  private EventFormat(String name, int id, List<Field> fields, boolean hasDynamicField) {
    this.hasDynamicField = hasDynamicField;
    this.name = name;
    this.id = id;
    this.fields = List.copyOf(fields);
    EventKind kind = EventKind.of(name);
    this.loads = loads(kind, fields);
    int end = 0;
    for (Load load : loads) {
      end = Math.max(end, load.from().end());
    }
    this.needed = end;
    this.arm = has("esr_ec");
    boolean exit = kind == EventKind.EXIT;
    this.vectorInSecondInfo = exit && !arm && !has("intr_info");
    this.lacksInstructionSet = exit && !arm && !has("isa");
    this.isForeign = exit && !arm && !has("exit_reason");
    this.exitLoads = exit && !arm ? exitLoads() : null;
    boolean plain = Stream.of(loads).allMatch(load -> PlainLoads.isPlain(load.role()));
    this.plainLoads = plain && !exit ? PlainLoads.of(kind, this::load) : null;
    this.isMessage = kind == EventKind.MSI_SET_IRQ;
  }

  /// Parses the text of a tracefs `format` file.
  ///
  /// @return empty if it has no name or no id
  public static Optional<EventFormat> parse(String text) {
    Matcher name = NAME.matcher(text);
    Matcher id = ID.matcher(text);
    if (!name.find() || !id.find()) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    int print = text.indexOf("print fmt:");
    Matcher field = FIELD.matcher(print < 0 ? text : text.substring(0, print));
    boolean dynamic = false;
    while (field.find()) {
      dynamic |= field.group(1).contains("__data_loc") || field.group(1).contains("__rel_loc");
      fields.add(
          new Field(
              fieldName(field.group(1)),
              Integer.parseInt(field.group(2)),
              Integer.parseInt(field.group(3)),
              "1".equals(field.group(4))));
    }
    return Optional.of(
        new EventFormat(name.group(1), Integer.parseInt(id.group(1)), fields, dynamic));
  }

  /// The name declared by "unsigned int vcpu_id" or "char comm[16]".
  private static String fieldName(String declaration) {
    String plain = declaration.replaceAll("\\[[^\\]]*\\]", "").strip();
    return plain.substring(plain.lastIndexOf(' ') + 1);
  }

  private static Load[] loads(EventKind kind, List<Field> fields) {
    List<Load> loads = new ArrayList<>();
    for (Field field : fields) {
      FieldRole role =
          field.name().startsWith("common_") ? FieldRole.IGNORED : FieldRole.of(kind, field.name());
      boolean number =
          field.size() == 1 || field.size() == 2 || field.size() == 4 || field.size() == 8;
      if (role != FieldRole.IGNORED && number && field.offset() < MOST_OFFSET) {
        loads.add(new Load(FieldLoad.of(field.offset(), field.size(), field.signed()), role));
      }
    }
    return loads.toArray(Load[]::new);
  }

  private ExitLoads exitLoads() {
    FieldLoad intoInterrupt =
        vectorInSecondInfo ? load(FieldRole.INFO2) : load(FieldRole.INTERRUPT_INFORMATION);
    return new ExitLoads(
        load(FieldRole.VCPU),
        load(FieldRole.REASON),
        lacksInstructionSet ? null : load(FieldRole.ISA),
        load(FieldRole.INFO1),
        load(FieldRole.INFO2),
        intoInterrupt);
  }

  private FieldLoad load(FieldRole role) {
    FieldLoad found = FieldLoad.absent(PlainLoads.unsaid(role));
    for (Load load : loads) {
      if (load.role() == role) {
        found = load.from();
      }
    }
    return found;
  }

  private boolean has(String field) {
    return fields.stream().anyMatch(candidate -> candidate.name().equals(field));
  }

  /// The event's name without its system.
  public String name() {
    return name;
  }

  /// The number that stands at the start of each raw record of this event.
  public int id() {
    return id;
  }

  /// All fields, the common ones included.
  public List<Field> fields() {
    return fields;
  }

  /// Whether raw data that perf recorded can be of this event: its length follows from the fields
  /// (Linux include/trace/perf.h), unless one of them has no fixed length.
  ///
  /// @param length of the raw data in bytes
  public boolean fits(int length) {
    int end = 0;
    for (Field field : fields) {
      end = Math.max(end, field.offset() + field.size());
    }
    int padded = (end + Long.BYTES - 1) & -Long.BYTES;
    return hasDynamicField
        ? length >= end
        : length == perfLength(end) || length == perfLength(padded);
  }

  /// The length of a record with its own 32-bit length in front is a multiple of 8.
  private static int perfLength(int size) {
    return ((size + Integer.BYTES + Long.BYTES - 1) & -Long.BYTES) - Integer.BYTES;
  }

  /// Fills an event from a raw record.
  ///
  /// @param event with time, CPU and thread set; the rest is overwritten
  /// @param eventName of this format
  /// @param bytes with `Bytes.SLACK` bytes after the record
  /// @param at where the raw record starts
  /// @param length of the raw record
  /// @param svm whether exits without an `isa` field are AMD's
  /// @return false if the record is shorter than its format
  public boolean decode(
      RecordedEvent event,
      EventName eventName,
      byte[] bytes,
      int at,
      int length,
      ReasonDictionary reasons,
      boolean svm) {
    event.begin(eventName);
    if (length < needed) {
      return false;
    }
    for (Load load : loads) {
      EventFields.set(event, load.role(), load.from().value(bytes, at));
    }
    if (lacksInstructionSet) {
      event.data = isForeign ? EventFields.FOREIGN : svm ? 2 : 1;
    }
    EventFields.complete(event, reasons, arm, vectorInSecondInfo);
    return true;
  }

  /// Fills an event from a raw record of perf, which comes in 64-bit words.
  ///
  /// @param event begun with this format's name, perhaps for a record before this one: only what
  ///   this format's records tell is set
  /// @param words with a word more than the record
  /// @param at the word in whose upper half the raw record starts
  /// @param length of the raw record in bytes
  /// @param svm whether exits without an `isa` field are AMD's
  /// @return false if the record is shorter than its format
  public boolean decode(
      RecordedEvent event,
      long[] words,
      int at,
      int length,
      ReasonDictionary reasons,
      boolean svm) {
    if (length < needed) {
      return false;
    }
    ExitLoads exit = exitLoads;
    PlainLoads plain = plainLoads;
    if (exit != null) {
      exit.decode(event, words, at, reasons, svm);
    } else if (plain != null) {
      plain.decode(event, words, at);
      if (isMessage) {
        EventFields.complete(event, reasons, false, false);
      }
    } else {
      for (Load load : loads) {
        EventFields.set(event, load.role(), load.from().value(words, at));
      }
      EventFields.complete(event, reasons, arm, false);
    }
    return true;
  }
}
