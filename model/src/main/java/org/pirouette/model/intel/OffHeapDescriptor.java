package org.pirouette.model.intel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// A descriptor off the heap, reached by its address, see [OffHeap].
final class OffHeapDescriptor extends PostedInterruptDescriptor {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN).varHandle();

  private final MemorySegment keptAlive;
  private final long address;

  OffHeapDescriptor(MemorySegment memory, long address) {
    this.keptAlive = memory;
    this.address = address;
  }

  @Override
  long getVolatile(long offset) {
    return (long) LONG.getVolatile(OffHeap.EVERYTHING, address + offset);
  }

  @Override
  void setVolatile(long offset, long value) {
    LONG.setVolatile(OffHeap.EVERYTHING, address + offset, value);
  }

  @Override
  long getOpaque(long offset) {
    return (long) LONG.getOpaque(OffHeap.EVERYTHING, address + offset);
  }

  @Override
  void setRelease(long offset, long value) {
    LONG.setRelease(OffHeap.EVERYTHING, address + offset, value);
  }

  @Override
  boolean compareAndSet(long offset, long expected, long value) {
    return LONG.compareAndSet(OffHeap.EVERYTHING, address + offset, expected, value);
  }

  @Override
  long getAndSet(long offset, long value) {
    return (long) LONG.getAndSet(OffHeap.EVERYTHING, address + offset, value);
  }

  @Override
  long getAndBitwiseOr(long offset, long bits) {
    return (long) LONG.getAndBitwiseOr(OffHeap.EVERYTHING, address + offset, bits);
  }

  @Override
  public String toString() {
    return "posted-interrupt descriptor in " + keptAlive;
  }
}
