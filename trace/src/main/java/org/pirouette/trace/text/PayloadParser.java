package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.EnumMap;
import java.util.Map;
import org.pirouette.trace.ApicRegister;
import org.pirouette.trace.EventFields;
import org.pirouette.trace.EventKind;
import org.pirouette.trace.ExitReason;
import org.pirouette.trace.FieldRole;
import org.pirouette.trace.ReasonDictionary;
import org.pirouette.trace.RecordedEvent;
import org.pirouette.trace.input.ByteDictionary;

/// Reads what stands behind an event's name: the forms of the kernel (linux.md D8), of
/// libtraceevent's plugins, and "name=value" lists.
final class PayloadParser {
  private static final byte[] VCPU = word("vcpu ");
  private static final byte[] REASON = word("reason ");
  private static final byte[] RIP = word("rip ");
  private static final byte[] INFO = word("info ");
  private static final byte[] INFO1 = word("info1 ");
  private static final byte[] INFO2 = word("info2 ");
  private static final byte[] INTERRUPT = word("intr_info ");
  private static final byte[] EXCP = word("excp");
  private static final byte[] TRAP = word("TRAP:");
  private static final byte[] WRITE = word("write");
  private static final byte[] REINJECTED = word("[reinjected]");
  private static final byte[] APICID = word("apicid ");
  private static final byte[] VEC = word("vec ");
  private static final byte[] VECTOR = word("vector ");
  private static final byte[] VECTOR_IS = word("vector=");
  private static final byte[] DST = word("dst ");
  private static final byte[] WAIT = word("wait");
  private static final byte[] TIME = word("time ");
  private static final byte[] HALT_POLL = word("halt_poll_ns ");
  private static final byte[] ARROW = word("==>");
  private static final byte[] NEXT_PID = word("next_pid=");
  private static final byte[] PID = word(" pid=");
  private static final byte[] ADDRESS = word("address ");
  private static final byte[] ERROR_CODE = word("error_code ");
  private static final byte[] GPA = word("gpa ");
  private static final byte[] VAL = word("val ");
  private static final byte[] AT = word("at ");
  private static final byte[] SET = word("set");
  private static final byte[] INHIBITS = word("inhibits=");
  private static final byte[] ENABLED = word("enabled");
  private static final byte[] GVEC = word("gvec:");
  private static final byte[] VCPU_IS = word("vcpu=");
  private static final byte[] OFFSET_IS = word("offset=");
  private static final byte[] ID_IS = word(" id=");
  private static final byte[] OPEN = word("(");
  private static final byte[] CLOSE = word(")");
  private static final byte[] BRACKET = word(" [");

  private static final ExitReason NO_REASON = new RecordedEvent().reason;

  private final ReasonDictionary reasons;
  private final ByteDictionary<ExitReason> reasonNames;
  private final ByteDictionary<Integer> registers = new ByteDictionary<>(ApicRegister::offset, -1);
  private final Map<EventKind, ByteDictionary<FieldRole>> roles = new EnumMap<>(EventKind.class);

  PayloadParser(ReasonDictionary reasons) {
    this.reasons = reasons;
    this.reasonNames = new ByteDictionary<>(reasons::named, reasons.named("(other)"));
  }

  private static byte[] word(String text) {
    return text.getBytes(US_ASCII);
  }

  /// Fills the event from the payload at the cursor.
  ///
  /// @param event begun, with its kind
  /// @return whether what this kind of event must say was found
  boolean read(Cursor cursor, RecordedEvent event) {
    return switch (event.kind) {
      case EXIT -> readExit(cursor, event);
      case ENTRY -> readEntry(cursor, event);
      case OTHER, SET_IRQ, AVIC_GA_LOG -> true;
      case SCHED_SWITCH -> readSwitch(cursor, event);
      case SCHED_WAKING, SCHED_WAKEUP -> readWakeup(cursor, event);
      case IRQ_VECTOR_ENTRY, IRQ_VECTOR_EXIT -> readVector(event, cursor.numberAfter(VECTOR_IS));
      case AVIC_INCOMPLETE_IPI, AVIC_UNACCELERATED -> readNamedNumbers(cursor, event);
      default -> hasFields(cursor) ? readFields(cursor, event) : readPrinted(cursor, event);
    };
  }

  private boolean readPrinted(Cursor cursor, RecordedEvent event) {
    return switch (event.kind) {
      case INJECT_VIRQ -> readInjection(cursor, event);
      case APIC_ACCEPT_IRQ, APICV_ACCEPT_IRQ -> readTarget(cursor, event, APICID, VEC);
      case EOI -> readTarget(cursor, event, APICID, VECTOR);
      case MSI_SET_IRQ, APIC_IPI -> readTarget(cursor, event, DST, VEC);
      case MSR -> readAccess(cursor, event, false);
      case APIC -> readAccess(cursor, event, true);
      case VCPU_WAKEUP -> {
        event.write = cursor.startsWith(cursor.position, WAIT);
        yield readData(event, cursor.numberAfter(TIME));
      }
      case HALT_POLL -> readData(event, cursor.numberAfter(HALT_POLL));
      case USERSPACE_EXIT -> {
        int open = cursor.find(cursor.position, OPEN);
        cursor.position = open < 0 ? cursor.end : open + 1;
        yield readData(event, cursor.number());
      }
      case APICV_INHIBIT, IRTE_UPDATE -> readNamedNumbers(cursor, event);
      case PAGE_FAULT -> readHexadecimal(cursor, event, ADDRESS, ERROR_CODE);
      case MMIO -> {
        event.write = cursor.find(cursor.position, WRITE) >= 0;
        yield readHexadecimal(cursor, event, GPA, VAL);
      }
      case PIO -> {
        event.write = cursor.find(cursor.position, WRITE) >= 0;
        yield readHexadecimal(cursor, event, AT, VAL);
      }
      default -> true;
    };
  }

  /// "vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x800000ec ...",
  /// "reason npf rip 0x1 info 6 0", "TRAP: HSR_EC: 0x0018 (SYS64), PC: 0x1", and shorter ones.
  private boolean readExit(Cursor cursor, RecordedEvent event) {
    event.reason = NO_REASON;
    if (hasFields(cursor)) {
      return readFields(cursor, event);
    }
    if (cursor.skip(VCPU)) {
      event.vcpu = (int) cursor.number();
      skipComma(cursor);
    }
    if (!cursor.skip(REASON)) {
      return readArmExit(cursor, event);
    }
    readReason(cursor, event);
    if (event.reason == NO_REASON) {
      return false;
    }
    readExitInformation(cursor, event);
    EventFields.setVector(event);
    return true;
  }

  private void readReason(Cursor cursor, RecordedEvent event) {
    int from = cursor.position;
    cursor.skipToken();
    int to = cursor.position;
    cursor.skipSpaces();
    if (cursor.peek() == '(' || cursor.startsWith(cursor.position, EXCP)) {
      cursor.skipToken();
      to = cursor.position;
    }
    if (to > from) {
      event.reason = reasonNames.get(cursor.bytes, from, to);
    }
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
    cursor.skipToken();
    int to = cursor.position;
    if (to - from < 2 || cursor.bytes[to - 1] != ':') {
      return false;
    }
    event.reason = reasonNames.get(cursor.bytes, from, to - 1);
    return true;
  }

  private boolean readEntry(Cursor cursor, RecordedEvent event) {
    if (cursor.skip(VCPU)) {
      event.vcpu = (int) cursor.number();
      return true;
    }
    return !hasFields(cursor) || readFields(cursor, event);
  }

  /// "IRQ 0x41 [reinjected]", "irq 25".
  private static boolean readInjection(Cursor cursor, RecordedEvent event) {
    cursor.skipToken();
    cursor.skipSpaces();
    long vector = cursor.number();
    event.write = cursor.find(cursor.position, REINJECTED) >= 0;
    return readVector(event, vector);
  }

  /// "apicid 0 vec 65 (Fixed|edge)", "dst 1 vec 65 (...)", "apicid 0 vector 65".
  private static boolean readTarget(
      Cursor cursor, RecordedEvent event, byte[] target, byte[] vector) {
    if (!cursor.skip(target)) {
      return false;
    }
    event.target = (int) cursor.hexadecimal();
    cursor.skipSpaces();
    return cursor.skip(vector) && readVector(event, cursor.number());
  }

  /// "msr_write 80b = 0x0", "apic_write APIC_EOI = 0x0".
  private boolean readAccess(Cursor cursor, RecordedEvent event, boolean named) {
    event.write = cursor.find(cursor.position, WRITE) >= 0;
    cursor.skipToken();
    cursor.skipSpaces();
    int from = cursor.position;
    cursor.skipToken();
    int to = cursor.position;
    if (to == from) {
      return false;
    }
    if (named && cursor.bytes[from] == 'A') {
      event.address = registers.get(cursor.bytes, from, to);
    } else {
      cursor.position = from;
      event.address = cursor.hexadecimal();
      cursor.position = to;
    }
    cursor.skipSpaces();
    if (cursor.peek() == '=') {
      cursor.position++;
      cursor.skipSpaces();
      event.data = value(cursor.hexadecimal());
    }
    return event.address != Cursor.NONE;
  }

  /// "... prev_state=S ==> next_comm=x next_pid=2 ...", "vmm:12 [120] S ==> x:2 [120]".
  private static boolean readSwitch(Cursor cursor, RecordedEvent event) {
    int arrow = cursor.find(cursor.position, ARROW);
    if (arrow < 0) {
      return false;
    }
    int state = arrow - 1;
    while (state > cursor.position && Cursor.isSpace(cursor.bytes[state])) {
      state--;
    }
    while (state > cursor.position
        && !Cursor.isSpace(cursor.bytes[state - 1])
        && cursor.bytes[state - 1] != '=') {
      state--;
    }
    event.data = cursor.bytes[state] == 'R' ? 1 : 0;
    cursor.position = arrow;
    long next = cursor.numberAfter(NEXT_PID);
    event.target = (int) (next == Cursor.NONE ? numberBeforePriority(cursor) : next);
    return true;
  }

  /// "comm=x pid=2 prio=120 target_cpu=001", "x:2 [120] CPU:001".
  private static boolean readWakeup(Cursor cursor, RecordedEvent event) {
    long thread = cursor.numberAfter(PID);
    event.target = (int) (thread == Cursor.NONE ? numberBeforePriority(cursor) : thread);
    return true;
  }

  private static long numberBeforePriority(Cursor cursor) {
    int bracket = cursor.find(cursor.position, BRACKET);
    int colon = bracket;
    while (colon > cursor.position && cursor.bytes[colon] != ':') {
      colon--;
    }
    if (bracket < 0 || colon <= cursor.position) {
      return RecordedEvent.UNKNOWN;
    }
    cursor.position = colon + 1;
    long number = cursor.number();
    return number == Cursor.NONE ? RecordedEvent.UNKNOWN : number;
  }

  private static boolean readHexadecimal(
      Cursor cursor, RecordedEvent event, byte[] address, byte[] data) {
    int at = cursor.find(cursor.position, address);
    if (at < 0) {
      return false;
    }
    cursor.position = at + address.length;
    event.address = value(cursor.hexadecimal());
    int value = cursor.find(cursor.position, data);
    if (value >= 0) {
      cursor.position = value + data.length;
      event.data = value(cursor.hexadecimal());
    }
    return true;
  }

  private static boolean readVector(RecordedEvent event, long vector) {
    event.vector = vector == Cursor.NONE ? RecordedEvent.UNKNOWN : (int) vector;
    return vector != Cursor.NONE;
  }

  private static boolean readData(RecordedEvent event, long value) {
    event.data = value(value);
    return value != Cursor.NONE;
  }

  private static long value(long parsed) {
    return parsed == Cursor.NONE ? 0 : parsed;
  }

  private static void skipComma(Cursor cursor) {
    if (cursor.peek() == ',') {
      cursor.position++;
    }
    cursor.skipSpaces();
  }

  /// Whether the payload is a list of "name=value" (option "fields", `trace-cmd report -R`) or one
  /// of the prints that look so.
  private static boolean hasFields(Cursor cursor) {
    int at = cursor.position;
    while (at < cursor.end && isNamePart(cursor.bytes[at])) {
      at++;
    }
    return at > cursor.position && at < cursor.end && cursor.bytes[at] == '=';
  }

  private static boolean isNamePart(int character) {
    return character >= 'a' && character <= 'z' || character == '_' || Cursor.isDigit(character);
  }

  private boolean readFields(Cursor cursor, RecordedEvent event) {
    ByteDictionary<FieldRole> names = roles.get(event.kind);
    if (names == null) {
      EventKind kind = event.kind;
      names = new ByteDictionary<>(name -> FieldRole.of(kind, name), FieldRole.IGNORED);
      roles.put(kind, names);
    }
    event.data = event.kind == EventKind.EXIT ? 1 : 0;
    boolean arm = false;
    boolean any = false;
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
        long number = fieldValue(cursor);
        if (role != FieldRole.IGNORED && number != Cursor.NONE) {
          EventFields.set(event, role, number);
          arm |= role == FieldRole.EXCEPTION_CLASS;
          any = true;
        }
      }
    }
    EventFields.complete(event, reasons, arm, false);
    return any || event.kind == EventKind.ENTRY;
  }

  /// "0x41", "65", "(1)", "'@'(64)".
  private static long fieldValue(Cursor cursor) {
    if (cursor.peek() == '\'') {
      cursor.position = Math.min(cursor.end, cursor.position + 3);
    }
    if (cursor.peek() == '(') {
      cursor.position++;
    }
    return cursor.number();
  }

  /// Prints that look like fields but are none: filled from named numbers.
  private static boolean readNamedNumbers(Cursor cursor, RecordedEvent event) {
    switch (event.kind) {
      case APICV_INHIBIT -> {
        event.write = cursor.startsWith(cursor.position, SET);
        return readData(event, cursor.numberAfter(INHIBITS));
      }
      case IRTE_UPDATE -> {
        event.write = cursor.find(cursor.position, ENABLED) >= 0;
        event.target = (int) value(cursor.numberAfter(VCPU));
        return readVector(event, cursor.numberAfter(GVEC));
      }
      case AVIC_INCOMPLETE_IPI, AVIC_UNACCELERATED -> {
        event.vcpu = (int) value(cursor.numberAfter(VCPU_IS));
        boolean access = event.kind == EventKind.AVIC_UNACCELERATED;
        event.write = access && cursor.find(cursor.position, WRITE) >= 0;
        event.address = value(cursor.numberAfter(access ? OFFSET_IS : ID_IS));
        return true;
      }
      default -> {
        return false;
      }
    }
  }
}
