package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.pirouette.trace.event.HostHandler;
import org.pirouette.trace.event.RecordedEvent;

/// Reads what stands behind `irq_handler_entry` and the events of IPIs.
final class HandlerPayload {
  private static final byte[] IRQ = word("irq=");
  private static final byte[] NAME = word("name=");
  private static final byte[] CPU = word("cpu=");
  private static final byte[] TARGET_MASK = word("target_mask=");
  private static final byte[] RESCHEDULING = word("(Rescheduling");
  private static final byte[] VGIC = word("callsite=vgic_");
  private static final byte[] KICK = word("callsite=kvm_vcpu_kick");
  private static final HostHandler[] HANDLERS = HostHandler.values();
  private static final byte[][] STARTS = starts();
  private static final int DIGIT_BITS = 4;

  private HandlerPayload() {}

  private static byte[] word(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[][] starts() {
    byte[][] starts = new byte[HANDLERS.length][];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = word(HANDLERS[i].start());
    }
    return starts;
  }

  /// "irq=29 name=vfio-msi[0](0000:00:04.0)".
  static boolean readHandler(Cursor cursor, RecordedEvent event) {
    long line = cursor.numberAfter(IRQ);
    event.vector = line < 0 ? RecordedEvent.UNKNOWN : (int) line;
    int name = cursor.find(cursor.position, NAME);
    event.data = HostHandler.OTHER.ordinal();
    for (int i = 0; name >= 0 && i < STARTS.length - 1; i++) {
      if (cursor.startsWith(name + NAME.length, STARTS[i])) {
        event.data = i;
        break;
      }
    }
    return true;
  }

  /// "cpu=1 callsite=vgic_queue_irq_unlock+0x110/0x2d8 callback=0x0".
  static boolean readSend(Cursor cursor, RecordedEvent event) {
    event.write =
        cursor.find(cursor.position, VGIC) >= 0 || cursor.find(cursor.position, KICK) >= 0;
    long cpu = cursor.numberAfter(CPU);
    event.target = cpu < 0 ? RecordedEvent.UNKNOWN : (int) cpu;
    return true;
  }

  /// "target_mask=00000000,00000002 (Rescheduling interrupts)": a mask of one CPU.
  static boolean readRaise(Cursor cursor, RecordedEvent event) {
    event.write = cursor.find(cursor.position, RESCHEDULING) >= 0;
    int at = cursor.find(cursor.position, TARGET_MASK);
    event.target = at < 0 ? RecordedEvent.UNKNOWN : onlyBit(cursor, at + TARGET_MASK.length);
    return true;
  }

  /// "(Rescheduling interrupts)".
  static boolean readEntry(Cursor cursor, RecordedEvent event) {
    event.write = cursor.find(cursor.position, RESCHEDULING) >= 0;
    return true;
  }

  /// The number of the only bit that is set; [RecordedEvent#UNKNOWN] if none or several are.
  private static int onlyBit(Cursor cursor, int from) {
    int end = from;
    while (end < cursor.end && !Cursor.isSpace(cursor.bytes[end])) {
      end++;
    }
    int found = RecordedEvent.UNKNOWN;
    int bit = 0;
    for (int i = end - 1; i >= from; i--) {
      int digit = Character.digit(cursor.bytes[i], 16);
      if (digit < 0) {
        continue; // a comma
      }
      if (digit > 0) {
        if (found >= 0 || Integer.bitCount(digit) != 1) {
          return RecordedEvent.UNKNOWN;
        }
        found = bit + Integer.numberOfTrailingZeros(digit);
      }
      bit += DIGIT_BITS;
    }
    return found;
  }
}
