package org.pirouette.model.bits;

/// One named field of a structure in memory or of a register: where its bits are and what they
/// mean.
///
/// Bits count from 0 at the least significant bit of the structure's first byte, as the manuals
/// count them. A structure is given as 64-bit words in memory order; word n holds the bits from
/// 64n.
///
/// @param name the manual's name, or [#RESERVED]
/// @param firstBit lowest bit
/// @param width number of bits, 1 or more
/// @param meaning one clause for a reader without the manual
public record BitField(String name, int firstBit, int width, String meaning) {
  /// The name of fields that have none.
  public static final String RESERVED = "reserved";

  /// @throws IllegalArgumentException if the field lies outside of any structure
  public BitField {
    if (firstBit < 0 || width < 1) {
      throw new IllegalArgumentException(
          "field " + name + ": first bit " + firstBit + ", width " + width);
    }
  }

  /// A field from its highest to its lowest bit.
  public static BitField of(String name, int lastBit, int firstBit, String meaning) {
    return new BitField(name, firstBit, lastBit - firstBit + 1, meaning);
  }

  /// A field of one bit.
  public static BitField bit(String name, int bit, String meaning) {
    return new BitField(name, bit, 1, meaning);
  }

  /// Bits that must be 0.
  public static BitField reserved(int lastBit, int firstBit) {
    return of(RESERVED, lastBit, firstBit, "must be 0");
  }

  /// Highest bit.
  public int lastBit() {
    return firstBit + width - 1;
  }

  /// Whether software has to keep the field zero.
  public boolean isReserved() {
    return name.equals(RESERVED);
  }

  /// The bits as the manuals write them: `"31:24"`, or `"5"` for a single bit.
  public String bits() {
    return width == 1 ? Integer.toString(firstBit) : lastBit() + ":" + firstBit;
  }

  /// The field's value; of a field wider than 64 bits its lowest 64.
  ///
  /// @param words the whole structure
  /// @throws ArrayIndexOutOfBoundsException if the structure is shorter than the field
  public long valueIn(long... words) {
    int word = firstBit >>> 6;
    int shift = firstBit & 63;
    long value = words[word] >>> shift;
    if (shift != 0 && lastBit() >>> 6 > word) {
      value |= words[word + 1] << (64 - shift);
    }
    return width >= 64 ? value : value & ((1L << width) - 1);
  }

  /// Whether any bit of the field is set.
  ///
  /// @param words the whole structure
  public boolean anySetIn(long... words) {
    for (int word = firstBit >>> 6; word <= lastBit() >>> 6; word++) {
      if ((words[word] & maskIn(word)) != 0) {
        return true;
      }
    }
    return false;
  }

  /// The bits of one 64-bit word of the structure that belong to the field.
  ///
  /// @param word index of the word
  public long maskIn(int word) {
    int low = Math.max(firstBit, word << 6);
    int high = Math.min(lastBit(), (word << 6) + 63);
    return low > high ? 0 : (-1L >>> (63 - (high - low))) << (low & 63);
  }
}
