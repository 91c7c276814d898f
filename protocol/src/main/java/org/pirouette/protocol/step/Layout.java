package org.pirouette.protocol.step;

import java.util.ArrayList;
import java.util.List;

/// The words of a machine: for each its name, its kind, the bits that may ever differ from the
/// initial value, and that value.
///
/// The prover packs a state by taking exactly the varying bits of each word (`Long.compress`); a
/// step that changes any other bit is a defect and is reported as one.
public final class Layout {
  /// What a word stands for, which decides how memory order applies to it.
  public enum Kind {
    /// Memory that several processors or devices access; stores are buffered under TSO.
    SHARED,
    /// A program counter or register of one agent.
    PRIVATE,
    /// A register or message queue of the hardware: seen by all at once, never buffered.
    HARDWARE,
    /// Bookkeeping for properties; no step's behaviour depends on it.
    GHOST
  }

  /// One word.
  ///
  /// @param name for charts and counterexamples, for example `vCPU 0 PID control`
  /// @param varying bits that may differ from `initial` in some reachable state
  /// @param display how people are shown its value
  public record Word(
      int index, String name, Kind kind, long varying, long initial, Display display) {}

  private final List<Word> words = new ArrayList<>();

  /// Declares the next word, which is not shown to people.
  ///
  /// @return its index
  public int add(String name, Kind kind, long varying, long initial) {
    words.add(new Word(words.size(), name, kind, varying, initial, Display.NONE));
    return words.size() - 1;
  }

  /// Says how people are shown a word that has been declared.
  public void show(int word, Display display) {
    Word known = words.get(word);
    words.set(
        word,
        new Word(word, known.name(), known.kind(), known.varying(), known.initial(), display));
  }

  /// All words, in the order of their indices.
  public List<Word> words() {
    return List.copyOf(words);
  }

  /// Number of words.
  public int size() {
    return words.size();
  }
}
