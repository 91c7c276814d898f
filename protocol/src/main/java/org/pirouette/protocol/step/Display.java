package org.pirouette.protocol.step;

import java.util.List;

/// How people are shown the value of a word. The part of the machine that declares the word says
/// so; whoever prints it has no names of its own.
public sealed interface Display {
  /// A word that is not for people: a program counter, a register, a budget, a ghost.
  Display NONE = new Hidden();

  /// A whole number.
  Display NUMBER = new Plain(10);

  /// A number in hexadecimal digits.
  Display HEX = new Plain(16);

  /// The agent whose id it is.
  Display AGENT = new AgentId();

  /// Not shown.
  record Hidden() implements Display {}

  /// As one number.
  ///
  /// @param radix 10 or 16
  record Plain(int radix) implements Display {}

  /// As the name of an agent.
  record AgentId() implements Display {}

  /// As the name of one of several values, counted from 0.
  record OneOf(List<String> names) implements Display {
    public OneOf {
      names = List.copyOf(names);
    }
  }

  /// As the set of its bits.
  ///
  /// @param base what bit 0 stands for
  /// @param radix 10 for members, 16 for vectors
  record Bits(int base, int radix) implements Display {}

  /// As fields with names.
  record Fields(List<Named> fields) implements Display {
    public Fields {
      fields = List.copyOf(fields);
    }
  }

  /// A field and what it is called.
  ///
  /// @param radix 10 or 16
  record Named(String name, Field field, int radix) {}

  /// The values 0, 1, ... by name.
  static Display oneOf(String... names) {
    return new OneOf(List.of(names));
  }

  /// A bitmap of vectors.
  ///
  /// @param base the vector of bit 0
  static Display vectors(int base) {
    return new Bits(base, 16);
  }

  /// A set of numbers.
  static Display members() {
    return new Bits(0, 10);
  }

  /// Several fields of one word.
  static Display fields(Named... fields) {
    return new Fields(List.of(fields));
  }

  /// A field that is shown as a decimal number.
  static Named decimal(String name, Field field) {
    return new Named(name, field, 10);
  }

  /// A field that is shown as a hexadecimal number, such as a vector.
  static Named hexadecimal(String name, Field field) {
    return new Named(name, field, 16);
  }
}
