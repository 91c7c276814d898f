package org.pirouette.model.intel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Host-physical memory as devices and processors see it: pieces of memory at physical addresses,
/// and nothing between them. A lookup that finds nothing says so by null: what an access to absent
/// memory does depends on who accesses it.
///
/// Thread-safe.
public final class PhysicalMemory {
  /* Java has no 16-byte compare-and-set: entries are read and written under the lock of the memory. */
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ConcurrentSkipListMap<Long, MemorySegment> pieces = new ConcurrentSkipListMap<>();
  private final ConcurrentHashMap<Long, PostedInterruptDescriptor> descriptors =
      new ConcurrentHashMap<>();

  /// Puts memory at a physical address.
  ///
  /// @param address of the first byte, not negative
  /// @param memory writable
  /// @throws IllegalArgumentException if memory is there already
  public void map(long address, MemorySegment memory) {
    Map.Entry<Long, MemorySegment> below = pieces.floorEntry(address + memory.byteSize() - 1);
    if (address < 0 || below != null && below.getKey() + below.getValue().byteSize() > address) {
      throw new IllegalArgumentException(
          "%d bytes cannot be mapped at %#x".formatted(memory.byteSize(), address));
    }
    pieces.put(address, memory);
  }

  /// Takes away the memory that starts at a physical address, if there is any.
  public void unmap(long address) {
    if (pieces.remove(address) != null) {
      descriptors.clear();
    }
  }

  /// The memory behind a range of physical addresses, or null if it is not all there.
  ///
  /// @param address of the first byte
  /// @param size bytes
  public @Nullable MemorySegment find(long address, long size) {
    Map.Entry<Long, MemorySegment> piece = pieces.floorEntry(address);
    if (piece == null) {
      return null;
    }
    long offset = address - piece.getKey();
    MemorySegment memory = piece.getValue();
    return offset <= memory.byteSize() - size ? memory.asSlice(offset, size) : null;
  }

  /// An interrupt-remapping table entry, read as one 128-bit atom, or null if there is no memory.
  ///
  /// @param address multiple of 16
  public synchronized @Nullable InterruptRemappingTableEntry loadEntry(long address) {
    MemorySegment entry = find(address, InterruptRemappingTableEntry.BYTES);
    return entry == null
        ? null
        : new InterruptRemappingTableEntry(entry.get(LONG, 0), entry.get(LONG, Long.BYTES));
  }

  /// Replaces an interrupt-remapping table entry, if it is as expected, in one 128-bit step.
  ///
  /// @param address multiple of 16
  /// @return whether it was; false if there is no memory
  public synchronized boolean compareAndSetEntry(
      long address, InterruptRemappingTableEntry expected, InterruptRemappingTableEntry entry) {
    if (!expected.equals(loadEntry(address))) {
      return false;
    }
    storeEntryHalf(address, false, entry.low());
    storeEntryHalf(address, true, entry.high());
    return true;
  }

  /// Stores one half of an interrupt-remapping table entry; the write is dropped if there is no
  /// memory.
  ///
  /// @param address multiple of 16
  /// @param high whether it is bits 127:64
  public synchronized void storeEntryHalf(long address, boolean high, long value) {
    MemorySegment entry = find(address, InterruptRemappingTableEntry.BYTES);
    if (entry != null) {
      entry.set(LONG, high ? Long.BYTES : 0, value);
    }
  }

  /// The posted-interrupt descriptor at a physical address, or null if there is no memory or it is
  /// not aligned to 64.
  public @Nullable PostedInterruptDescriptor descriptor(long address) {
    PostedInterruptDescriptor known = descriptors.get(address);
    if (known != null) {
      return known;
    }
    MemorySegment memory = find(address, PostedInterruptDescriptorLayout.BYTES);
    if (memory == null || address % PostedInterruptDescriptorLayout.BYTES != 0) {
      return null;
    }
    return descriptors.computeIfAbsent(address, _ -> PostedInterruptDescriptor.over(memory));
  }
}
