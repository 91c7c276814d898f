package org.pirouette.model.arm;

import java.util.Arrays;

/// One range of zeroed memory whose pages exist from their first store on.
public final class PagedMemory implements GicMemory {
  private static final int PAGE_BITS = 16;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final byte[] ABSENT = new byte[PAGE];

  private final long base;
  private final long size;
  private final byte[][] pages;

  /// @param base address of the first byte, a multiple of 64 KiB
  /// @param size bytes, a multiple of 64 KiB
  /// @throws IllegalArgumentException if one of them is not
  public PagedMemory(long base, long size) {
    if (base % PAGE != 0 || size % PAGE != 0 || base < 0 || size < 0) {
      throw new IllegalArgumentException("memory of %#x bytes at %#x".formatted(size, base));
    }
    this.base = base;
    this.size = size;
    this.pages = new byte[Math.toIntExact(size >>> PAGE_BITS)][];
    Arrays.fill(pages, ABSENT);
  }

  @Override
  public boolean contains(long address, int bytes) {
    long offset = address - base;
    return offset >= 0 && offset <= size - bytes;
  }

  @Override
  public int load(long address) {
    long offset = address - base;
    if (offset < 0 || offset >= size) {
      return 0;
    }
    return pages[(int) (offset >>> PAGE_BITS)][(int) offset & PAGE - 1] & 0xFF;
  }

  @Override
  public void store(long address, int value) {
    long offset = address - base;
    if (offset < 0 || offset >= size) {
      return;
    }
    int page = (int) (offset >>> PAGE_BITS);
    if (pages[page] == ABSENT) {
      pages[page] = new byte[PAGE];
    }
    pages[page][(int) offset & PAGE - 1] = (byte) value;
  }
}
