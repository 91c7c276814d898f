package org.pirouette.simulate.runs;

import java.util.function.IntPredicate;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.engine.EventQueue;

/// Notes for a recorder what steps bring about, and passes it on.
public final class RecordingSink implements Sink {
  private final Sink sink;
  private final RunRecorder recorder;
  private final EventQueue queue;
  private final IntPredicate inGuest;

  /// @param queue the clock
  /// @param inGuest whether a pCPU executes its guest
  public RecordingSink(Sink sink, RunRecorder recorder, EventQueue queue, IntPredicate inGuest) {
    this.sink = sink;
    this.recorder = recorder;
    this.queue = queue;
    this.inGuest = inGuest;
  }

  @Override
  public void count(Counter counter) {
    recorder.counts(counter);
    sink.count(counter);
  }

  @Override
  public void inject(int virtualProcessor, int vector) {
    recorder.injects(virtualProcessor, vector);
    sink.inject(virtualProcessor, vector);
  }

  @Override
  public void exit(long key) {
    recorder.exits(key);
    sink.exit(key);
  }

  @Override
  public void deliver(int virtualProcessor, int vector) {
    recorder.effect(queue.now(), StepRun.DELIVERS, virtualProcessor, vector);
    sink.deliver(virtualProcessor, vector);
  }

  @Override
  public void send(long delay, long message) {
    recorder.effect(queue.now(), StepRun.SENDS, delay, message);
    sink.send(delay, message);
  }

  @Override
  public void attend(int processor) {
    if (recorder.isOpen() && inGuest.test(processor)) {
      recorder.interrupts(queue.now(), processor);
    } else {
      recorder.tells(queue.now(), StepRun.ATTENDS, processor);
    }
    sink.attend(processor);
  }

  @Override
  public void poke(int processor) {
    recorder.tells(queue.now(), StepRun.POKES, processor);
    sink.poke(processor);
  }

  @Override
  public void start(int agent, long delay, long event) {
    recorder.starts(agent, queue.now(), delay, event);
    sink.start(agent, delay, event);
  }

  @Override
  public void spend(int virtualProcessor, int spending, long cycles, long exit) {
    recorder.spends(virtualProcessor, spending, cycles, exit);
    sink.spend(virtualProcessor, spending, cycles, exit);
  }

  @Override
  public void free(int device) {
    recorder.frees(device);
    sink.free(device);
  }

  @Override
  public void concern(int virtualProcessor) {
    recorder.concerns(virtualProcessor);
    sink.concern(virtualProcessor);
  }

  @Override
  public void dependOn(int choice) {
    if (recorder.choice() != choice) {
      recorder.spoil();
    }
    sink.dependOn(choice);
  }

  @Override
  public void unrepeatable() {
    recorder.spoil();
    sink.unrepeatable();
  }
}
