package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.pirouette.trace.event.EventFields;
import org.pirouette.trace.event.ExitReason;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.ByteDictionary;

/// Reads what stands behind `kvm_exit`: x86 in the kernel's and libtraceevent's forms, arm64.
final class ExitPayload {
  private static final byte[] VCPU = word("vcpu ");
  private static final byte[] REASON = word("reason ");
  private static final byte[] RIP = word("rip ");
  private static final byte[] INFO = word("info ");
  private static final byte[] INFO1 = word("info1 ");
  private static final byte[] INFO2 = word("info2 ");
  private static final byte[] INTERRUPT = word("intr_info ");
  private static final byte[] EXCP = word("excp");
  private static final byte[] TRAP = word("TRAP:");
  private static final byte[] OPEN = word("(");
  private static final byte[] CLOSE = word(")");
  private static final byte[] POWER_EXIT = word("exit=");
  private static final byte[] BRACKET = word("[");
  private static final byte[] ICPTCODE = word("icptcode ");
  private static final byte[][] FOREIGN = {word("SCAUSE:"), word("trap="), ICPTCODE};
  private static final ExitReason NO_REASON = new RecordedEvent().reason;

  private final ByteDictionary<ExitReason> reasonNames;
  private final NamedFields fields;

  ExitPayload(ReasonDictionary reasons, NamedFields fields) {
    this.reasonNames = new ByteDictionary<>(reasons::named, reasons.named("(other)"));
    this.fields = fields;
  }

  private static byte[] word(String text) {
    return text.getBytes(US_ASCII);
  }

  /// "vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x800000ec ...",
  /// "reason npf rip 0x1 info 6 0", "TRAP: HSR_EC: 0x0018 (SYS64), PC: 0x1", and shorter ones.
  boolean read(Cursor cursor, RecordedEvent event) {
    if (cursor.skip(POWER_EXIT) || cursor.skip(BRACKET)) {
      event.reason = NO_REASON;
      return readWord(cursor, event);
    }
    if (NamedFields.isNext(cursor)) {
      event.reason = NO_REASON;
      return fields.read(cursor, event);
    }
    if (cursor.skip(VCPU)) {
      event.vcpu = (int) cursor.number();
      skipComma(cursor);
    }
    if (!cursor.skip(REASON)) {
      event.reason = NO_REASON;
      return readArmExit(cursor, event);
    }
    cursor.skipSpaces();
    ExitReason reason = readReason(cursor);
    if (event.reason != reason) {
      event.reason = reason;
    }
    if (reason == NO_REASON) {
      return false;
    }
    readExitInformation(cursor, event);
    EventFields.setVector(event);
    return true;
  }

  private ExitReason readReason(Cursor cursor) {
    int from = cursor.position;
    cursor.skipToken();
    int to = cursor.position;
    cursor.skipSpaces();
    if (cursor.peek() == '(' || cursor.startsWith(cursor.position, EXCP)) {
      cursor.skipToken();
      to = cursor.position;
    }
    return to > from ? reasonNames.get(cursor.bytes, from, to) : NO_REASON;
  }

  private static void readExitInformation(Cursor cursor, RecordedEvent event) {
    if (cursor.startsWith(cursor.position, RIP)) {
      cursor.position += RIP.length;
      cursor.skipToken();
      cursor.skipSpaces();
      if (FixedExitInformation.read(cursor, event)) {
        return;
      }
    }
    while (!cursor.atEnd()) {
      if (cursor.skip(INTERRUPT)) {
        event.interruptInformation = (int) cursor.hexadecimal();
      } else if (cursor.skip(INFO1)) {
        event.info1 = value(cursor.hexadecimal());
      } else if (cursor.skip(INFO2)) {
        event.info2 = value(cursor.hexadecimal());
      } else if (cursor.skip(INFO)) {
        event.info1 = value(cursor.hexadecimal());
        cursor.skipSpaces();
        event.info2 = value(cursor.hexadecimal());
        event.interruptInformation = (int) event.info2;
      }
      cursor.skipToken();
      cursor.skipSpaces();
    }
  }

  private boolean readArmExit(Cursor cursor, RecordedEvent event) {
    int from = cursor.position;
    if (cursor.skip(TRAP)) {
      int open = cursor.find(cursor.position, OPEN);
      int close = open < 0 ? -1 : cursor.find(open, CLOSE);
      if (close < 0) {
        return false;
      }
      event.reason = reasonNames.get(cursor.bytes, open + 1, close);
      return true;
    }
    int foreign = foreignReason(cursor);
    if (foreign >= 0) {
      cursor.position = foreign;
      return readWord(cursor, event);
    }
    cursor.skipToken();
    int to = cursor.position;
    if (to - from < 2 || cursor.bytes[to - 1] != ':') {
      return false;
    }
    event.reason = reasonNames.get(cursor.bytes, from, to - 1);
    return true;
  }

  private static void skipComma(Cursor cursor) {
    if (cursor.peek() == ',') {
      cursor.position++;
    }
    cursor.skipSpaces();
  }

  private static long value(long parsed) {
    return parsed == Cursor.NONE ? 0 : parsed;
  }

  /// Where the reason starts in the forms of other architectures, or -1: "SEPC:0x1, SCAUSE:0x17,
  /// ..." (RISC-V), "VCPU 0: trap=0x500 pc=..." (PowerPC), "...: exit sie icptcode 4 (Instruction)"
  /// (s390).
  private static int foreignReason(Cursor cursor) {
    for (byte[] word : FOREIGN) {
      int at = cursor.find(cursor.position, word);
      if (at >= 0) {
        return at;
      }
    }
    return -1;
  }

  /// A reason that ends where something else begins: "[EXITCODE=22] PC: 0x1", "exit=EXTERNAL |
  /// ...".
  private boolean readWord(Cursor cursor, RecordedEvent event) {
    int from = cursor.position;
    int close = cursor.startsWith(from, ICPTCODE) ? cursor.find(from, CLOSE) : -1;
    int to = close < 0 ? from : close + 1;
    while (close < 0 && to < cursor.end && !endsReason(cursor.bytes[to])) {
      to++;
    }
    if (to == from) {
      return false;
    }
    event.reason = reasonNames.get(cursor.bytes, from, to);
    return true;
  }

  private static boolean endsReason(int character) {
    return Cursor.isSpace(character) || character == ']' || character == ',' || character == '|';
  }
}
