package org.pirouette.simulate.machine;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.PlainWords;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;
import org.pirouette.simulate.engine.EventQueue;
import org.pirouette.simulate.runs.Sink;
import org.pirouette.simulate.runs.StepRun;

/// What all parts of a simulated machine stand on: its clock, its words, and whom the steps tell
/// what they bring about. It knows none of the parts.
final class Core {
  // A delay behind the end of every simulation: what is further away does not happen.
  private static final long NEVER = EventQueue.LAST_TIME / 2;

  final EventQueue queue = new EventQueue();
  final PlainWords plainWords;
  final KvmMachine plainMachine;
  final PriceList prices;
  private final long hertz;

  // The machine on its words as they are, or as somebody watches them.
  KvmMachine machine;
  Words words;
  Sink sink = Sink.NONE;

  /// The run that was taken last, while no word has changed since.
  @Nullable StepRun latest;

  long steps;

  /// @param hertz cycles a second
  Core(KvmMachine machine, PriceList prices, long hertz) {
    plainMachine = machine.on(new PlainWords(machine.layout()));
    plainWords = (PlainWords) plainMachine.words();
    this.machine = plainMachine;
    words = plainWords;
    this.prices = prices;
    this.hertz = hertz;
  }

  /// Steps are executed on this machine from now on, and tell this sink.
  void on(KvmMachine machine, Words words, Sink sink) {
    this.machine = machine;
    this.words = words;
    this.sink = sink;
  }

  /// Cycles of a time.
  long cycles(long nanoseconds) {
    return Math.round(nanoseconds * (hertz / 1e9));
  }

  /// Schedules what comes from outside the pCPUs, after any delay.
  void schedule(long delay, long event) {
    queue.schedule(Math.min(delay, NEVER), Event.ARRIVES, event);
  }

  /// @return the program counter after the step
  int take(int agent, int counter, int pc, Step step, int choice) {
    steps++;
    latest = null;
    int next = step.execute(machine, agent, choice);
    int after = next == Step.NEXT ? pc + 1 : next;
    words.store(counter, after);
    return after;
  }

  /// Takes the step of an agent outside the pCPUs whose choice is made here.
  ///
  /// @return whether it was possible
  boolean decide(int agent, Decision decision) {
    int counter = prices.counters[agent];
    int pc = (int) words.load(counter);
    Step step = prices.steps[agent][pc];
    if (step.decision() != decision || step.alternatives(machine, agent) == 0) {
      return false;
    }
    take(agent, counter, pc, step, 0);
    return true;
  }
}
