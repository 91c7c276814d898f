package org.pirouette.trace.text;

import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;

/// Reads a tracepoint's line of `perf trace`: milliseconds, command and thread, and the fields in
/// parentheses.
///
/// ```
///      0.012 CPU 0/KVM/1234 kvm:kvm_entry(vcpu_id: 0, rip: 65687, immediate_exit: 0)
/// ```
final class PerfTraceLine {
  private static final int SYSTEM = "kvm:".length();
  private static final long NANOSECONDS = 1_000_000;

  private final Cursor payload = new Cursor();
  private int nameStart;
  private int nameEnd;

  /// Takes the line apart.
  ///
  /// @param cursor at the start of the line; not moved
  /// @param name where "kvm:" stands
  /// @return false if the name is not followed by a parenthesis
  boolean read(Cursor cursor, RecordedEvent event, int name) {
    byte[] bytes = cursor.bytes;
    nameStart = name + SYSTEM;
    nameEnd = nameStart;
    while (nameEnd < cursor.end
        && (Character.isLetterOrDigit(bytes[nameEnd]) || bytes[nameEnd] == '_')) {
      nameEnd++;
    }
    if (nameEnd >= cursor.end || bytes[nameEnd] != '(') {
      return false;
    }
    readHeader(cursor, event, name);
    boolean closed = bytes[cursor.end - 1] == ')';
    readPayload(bytes, nameEnd + 1, closed ? cursor.end - 1 : cursor.end);
    return true;
  }

  private static void readHeader(Cursor cursor, RecordedEvent event, int name) {
    byte[] bytes = cursor.bytes;
    int at = cursor.position;
    long thousandths = 0;
    boolean point = false;
    while (at < name && (Cursor.isDigit(bytes[at]) || bytes[at] == '.' && !point)) {
      point |= bytes[at] == '.';
      thousandths = bytes[at] == '.' ? thousandths : thousandths * 10 + (bytes[at] - '0');
      at++;
    }
    event.time = point ? thousandths * NANOSECONDS / 1000 : RecordedEvent.NO_TIME;
    int stop = ThreadColumns.trimEnd(bytes, at, name);
    int number = stop;
    while (number > at && Cursor.isDigit(bytes[number - 1])) {
      number--;
    }
    boolean thread = number < stop && number > at && bytes[number - 1] == '/';
    event.thread = thread ? ThreadColumns.decimal(bytes, number, stop) : RecordedEvent.UNKNOWN;
    while (at < number && Cursor.isSpace(bytes[at])) {
      at++;
    }
    event.comm(bytes, at, thread ? number - 1 : at);
  }

  /// Makes "name=value " of "name: value, ".
  private void readPayload(byte[] bytes, int from, int to) {
    byte[] plain = new byte[to - from + Bytes.SLACK];
    int length = 0;
    for (int at = from; at < to; at++) {
      boolean pair = bytes[at] == ':' && at + 1 < to && bytes[at + 1] == ' ';
      if (pair) {
        plain[length++] = '=';
        at++;
      } else if (bytes[at] != ',') {
        plain[length++] = bytes[at];
      }
    }
    payload.reset(plain, 0, length);
  }

  int nameStart() {
    return nameStart;
  }

  int nameEnd() {
    return nameEnd;
  }

  /// The fields, to be read as others are.
  Cursor payload() {
    return payload;
  }
}
