package org.pirouette.bench.compare;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import umontreal.ssj.simevents.eventlist.BinaryTree;

/// Events per second on one M/M/1 queue whose times do not come again within a run, so that no
/// branch predictor can know whether an arrival or a departure is next.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class UnforeseenTimesBenchmark {
  private static final int EVENTS = 1 << 18;
  private static final Exponentials TIMES = Exponentials.draw(1 << 19);

  /// Ours.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long pirouette() {
    return new PirouetteQueues(1, TIMES.rewound()).run(EVENTS);
  }

  /// SSJ with the event list that is its fastest here.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long ssjBinaryTree() {
    return new SsjQueues(1, new BinaryTree(), TIMES.rewound()).run(EVENTS);
  }

  /// No engine at all: two times compared. What no engine can be faster than.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long noEngine() {
    return BareQueue.run(EVENTS, TIMES.rewound());
  }
}
