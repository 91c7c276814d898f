package org.pirouette.simulate.machine;

/// A device that decides when it raises its interrupt, and what the guest finds in its queue.
abstract class DeviceModel {
  /// Number of the device in the machine.
  final int number;

  DeviceModel(int number) {
    this.number = number;
  }

  /// The simulation starts.
  abstract void start(long now);

  /// An event that the device scheduled is due.
  ///
  /// @param argument as it was scheduled
  abstract void happen(long now, int argument);

  /// The guest's handler, or its polling loop, looks into the queue and takes what it finds.
  ///
  /// @return number of items taken
  abstract int take(long now);

  /// Cycles of guest work, outside the handler, for each item taken.
  abstract long cyclesPerItem();

  /// The guest has handled the oldest item that it took and not handled yet.
  abstract void handled(long now);

  /// The guest has handled all items that it took and is about to turn to something else.
  ///
  /// @return whether it should take again (the queue is not empty and sends no interrupt)
  boolean rearm(long now) {
    return false;
  }

  /// Whether items wait that no interrupt will tell of: only a poller looks.
  abstract boolean hasItems();
}
