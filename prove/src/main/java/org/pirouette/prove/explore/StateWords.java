package org.pirouette.prove.explore;

import java.util.Arrays;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.step.Words;

/// The words of the state under exploration. Writes are logged, so that a step can be undone and
/// only the words that it touched are packed again.
///
/// Sequentially consistent: every access is seen by all at once. `StoreBuffers` puts x86-TSO on
/// top.
final class StateWords extends Words {
  final long[] values;
  private final boolean[] ownedByOneAgent;
  private int[] changed = new int[64];
  private long[] before = new long[64];
  private int changes;
  private boolean local;

  StateWords(Layout layout) {
    values = layout.words().stream().mapToLong(Layout.Word::initial).toArray();
    ownedByOneAgent = new boolean[values.length];
    for (Layout.Word word : layout.words()) {
      ownedByOneAgent[word.index()] = word.kind() == Kind.PRIVATE || word.varying() == 0;
    }
  }

  /// Forgets the log: what is written from now on is one step.
  void begin() {
    changes = 0;
    local = true;
  }

  /// Puts back what was written since [#begin].
  void undo() {
    for (int i = changes - 1; i >= 0; i--) {
      values[changed[i]] = before[i];
    }
    changes = 0;
  }

  /// Packs what was written since [#begin] into `target`, which holds the state before.
  void pack(StatePacking packing, long[] target) {
    for (int i = 0; i < changes; i++) {
      packing.pack(changed[i], values[changed[i]], target);
    }
  }

  /// Whether since [#begin] only private words were read and written.
  boolean wasLocal() {
    return local;
  }

  @Override
  public long load(int word) {
    local &= ownedByOneAgent[word];
    return values[word];
  }

  @Override
  public void store(int word, long value) {
    local &= ownedByOneAgent[word];
    if (values[word] == value) {
      return;
    }
    if (changes == changed.length) {
      changed = Arrays.copyOf(changed, 2 * changes);
      before = Arrays.copyOf(before, 2 * changes);
    }
    changed[changes] = word;
    before[changes++] = values[word];
    values[word] = value;
  }

  @Override
  public long getAndOr(int word, long bits) {
    long old = values[word];
    store(word, old | bits);
    return old;
  }

  @Override
  public long getAndAnd(int word, long bits) {
    long old = values[word];
    store(word, old & bits);
    return old;
  }

  @Override
  public long getAndSet(int word, long value) {
    long old = values[word];
    store(word, value);
    return old;
  }

  @Override
  public boolean compareAndSet(int word, long expected, long value) {
    if (values[word] != expected) {
      local &= ownedByOneAgent[word];
      return false;
    }
    store(word, value);
    return true;
  }

  @Override
  public void fence() {}
}
