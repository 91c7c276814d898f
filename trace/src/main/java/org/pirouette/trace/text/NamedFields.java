package org.pirouette.trace.text;

import java.util.EnumMap;
import java.util.Map;
import org.pirouette.trace.event.EventFields;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.FieldRole;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.ByteDictionary;

/// Reads payloads that are lists of "name=value": ftrace's option "fields", `trace-cmd report -R`.
final class NamedFields {
  /// Of "exit_reason", which only x86 has.
  private static final int EXIT_REASON_LENGTH = 11;

  private final ReasonDictionary reasons;
  private final Map<EventKind, ByteDictionary<FieldRole>> roles = new EnumMap<>(EventKind.class);

  NamedFields(ReasonDictionary reasons) {
    this.reasons = reasons;
  }

  /// Whether the payload is such a list, or one of the prints that look so.
  static boolean isNext(Cursor cursor) {
    int at = cursor.position;
    while (at < cursor.end && isNamePart(cursor.bytes[at])) {
      at++;
    }
    return at > cursor.position && at < cursor.end && cursor.bytes[at] == '=';
  }

  private static boolean isNamePart(int character) {
    return character >= 'a' && character <= 'z' || character == '_' || Cursor.isDigit(character);
  }

  boolean read(Cursor cursor, RecordedEvent event) {
    ByteDictionary<FieldRole> names = roles.get(event.kind);
    if (names == null) {
      EventKind kind = event.kind;
      names = new ByteDictionary<>(name -> FieldRole.of(kind, name), FieldRole.IGNORED);
      roles.put(kind, names);
    }
    event.data = event.kind == EventKind.EXIT ? 1 : 0;
    boolean arm = false;
    boolean any = false;
    boolean x86 = false;
    while (!cursor.atEnd()) {
      cursor.skipSpaces();
      int from = cursor.position;
      int to = from;
      while (to < cursor.end && cursor.bytes[to] != '=' && !Cursor.isSpace(cursor.bytes[to])) {
        to++;
      }
      cursor.position = to;
      if (to < cursor.end && cursor.bytes[to] == '=') {
        cursor.position++;
        FieldRole role = names.get(cursor.bytes, from, to);
        long number = fieldValue(cursor, isHexadecimal(event.kind, role));
        if (role != FieldRole.IGNORED && number != Cursor.NONE) {
          EventFields.set(event, role, number);
          arm |= role == FieldRole.EXCEPTION_CLASS;
          x86 |= cursor.bytes[from] == 'e' && to - from == EXIT_REASON_LENGTH;
          any = true;
        }
      }
    }
    if (event.kind == EventKind.EXIT && !x86) {
      event.data = EventFields.FOREIGN;
    }
    EventFields.complete(event, reasons, arm, false);
    return any || event.kind == EventKind.ENTRY;
  }

  /// "0x41", "65", "(1)", "'@'(64)".
  private static long fieldValue(Cursor cursor, boolean hexadecimal) {
    if (cursor.peek() == '\'') {
      cursor.position = Math.min(cursor.end, cursor.position + 3);
    }
    if (cursor.peek() == '(') {
      cursor.position++;
    }
    return hexadecimal ? cursor.hexadecimal() : cursor.number();
  }

  /// Whether libtraceevent prints the field in hexadecimal without 0x, as the event's print format
  /// has it: "ecx=80b", "apicid=1a".
  private static boolean isHexadecimal(EventKind kind, FieldRole role) {
    return switch (role) {
      case ADDRESS -> kind == EventKind.MSR;
      case TARGET ->
          kind == EventKind.APIC_ACCEPT_IRQ
              || kind == EventKind.APICV_ACCEPT_IRQ
              || kind == EventKind.EOI;
      default -> false;
    };
  }
}
