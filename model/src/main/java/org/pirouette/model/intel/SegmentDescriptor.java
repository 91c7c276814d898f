package org.pirouette.model.intel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// A descriptor that is reached by its own memory segment: on the heap, or where native access is
/// denied.
final class SegmentDescriptor extends PostedInterruptDescriptor {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN).varHandle();

  private final MemorySegment memory;

  SegmentDescriptor(MemorySegment memory) {
    this.memory = memory;
  }

  @Override
  long getVolatile(long offset) {
    return (long) LONG.getVolatile(memory, offset);
  }

  @Override
  void setVolatile(long offset, long value) {
    LONG.setVolatile(memory, offset, value);
  }

  @Override
  long getOpaque(long offset) {
    return (long) LONG.getOpaque(memory, offset);
  }

  @Override
  void setRelease(long offset, long value) {
    LONG.setRelease(memory, offset, value);
  }

  @Override
  boolean compareAndSet(long offset, long expected, long value) {
    return LONG.compareAndSet(memory, offset, expected, value);
  }

  @Override
  long getAndSet(long offset, long value) {
    return (long) LONG.getAndSet(memory, offset, value);
  }

  @Override
  long getAndBitwiseOr(long offset, long bits) {
    return (long) LONG.getAndBitwiseOr(memory, offset, bits);
  }
}
