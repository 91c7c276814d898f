package org.pirouette.simulate.machine;

import org.jspecify.annotations.Nullable;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.runs.Sink;
import org.pirouette.simulate.runs.StepRun;

/// Carries out what steps bring about outside the words.
final class Effects implements Sink {
  private final Core core;
  private final Measurements measurements;
  private final Processors processors;
  private final Outside outside;
  private final GuestModel[] guests;
  private final @Nullable Timeline timeline;

  Effects(
      Core core,
      Measurements measurements,
      Processors processors,
      Outside outside,
      GuestModel[] guests,
      @Nullable Timeline timeline) {
    this.core = core;
    this.measurements = measurements;
    this.processors = processors;
    this.outside = outside;
    this.guests = guests;
    this.timeline = timeline;
  }

  @Override
  public void count(Counter counter) {
    measurements.count(counter);
  }

  @Override
  public void inject(int virtualProcessor, int vector) {
    measurements.injected(virtualProcessor, vector, 1);
  }

  @Override
  public void exit(long key) {
    measurements.exits.count(key, 1);
  }

  @Override
  public void send(long delay, long message) {
    core.queue.schedule(delay, Event.ARRIVES, message);
  }

  @Override
  public void deliver(int virtualProcessor, int vector) {
    long now = core.queue.now();
    long raised = measurements.delivered(virtualProcessor, vector, now);
    if (timeline != null) {
      timeline.delivered(virtualProcessor, vector, raised, now);
    }
    guests[virtualProcessor].delivered(vector, now);
  }

  @Override
  public void attend(int processor) {
    processors.attend(processor);
  }

  @Override
  public void poke(int processor) {
    processors.poke(processor);
  }

  @Override
  public void start(int agent, long delay, long event) {
    outside.start(delay, event);
  }

  /// What a known run of steps tells others.
  void repeat(byte kind, long a, long b) {
    switch (kind) {
      case StepRun.SENDS -> send(a, b);
      case StepRun.DELIVERS -> deliver((int) a, (int) b);
      case StepRun.ATTENDS -> processors.attend((int) a);
      case StepRun.INTERRUPTS -> processors.interrupt((int) a);
      case StepRun.STARTS -> outside.start(a, b);
      default -> processors.poke((int) a);
    }
  }
}
