package org.pirouette.protocol.step;

import java.util.function.IntToLongFunction;

/// The words of one part of a machine, declared once: the same words for each pCPU, vCPU or device,
/// or for the VM as a whole. A subclass declares its words in its constructor and gives the index
/// of each by an accessor: the first one's index plus the number of the pCPU, vCPU or device.
public abstract class Bank {
  private final Layout layout;
  private final String owner;
  private final int count;

  /// @param layout where the words are declared
  /// @param owner what the words belong to, for example `vCPU`; empty for the VM as a whole
  /// @param count how many such owners there are
  protected Bank(Layout layout, String owner, int count) {
    this.layout = layout;
    this.owner = owner;
    this.count = count;
  }

  /// Declares a word of each owner.
  ///
  /// @param varying the bits that may vary in this configuration
  /// @return index of the word of owner 0; the next one's is one higher
  protected final int word(
      Layout.Kind kind, String name, IntToLongFunction varying, IntToLongFunction initial) {
    int first = layout.size();
    for (int n = 0; n < count; n++) {
      layout.add(nameOf(n, name), kind, varying.applyAsLong(n), initial.applyAsLong(n));
    }
    return first;
  }

  /// Declares a word that is alike for each owner.
  protected final int word(Layout.Kind kind, String name, long varying, long initial) {
    return word(kind, name, n -> varying, n -> initial);
  }

  /// Declares several words of each owner, such as the words of a bitmap.
  ///
  /// @param width number of words of one owner
  /// @param varying the bits that may vary, by owner times `width` plus number of the word
  /// @return index of the first word of owner 0
  protected final int words(
      Layout.Kind kind, String name, int width, IntToLongFunction varying, String open) {
    int first = layout.size();
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < width; i++) {
        String number = open.isEmpty() ? "" : "[" + i + "]";
        layout.add(nameOf(n, name) + number, kind, varying.applyAsLong(n * width + i), 0);
      }
    }
    return first;
  }

  /// Says how people are shown the words that have just been declared.
  ///
  /// @param first what [#word] or [#words] returned
  /// @return the same
  protected final int shown(Display display, int first) {
    for (int word = first; word < layout.size(); word++) {
      layout.show(word, display);
    }
    return first;
  }

  /// Says that the words that have just been declared are bitmaps of vectors.
  ///
  /// @param width number of words of one owner, each of 64 vectors, from vector 0 on
  /// @param first what [#words] returned
  /// @return the same
  protected final int shownAsVectors(int width, int first) {
    for (int word = first; word < layout.size(); word++) {
      layout.show(word, Display.vectors(Long.SIZE * ((word - first) % width)));
    }
    return first;
  }

  private String nameOf(int n, String name) {
    return owner.isEmpty() ? "VM " + name : owner + " " + n + " " + name;
  }

  /// All values up to a number, as the bits that they need.
  protected static long upTo(long greatest) {
    return greatest == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(greatest);
  }

  /// Bits at the place of a field.
  protected static long narrow(Field field, long bits) {
    return field.set(0, bits);
  }
}
