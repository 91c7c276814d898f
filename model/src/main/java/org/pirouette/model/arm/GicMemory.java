package org.pirouette.model.arm;

/// The memory in which ITS and redistributors keep their tables. Values are little-endian.
///
/// Callers ask [#contains] first where an address comes from software.
public interface GicMemory {
  /// Whether there is memory at every byte of the range.
  ///
  /// @param address of the first byte
  /// @param size bytes
  boolean contains(long address, int size);

  /// The byte at an address, 0 to 255; 0 where there is no memory.
  int load(long address);

  /// Stores the low 8 bits of a value; dropped where there is no memory.
  void store(long address, int value);

  /// The 64 bits at an address.
  default long loadLong(long address) {
    long value = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      value = value << Byte.SIZE | load(address + i);
    }
    return value;
  }

  /// Stores 64 bits.
  default void storeLong(long address, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      store(address + i, (int) (value >>> i * Byte.SIZE));
    }
  }
}
