package org.pirouette.protocol.step;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Words in real memory that several threads share: what the stress tests run on.
///
/// The operations are those of x86: loads are acquire and stores release, so that only a store may
/// be overtaken by a later load; the read-modify-write operations and [#fence] are full barriers. A
/// step that touches several words is not atomic here: each agent's steps, and the steps of all
/// agents of one pCPU, belong to one thread.
public final class AtomicWords extends Words {
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] values;

  /// Words with the initial values of a layout.
  public AtomicWords(Layout layout) {
    values = new long[layout.size()];
    for (Layout.Word word : layout.words()) {
      values[word.index()] = word.initial();
    }
  }

  @Override
  public long load(int word) {
    return (long) ELEMENT.getAcquire(values, word);
  }

  @Override
  public void store(int word, long value) {
    ELEMENT.setRelease(values, word, value);
  }

  @Override
  public long getAndOr(int word, long bits) {
    return (long) ELEMENT.getAndBitwiseOr(values, word, bits);
  }

  @Override
  public long getAndAnd(int word, long bits) {
    return (long) ELEMENT.getAndBitwiseAnd(values, word, bits);
  }

  @Override
  public long getAndSet(int word, long value) {
    return (long) ELEMENT.getAndSet(values, word, value);
  }

  @Override
  public boolean compareAndSet(int word, long expected, long value) {
    return ELEMENT.compareAndSet(values, word, expected, value);
  }

  @Override
  public void fence() {
    VarHandle.fullFence();
  }
}
