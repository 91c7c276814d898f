package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.pirouette.trace.event.ApicRegister;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.InhibitReasons;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.ByteDictionary;

/// Reads what stands behind an event's name: the forms of the kernel (linux.md D8), of
/// libtraceevent's plugins, and "name=value" lists.
final class PayloadParser {
  private static final byte[] VCPU = word("vcpu ");
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

  private final ExitPayload exits;
  private final NamedFields fields;
  private final InhibitReasons inhibits;
  private final ByteDictionary<Integer> registers = new ByteDictionary<>(ApicRegister::offset, -1);

  PayloadParser(ReasonDictionary reasons) {
    this.fields = new NamedFields(reasons);
    this.exits = new ExitPayload(reasons, fields);
    this.inhibits = reasons.inhibits();
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
      case EXIT -> exits.read(cursor, event);
      case ENTRY -> readEntry(cursor, event);
      case OTHER, SET_IRQ, AVIC_GA_LOG, ENTERS, LEAVES -> true;
      case SCHED_SWITCH -> SchedulerPayload.readSwitch(cursor, event);
      case SCHED_WAKING, SCHED_WAKEUP -> SchedulerPayload.readWakeup(cursor, event);
      case IRQ_VECTOR_ENTRY, IRQ_VECTOR_EXIT -> readVector(event, cursor.numberAfter(VECTOR_IS));
      case AVIC_INCOMPLETE_IPI, AVIC_UNACCELERATED -> readNamedNumbers(cursor, event);
      case HOST_HANDLER -> HandlerPayload.readHandler(cursor, event);
      case IPI_SEND -> HandlerPayload.readSend(cursor, event);
      case IPI_RAISE -> HandlerPayload.readRaise(cursor, event);
      case IPI_ENTRY -> HandlerPayload.readEntry(cursor, event);
      default ->
          NamedFields.isNext(cursor) ? fields.read(cursor, event) : readPrinted(cursor, event);
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

  private boolean readEntry(Cursor cursor, RecordedEvent event) {
    if (cursor.skip(VCPU)) {
      event.vcpu = (int) cursor.number();
      return true;
    }
    return !NamedFields.isNext(cursor) || fields.read(cursor, event);
  }

  /// `IRQ 0x41 [reinjected]`, `irq 25`.
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

  /// Prints that look like fields but are none: filled from named numbers.
  private boolean readNamedNumbers(Cursor cursor, RecordedEvent event) {
    switch (event.kind) {
      case APICV_INHIBIT -> {
        event.write = cursor.startsWith(cursor.position, SET);
        boolean told = readData(event, cursor.numberAfter(INHIBITS));
        learnInhibits(cursor, event.data);
        return told;
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

  /// "inhibits=0x44 ABSENT|APIC_BASE_MODIFIED": the names behind the mask.
  private void learnInhibits(Cursor cursor, long mask) {
    int at = cursor.find(cursor.position, INHIBITS);
    if (at < 0 || mask == 0) {
      return;
    }
    String[] words =
        new String(cursor.bytes, at, cursor.end - at, US_ASCII).strip().split("[\\s|,]+", -1);
    inhibits.learn(mask, Arrays.asList(words).subList(1, words.length));
  }
}
