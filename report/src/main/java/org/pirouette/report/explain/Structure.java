package org.pirouette.report.explain;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// A structure of the hardware as it is at one moment.
///
/// @param key short name, for example `PID`
/// @param title what it is and whose
/// @param octets whether it is also shown byte by byte
/// @param layout its fields
/// @param words its bits, 64-bit words in memory order
public record Structure(
    String key, String title, boolean octets, StructureLayout layout, List<Long> words) {
  /// Copies the list.
  public Structure {
    words = List.copyOf(words);
  }

  /// The words as an array.
  public long[] bits() {
    return words.stream().mapToLong(Long::longValue).toArray();
  }

  /// The fields that differ from an earlier state of the same structure, in words: `ON 0 -> 1`,
  /// `PIR[61h] 0 -> 1`.
  public List<String> changesSince(Structure before) {
    List<String> changes = new ArrayList<>();
    for (BitField field : layout.fields()) {
      if (field.width() > 64) {
        vectorChanges(before, field, changes);
      } else {
        long old = field.valueIn(before.bits());
        long now = field.valueIn(bits());
        if (old != now) {
          changes.add(field.name() + " " + value(field, old) + " -> " + value(field, now));
        }
      }
    }
    return changes;
  }

  /// The fields with their values, without reserved ones: `P=1 IM=1 VV=61h`.
  public String decoded() {
    StringBuilder text = new StringBuilder();
    for (BitField field : layout.fields()) {
      if (!field.isReserved()) {
        text.append(text.isEmpty() ? "" : " ").append(field.name()).append('=');
        text.append(field.width() > 64 ? vectors(field) : value(field, field.valueIn(bits())));
      }
    }
    return text.toString();
  }

  /// The vectors in a bitmap field: `{41h 61h}`.
  String vectors(BitField field) {
    StringBuilder set = new StringBuilder("{");
    for (int i = 0; i < field.width(); i++) {
      if (bit(field.firstBit() + i)) {
        set.append(set.length() == 1 ? "" : " ").append(hexadecimal(i));
      }
    }
    return set.append('}').toString();
  }

  /// One bit of the structure.
  boolean bit(int number) {
    return (words.get(number >>> 6) >>> (number & 63) & 1) != 0;
  }

  /// One byte of the structure, in memory order.
  int octet(int offset) {
    return (int) (words.get(offset >>> 3) >>> 8 * (offset & 7) & 0xFF);
  }

  private void vectorChanges(Structure before, BitField field, List<String> changes) {
    for (int i = 0; i < field.width(); i++) {
      boolean old = before.bit(field.firstBit() + i);
      boolean now = bit(field.firstBit() + i);
      if (old != now) {
        changes.add(
            "%s[%s] %d -> %d".formatted(field.name(), hexadecimal(i), old ? 1 : 0, now ? 1 : 0));
      }
    }
  }

  private static String value(BitField field, long value) {
    return field.width() == 1 ? Long.toString(value) : hexadecimal(value);
  }

  /// A number as the manuals write it: `F2h`, `0F2h` never.
  static String hexadecimal(long value) {
    return Long.toHexString(value).toUpperCase(java.util.Locale.ROOT) + "h";
  }
}
