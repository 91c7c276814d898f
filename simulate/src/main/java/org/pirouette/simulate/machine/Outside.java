package org.pirouette.simulate.machine;

import java.util.stream.IntStream;
import org.pirouette.protocol.step.Decision;

/// What goes on outside the pCPUs: devices that wait to raise their interrupt, agents on their way.
final class Outside {
  private final Core core;
  private final boolean[] raisePending;
  private final boolean[] scheduled;
  private final int[] agents;
  private final long startCycles;

  /// @param devices number of devices
  /// @param startCycles from a device's message to the agent that takes it
  Outside(Core core, int devices, long startCycles) {
    this.core = core;
    this.startCycles = startCycles;
    raisePending = new boolean[devices];
    scheduled = new boolean[core.machine.agents().size()];
    agents = IntStream.range(0, devices).map(core.machine::device).toArray();
  }

  /// Whether a device waits to raise its interrupt.
  boolean isRaisePending(int device) {
    return raisePending[device];
  }

  /// A device raised its interrupt, or must wait until it can.
  void raised(int device, boolean pending) {
    raisePending[device] = pending;
  }

  /// The agent of a device.
  int agent(int device) {
    return agents[device];
  }

  /// The fabric takes messages again: the device that waits raises its interrupt.
  void free(int device) {
    raisePending[device] = !core.decide(agents[device], Decision.DEVICE_RAISE);
  }

  /// Whether an agent has started.
  boolean isScheduled(int agent) {
    return scheduled[agent];
  }

  /// An agent is at work, or waits for something.
  void scheduled(int agent, boolean isScheduled) {
    scheduled[agent] = isScheduled;
  }

  /// From now to the start of an agent that has something to do.
  long startCycles() {
    return startCycles;
  }

  /// An agent starts after a delay.
  ///
  /// @param event that does so
  void start(long delay, long event) {
    scheduled[Event.index(event)] = true;
    core.queue.schedule(delay, Event.ARRIVES, event);
  }
}
