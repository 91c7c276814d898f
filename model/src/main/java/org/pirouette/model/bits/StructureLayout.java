package org.pirouette.model.bits;

import java.util.ArrayList;
import java.util.List;

/// The fields of one structure, complete and in order from bit 0: what a decoder prints and what a
/// drawing shows.
///
/// @param name the manual's name of the structure
/// @param rowBits bits in one row of the drawing
/// @param fields every bit of the structure belongs to exactly one field
public record StructureLayout(String name, int rowBits, List<BitField> fields) {
  /// @throws IllegalArgumentException if fields overlap or leave a gap
  public StructureLayout {
    fields = List.copyOf(fields);
    int next = 0;
    for (BitField field : fields) {
      if (field.firstBit() != next) {
        throw new IllegalArgumentException(
            name
                + ": field "
                + field.name()
                + " starts at bit "
                + field.firstBit()
                + ", not "
                + next);
      }
      next = field.lastBit() + 1;
    }
  }

  /// A layout of fields from bit 0 up.
  public static StructureLayout of(String name, int rowBits, BitField... fields) {
    return new StructureLayout(name, rowBits, List.of(fields));
  }

  /// Size in bits.
  public int bits() {
    return fields.getLast().lastBit() + 1;
  }

  /// The field of that name; of several (reserved ones) the lowest.
  ///
  /// @throws IllegalArgumentException if there is none
  public BitField field(String fieldName) {
    for (BitField field : fields) {
      if (field.name().equals(fieldName)) {
        return field;
      }
    }
    throw new IllegalArgumentException(name + " has no field " + fieldName);
  }

  /// The field that a bit belongs to.
  ///
  /// @throws IllegalArgumentException if the structure is shorter
  public BitField fieldAt(int bit) {
    for (BitField field : fields) {
      if (bit >= field.firstBit() && bit <= field.lastBit()) {
        return field;
      }
    }
    throw new IllegalArgumentException(name + " has no bit " + bit);
  }

  /// The reserved fields that are not zero.
  ///
  /// @param words the structure as 64-bit words in memory order
  public List<BitField> reservedSet(long... words) {
    return fields.stream().filter(f -> f.isReserved() && f.anySetIn(words)).toList();
  }

  /// The structure drawn as rows of boxes, lowest bits in the first row, highest bit of a row on
  /// the left. Rows that a single field fills are drawn once. Lines end with a line feed.
  public String picture() {
    StringBuilder drawing = new StringBuilder();
    for (int low = 0; low < bits(); ) {
      List<BitField> row = new ArrayList<>();
      int high = Math.min(low + rowBits, bits()) - 1;
      BitField first = fieldAt(low);
      if (first.lastBit() > high && first.firstBit() == low) {
        high = low + (first.lastBit() + 1 - low) / rowBits * rowBits - 1;
      }
      for (BitField field : fields) {
        int from = Math.max(field.firstBit(), low);
        int to = Math.min(field.lastBit(), high);
        if (from <= to) {
          row.addFirst(BitField.of(field.name(), to, from, field.meaning()));
        }
      }
      draw(row, drawing);
      low = high + 1;
    }
    return drawing.toString();
  }

  private static void draw(List<BitField> row, StringBuilder drawing) {
    StringBuilder numbers = new StringBuilder();
    StringBuilder edge = new StringBuilder("+");
    StringBuilder names = new StringBuilder("|");
    for (BitField field : row) {
      String label = field.isReserved() ? "rsvd" : field.name();
      String high = Integer.toString(field.lastBit());
      String low = Integer.toString(field.firstBit());
      int digits = field.width() == 1 ? high.length() : high.length() + 1 + low.length();
      int inner = Math.max(label.length(), digits);
      String gap = " ".repeat(inner - (field.width() == 1 ? digits : digits - 1));
      numbers.append("  ").append(high).append(gap).append(field.width() == 1 ? "" : low);
      int before = (inner - label.length()) / 2;
      names.append(' ').append(" ".repeat(before)).append(label);
      names.append(" ".repeat(inner - label.length() - before)).append(" |");
      edge.append("-".repeat(inner + 2)).append('+');
      numbers.append(' ');
    }
    drawing.append(numbers.toString().stripTrailing()).append('\n');
    drawing.append(edge).append('\n').append(names).append('\n').append(edge).append('\n');
  }
}
