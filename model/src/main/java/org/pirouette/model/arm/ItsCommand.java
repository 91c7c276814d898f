package org.pirouette.model.arm;

import org.jspecify.annotations.Nullable;
import org.pirouette.model.bits.BitField;

/// One ITS command: four little-endian doublewords, kept as they are, reserved bits included.
public record ItsCommand(long dw0, long dw1, long dw2, long dw3) {
  /// Size in bytes.
  public static final int BYTES = 32;

  /// A command with all other fields zero.
  public static ItsCommand of(ItsCommandKind kind) {
    return new ItsCommand(kind.number(), 0, 0, 0);
  }

  /// Reads a command from memory.
  ///
  /// @param address multiple of 32
  public static ItsCommand load(GicMemory memory, long address) {
    return new ItsCommand(
        memory.loadLong(address),
        memory.loadLong(address + 8),
        memory.loadLong(address + 16),
        memory.loadLong(address + 24));
  }

  /// Writes the command to memory.
  ///
  /// @param address multiple of 32
  public void store(GicMemory memory, long address) {
    memory.storeLong(address, dw0);
    memory.storeLong(address + 8, dw1);
    memory.storeLong(address + 16, dw2);
    memory.storeLong(address + 24, dw3);
  }

  /// Which command it is, or null if the version has none of that number.
  public @Nullable ItsCommandKind kind(GicVersion version) {
    return ItsCommandKind.of((int) dw0 & 0xFF, version);
  }

  /// The value of a field of [ItsCommandField].
  public long get(BitField field) {
    long word =
        switch (field.firstBit() >>> 6) {
          case 0 -> dw0;
          case 1 -> dw1;
          case 2 -> dw2;
          default -> dw3;
        };
    return word >>> (field.firstBit() & 63) & -1L >>> 64 - field.width();
  }

  /// The command with another value in one field.
  ///
  /// @throws IllegalArgumentException if the value does not fit
  public ItsCommand with(BitField field, long value) {
    if (field.width() < 64 && value >>> field.width() != 0) {
      throw new IllegalArgumentException(
          "%s of %d bits: %#x".formatted(field.name(), field.width(), value));
    }
    long[] words = {dw0, dw1, dw2, dw3};
    int word = field.firstBit() >>> 6;
    words[word] = words[word] & ~field.maskIn(word) | value << (field.firstBit() & 63);
    return new ItsCommand(words[0], words[1], words[2], words[3]);
  }
}
