package org.pirouette.simulate.engine;

/// All events but the first two.
///
/// Few of them are all near, that is, sorted. With more, only those that come soonest are near, and
/// the others are on a ladder, from which the next ones are poured when no near event is left.
final class LaterEvents {
  /// A key greater than that of any event.
  static final long NONE = Long.MAX_VALUE;

  private static final int FEW = 32;

  private final NearEvents near = new NearEvents();
  private final EventLadder ladder = new EventLadder();
  // Below it an event is near, from it on the ladder.
  private long nearEnd = NONE;

  int size() {
    return near.size() + ladder.size();
  }

  /// Key of the first of these events, or [#NONE].
  long firstKey() {
    return near.firstKey();
  }

  /// Adds an event behind those with the same key.
  void add(long key, long payload) {
    if (key >= nearEnd) {
      ladder.add(key, payload);
    } else {
      near.add(key, payload);
      if (nearEnd == NONE && near.size() > FEW) {
        climb();
      }
    }
  }

  /// Adds an event whose key is not greater than any here, before those with the same key.
  void addFirst(long key, long payload) {
    near.addFirst(key, payload);
  }

  /// Takes the first event away; there must be one.
  ///
  /// @return its payload
  long takeFirst() {
    long payload = near.takeFirst();
    if (near.isEmpty()) {
      nearEnd = ladder.pour(near);
    }
    return payload;
  }

  /// Starts the ladder: too many events are near.
  private void climb() {
    ladder.start(near.firstKey());
    while (!near.isEmpty()) {
      long key = near.firstKey();
      ladder.add(key, near.takeFirst());
    }
    nearEnd = ladder.pour(near);
  }
}
