package org.pirouette.protocol;

/// Words as plain values, for one thread: simulated time, replays, tests.
public final class PlainWords extends Words {
  private final long[] values;

  /// Words with the initial values of a layout.
  public PlainWords(Layout layout) {
    values = new long[layout.size()];
    for (Layout.Word word : layout.words()) {
      values[word.index()] = word.initial();
    }
  }

  @Override
  public long load(int word) {
    return values[word];
  }

  @Override
  public void store(int word, long value) {
    values[word] = value;
  }

  @Override
  public long getAndOr(int word, long bits) {
    long before = values[word];
    values[word] = before | bits;
    return before;
  }

  @Override
  public long getAndAnd(int word, long bits) {
    long before = values[word];
    values[word] = before & bits;
    return before;
  }

  @Override
  public long getAndSet(int word, long value) {
    long before = values[word];
    values[word] = value;
    return before;
  }

  @Override
  public boolean compareAndSet(int word, long expected, long value) {
    if (values[word] != expected) {
      return false;
    }
    values[word] = value;
    return true;
  }

  @Override
  public void fence() {}
}
