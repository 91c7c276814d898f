package org.pirouette.simulate.machine;

/// What devices and guests ask of the machine around them.
interface World {
  /// Cycles of a time.
  long cycles(long nanoseconds);

  /// Schedules an event of a device.
  ///
  /// @param argument given back to [DeviceModel#happen]
  void scheduleDevice(int device, long delay, int argument);

  /// A device raises its interrupt now.
  void raise(int device, long now);

  /// Items wait in a queue whose guest polls.
  void itemsForPoller(int device, long now);

  /// The guest handled an item of a device, so long after it was submitted or had arrived.
  void itemHandled(long latency);

  /// A device had to drop an item.
  void itemDropped();

  /// A guest sends an IPI now.
  ///
  /// @param awaits whether it waits until the target has handled it
  void ipiSent(int sender, int target, int vector, boolean awaits, long now);

  /// The handler of an IPI, which started at a given time, ran to its end.
  void ipiHandled(int virtualProcessor, int vector, long handlerStart);
}
