package org.pirouette.prove.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Word;

/// Packs the words of a state into as few longs as it can, and back.
///
/// Of each word only the varying bits are kept (`Long.compress` of the difference to the initial
/// value). A word never straddles two longs, so that changing one word changes one long; the words
/// are placed by decreasing width, each into the first long with room. The initial state is all
/// zeros.
final class StatePacking {
  private final Word[] words;
  private final int[] slot;
  private final int[] shift;
  private final int[][] wordsInSlot;
  private final int longs;
  private final int bits;

  StatePacking(Layout layout) {
    words = layout.words().toArray(Word[]::new);
    slot = new int[words.length];
    shift = new int[words.length];
    List<Integer> used = new ArrayList<>();
    List<Word> byWidth = new ArrayList<>(layout.words());
    byWidth.removeIf(word -> word.varying() == 0);
    byWidth.sort(
        Comparator.comparingInt((Word word) -> -Long.bitCount(word.varying()))
            .thenComparingInt(Word::index));
    int total = 0;
    for (Word word : byWidth) {
      total += place(word, used);
    }
    bits = total;
    longs = Math.max(1, used.size());
    wordsInSlot = new int[longs][];
    for (int s = 0; s < longs; s++) {
      int current = s;
      wordsInSlot[s] =
          byWidth.stream().mapToInt(Word::index).filter(w -> slot[w] == current).sorted().toArray();
    }
  }

  private int place(Word word, List<Integer> used) {
    int width = Long.bitCount(word.varying());
    int chosen = 0;
    while (chosen < used.size() && used.get(chosen) + width > Long.SIZE) {
      chosen++;
    }
    if (chosen == used.size()) {
      used.add(0);
    }
    slot[word.index()] = chosen;
    shift[word.index()] = used.get(chosen);
    used.set(chosen, used.get(chosen) + width);
    return width;
  }

  /// Longs in a packed state.
  int longs() {
    return longs;
  }

  /// Bits that a state needs.
  int bits() {
    return bits;
  }

  /// Sets the words that differ between two packed states.
  ///
  /// @param from the packed state that `values` holds; becomes the new one
  /// @param source array with the new packed state, from index `offset`
  void unpack(long[] from, long[] source, int offset, long[] values) {
    for (int s = 0; s < longs; s++) {
      long packed = source[offset + s];
      if (packed != from[s]) {
        from[s] = packed;
        for (int index : wordsInSlot[s]) {
          Word word = words[index];
          values[index] = word.initial() ^ Long.expand(packed >>> shift[index], word.varying());
        }
      }
    }
  }

  /// Puts one word's new value into a packed state.
  void pack(int index, long value, long[] target) {
    Word word = words[index];
    long varying = word.varying();
    long difference = value ^ word.initial();
    if ((difference & ~varying) != 0) {
      throw new LayoutViolation(
          String.format(
              "word '%s' was set to %#x, but its layout lets only the bits %#x differ from %#x",
              word.name(), value, varying, word.initial()));
    }
    if (varying != 0) {
      int s = slot[index];
      long field = Long.compress(-1L, varying) << shift[index];
      target[s] = (target[s] & ~field) | (Long.compress(difference, varying) << shift[index]);
    }
  }

  /// A 64-bit fingerprint that is never 0, and a different function for each seed.
  static long fingerprint(long[] packed, int longs, long seed) {
    long hash = seed;
    for (int i = 0; i < longs; i++) {
      hash = mix(hash ^ packed[i]);
    }
    return hash == 0 ? 1 : hash;
  }

  /// The finalizer of SplitMix64, by Stafford: a bijection in which each input bit changes each
  /// output bit with a probability of about one half.
  private static long mix(long value) {
    long z = value + 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
