package org.pirouette.simulate.runs;

import org.pirouette.simulate.Counter;

/// Whom steps tell what they bring about outside the words. The simulated machine carries it out;
/// [RecordingSink] notes it on the way. Methods that only describe a step do nothing by themselves.
public interface Sink {
  /// Nobody listens.
  Sink NONE = new Sink() {};

  /// Something is counted.
  default void count(Counter counter) {}

  /// An interrupt is injected.
  default void inject(int virtualProcessor, int vector) {}

  /// A vCPU leaves its guest: the key of the exit.
  default void exit(long key) {}

  /// The handler of a vector starts in a guest.
  default void deliver(int virtualProcessor, int vector) {}

  /// A message leaves: after a delay it is an event.
  default void send(long delay, long message) {}

  /// The interrupt logic of a pCPU may have something to accept.
  default void attend(int processor) {}

  /// A pCPU may be waiting for what happened.
  default void poke(int processor) {}

  /// An agent outside the pCPUs that was waiting starts, by an event after a delay.
  default void start(int agent, long delay, long event) {}

  /// The pCPU at work spends cycles.
  ///
  /// @param virtualProcessor on whose behalf, or -1
  /// @param exit the key of the exit that is handled, or -1
  default void spend(int virtualProcessor, int spending, long cycles, long exit) {}

  /// A device may go on.
  default void free(int device) {}

  /// What is booked depends on the exit of a vCPU.
  default void concern(int virtualProcessor) {}

  /// What is booked depends on the guest's choice.
  default void dependOn(int choice) {}

  /// What happens depends on more than words: it may go otherwise the next time.
  default void unrepeatable() {}
}
