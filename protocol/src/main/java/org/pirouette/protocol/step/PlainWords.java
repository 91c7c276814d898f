package org.pirouette.protocol.step;

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

  /// Whether each of several words has the value expected of it.
  public boolean hold(int[] words, long[] expected) {
    for (int i = 0; i < words.length; i++) {
      if (values[words[i]] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /// Gives several words their values.
  public void storeAll(int[] words, long[] newValues) {
    for (int i = 0; i < words.length; i++) {
      values[words[i]] = newValues[i];
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
