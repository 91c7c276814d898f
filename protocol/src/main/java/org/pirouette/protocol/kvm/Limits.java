package org.pirouette.protocol.kvm;

import java.util.Arrays;

/// How often each thing may happen: [#UNLIMITED] in simulated time, small numbers in the prover.
/// Immutable.
public final class Limits {
  /// The environment decides; nothing is counted.
  public static final int UNLIMITED = 15;

  private final int[] values;

  private Limits(int[] values) {
    this.values = values;
  }

  /// Nothing may happen.
  public static Limits none() {
    return new Limits(new int[Limit.values().length]);
  }

  /// Nothing is bounded.
  public static Limits unlimited() {
    int[] values = new int[Limit.values().length];
    Arrays.fill(values, UNLIMITED);
    return new Limits(values);
  }

  /// With another bound.
  ///
  /// @param number 0 to 14, or [#UNLIMITED]
  /// @throws IllegalArgumentException if the number is none of these
  public Limits with(Limit limit, int number) {
    if (number < 0 || number > UNLIMITED) {
      throw new IllegalArgumentException(
          "limit " + limit + ": expected 0 to 14, or 15 for unlimited, found " + number);
    }
    int[] copy = values.clone();
    copy[limit.ordinal()] = number;
    return new Limits(copy);
  }

  /// The bound.
  public int of(Limit limit) {
    return values[limit.ordinal()];
  }

  /// Whether it may happen at all.
  public boolean allows(Limit limit) {
    return of(limit) != 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Limits limits && Arrays.equals(values, limits.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Limit limit : Limit.values()) {
      if (allows(limit)) {
        String number = of(limit) == UNLIMITED ? "unlimited" : Integer.toString(of(limit));
        text.append(text.length() > 1 ? ", " : "").append(limit).append(' ').append(number);
      }
    }
    return text.append('}').toString();
  }
}
