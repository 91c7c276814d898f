package org.pirouette.simulate.runs;

import java.util.Arrays;
import org.pirouette.protocol.step.PlainWords;
import org.pirouette.protocol.step.Words;

/// The words of a machine, with a note of which of them a run of steps reads and changes.
final class WatchedWords extends Words {
  private static final byte READ = 1;
  private static final byte WRITTEN = 2;

  private final PlainWords words;
  private final byte[] uses;
  private final long[] found;
  private int[] touched = new int[64];
  private int count;

  /// @param size number of words
  WatchedWords(PlainWords words, int size) {
    this.words = words;
    uses = new byte[size];
    found = new long[size];
  }

  /// Starts a new run.
  void begin() {
    for (int i = 0; i < count; i++) {
      uses[touched[i]] = 0;
    }
    count = 0;
  }

  /// The words whose value at the start the run depends on.
  int[] readWords() {
    return select(READ, false);
  }

  /// What it found in them.
  long[] readValues() {
    return Arrays.stream(readWords()).mapToLong(word -> found[word]).toArray();
  }

  /// The words that the run left with another value than it found, or without looking.
  int[] writtenWords() {
    return select(WRITTEN, true);
  }

  /// What it left in them.
  long[] writtenValues() {
    return Arrays.stream(writtenWords()).mapToLong(words::load).toArray();
  }

  private int[] select(byte use, boolean changed) {
    return Arrays.stream(touched, 0, count)
        .filter(word -> (uses[word] & use) != 0)
        .filter(word -> !changed || (uses[word] & READ) == 0 || words.load(word) != found[word])
        .toArray();
  }

  private void touch(int word, byte use) {
    if (uses[word] == 0) {
      if (count == touched.length) {
        touched = Arrays.copyOf(touched, count * 2);
      }
      touched[count++] = word;
      if (use == READ) {
        found[word] = words.load(word);
      }
      uses[word] = use;
    } else if (use == WRITTEN) {
      uses[word] |= WRITTEN;
    }
  }

  @Override
  public long load(int word) {
    touch(word, READ);
    return words.load(word);
  }

  @Override
  public void store(int word, long value) {
    touch(word, WRITTEN);
    words.store(word, value);
  }

  @Override
  public long getAndOr(int word, long bits) {
    touch(word, READ);
    touch(word, WRITTEN);
    return words.getAndOr(word, bits);
  }

  @Override
  public long getAndAnd(int word, long bits) {
    touch(word, READ);
    touch(word, WRITTEN);
    return words.getAndAnd(word, bits);
  }

  @Override
  public long getAndSet(int word, long value) {
    touch(word, READ);
    touch(word, WRITTEN);
    return words.getAndSet(word, value);
  }

  @Override
  public boolean compareAndSet(int word, long expected, long value) {
    touch(word, READ);
    touch(word, WRITTEN);
    return words.compareAndSet(word, expected, value);
  }

  @Override
  public void fence() {
    words.fence();
  }
}
