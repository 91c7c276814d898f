package org.pirouette.prove.explore;

/// A search ran out of what its [Bounds] allow.
final class RanOut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String limit;

  /// @param limit which bound, in words
  RanOut(String limit) {
    super(limit, null, false, false);
    this.limit = limit;
  }

  /// Which bound, in words.
  String limit() {
    return limit;
  }
}
