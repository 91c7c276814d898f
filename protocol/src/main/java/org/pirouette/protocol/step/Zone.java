package org.pirouette.protocol.step;

import java.util.BitSet;

/// The places of a program that are in a [Region].
public final class Zone {
  private final BitSet places;

  Zone(BitSet places) {
    this.places = places;
  }

  /// Whether a place is in it: a program counter, or the place that a subroutine returns to.
  public boolean holds(int place) {
    return places.get(place);
  }
}
