package org.pirouette.model.intel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.pirouette.model.bits.VectorBitmap;

/// The virtual-APIC page: 4 KBytes of memory in which the processor keeps the virtual registers
/// (SDM 29.1.1). [VirtualApicRegister] says where each is.
///
/// One logical processor at a time uses it; no operation is atomic.
///
/// ## The bitmaps VISR, TMR, VIRR
///
/// Vector x is bit x & 1Fh of the 32 bits at base | ((x & E0h) >> 1).
public final class VirtualApicPage {
  /// Size and alignment in bytes.
  public static final int BYTES = 4096;

  private static final int REGISTERS_IN_BITMAP = 8;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN);

  private final MemorySegment memory;

  /* Of memory off the heap, else 0. */
  private final long address;

  private VirtualApicPage(MemorySegment memory) {
    this.memory = memory;
    this.address = memory.isNative() ? OffHeap.address(memory) : 0;
  }

  /// The page in the given memory, as it is.
  ///
  /// @param memory 4096 bytes, writable, aligned to 8
  /// @throws IllegalArgumentException if it has another size or is not aligned
  public static VirtualApicPage over(MemorySegment memory) {
    if (memory.byteSize() != BYTES || memory.maxByteAlignment() < Long.BYTES) {
      throw new IllegalArgumentException(
          "a virtual-APIC page has %d bytes aligned to 8, not %d at %#x"
              .formatted(BYTES, memory.byteSize(), memory.address()));
    }
    return new VirtualApicPage(memory);
  }

  /// A new page, all zero, off the heap.
  ///
  /// @param arena owner of the memory
  public static VirtualApicPage allocate(Arena arena) {
    return over(arena.allocate(BYTES, BYTES));
  }

  /// A new page, all zero, on the heap.
  public static VirtualApicPage onHeap() {
    return over(MemorySegment.ofArray(new long[BYTES / Long.BYTES]));
  }

  /// The 32 bits of a register; of a bitmap the first 32.
  public int get(VirtualApicRegister register) {
    return getInt(register.offset());
  }

  /// Stores the 32 bits of a register; of a bitmap the first 32.
  public void set(VirtualApicRegister register, int value) {
    setInt(register.offset(), value);
  }

  /// 32 bits at a page offset.
  ///
  /// @param offset multiple of 4 below 4096
  public int getInt(int offset) {
    return load(Objects.checkIndex(offset, BYTES - 3));
  }

  /// Stores 32 bits at a page offset.
  ///
  /// @param offset multiple of 4 below 4096
  public void setInt(int offset, int value) {
    store(Objects.checkIndex(offset, BYTES - 3), value);
  }

  /// 64 bits at a page offset.
  ///
  /// @param offset multiple of 8 below 4096
  public long getLong(int offset) {
    return address != 0
        ? OffHeap.EVERYTHING.get(LONG, address + Objects.checkIndex(offset, BYTES - 7))
        : memory.get(LONG, offset);
  }

  /// Stores 64 bits at a page offset.
  ///
  /// @param offset multiple of 8 below 4096
  public void setLong(int offset, long value) {
    if (address != 0) {
      OffHeap.EVERYTHING.set(LONG, address + Objects.checkIndex(offset, BYTES - 7), value);
    } else {
      memory.set(LONG, offset, value);
    }
  }

  /// Little-endian bytes at a page offset as one number.
  ///
  /// @param size 1 to 8 bytes
  public long getBytes(int offset, int size) {
    long value = 0;
    for (int index = size - 1; index >= 0; index--) {
      int at = offset + index;
      value = value << 8 | getInt(at & ~3) >>> 8 * (at & 3) & 0xFF;
    }
    return value;
  }

  /// Stores the low bytes of a number, little-endian.
  ///
  /// @param size 1 to 8 bytes
  public void setBytes(int offset, int size, long value) {
    for (int index = 0; index < size; index++) {
      int at = offset + index;
      int shift = 8 * (at & 3);
      int others = getInt(at & ~3) & ~(0xFF << shift);
      setInt(at & ~3, others | (int) (value >>> 8 * index & 0xFF) << shift);
    }
  }

  /// Whether a vector's bit is set.
  ///
  /// @param bitmap VISR, TMR or VIRR
  public boolean contains(VirtualApicRegister bitmap, int vector) {
    return (load(offset(bitmap.offset(), vector)) & bit(vector)) != 0;
  }

  /// Sets a vector's bit.
  ///
  /// @param bitmap VISR, TMR or VIRR
  public void add(VirtualApicRegister bitmap, int vector) {
    add(bitmap.offset(), vector);
  }

  /// Clears a vector's bit.
  ///
  /// @param bitmap VISR, TMR or VIRR
  public void remove(VirtualApicRegister bitmap, int vector) {
    remove(bitmap.offset(), vector);
  }

  /// The highest vector set, or 0 if there is none: what RVI and SVI become.
  ///
  /// @param bitmap VISR, TMR or VIRR
  public int highest(VirtualApicRegister bitmap) {
    return highest(bitmap.offset());
  }

  void add(int bitmapOffset, int vector) {
    int offset = offset(bitmapOffset, vector);
    store(offset, load(offset) | bit(vector));
  }

  void remove(int bitmapOffset, int vector) {
    int offset = offset(bitmapOffset, vector);
    store(offset, load(offset) & ~bit(vector));
  }

  int highest(int bitmapOffset) {
    for (int register = REGISTERS_IN_BITMAP - 1; register >= 0; register--) {
      int bits = load(bitmapOffset + (register << 4));
      if (bits != 0) {
        return (register << 5) + 31 - Integer.numberOfLeadingZeros(bits);
      }
    }
    return 0;
  }

  /// Sets the bits of 64 vectors.
  ///
  /// @param bitmap VISR, TMR or VIRR
  /// @param word 0 to 3
  /// @param vectors bit n for vector 64 * word + n
  public void addAll(VirtualApicRegister bitmap, int word, long vectors) {
    int offset = bitmap.offset() + (word << 5);
    store(offset, load(offset) | (int) vectors);
    store(offset + 16, load(offset + 16) | (int) (vectors >>> 32));
  }

  /// A bitmap in the shape of [VectorBitmap].
  ///
  /// @param bitmap VISR, TMR or VIRR
  public long[] bitmap(VirtualApicRegister bitmap) {
    long[] words = new long[VectorBitmap.WORDS];
    for (int word = 0; word < words.length; word++) {
      int offset = bitmap.offset() + (word << 5);
      words[word] = load(offset) & 0xFFFF_FFFFL | (long) load(offset + 16) << 32;
    }
    return words;
  }

  private int load(int offset) {
    return address != 0 ? OffHeap.EVERYTHING.get(INT, address + offset) : memory.get(INT, offset);
  }

  private void store(int offset, int value) {
    if (address != 0) {
      OffHeap.EVERYTHING.set(INT, address + offset, value);
    } else {
      memory.set(INT, offset, value);
    }
  }

  private static int offset(int bitmapOffset, int vector) {
    return bitmapOffset | (vector & 0xE0) >> 1;
  }

  private static int bit(int vector) {
    return 1 << (vector & 0x1F);
  }
}
