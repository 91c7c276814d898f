package org.pirouette.bench.compare;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import umontreal.ssj.simevents.eventlist.BinaryTree;
import umontreal.ssj.simevents.eventlist.Henriksen;
import umontreal.ssj.simevents.eventlist.RedblackTree;
import umontreal.ssj.simevents.eventlist.SplayTree;

/// Events per second on M/M/1 queues with utilisation 0.8: one queue (2 pending events), and 5,556
/// of them (10,000 pending events). The 4,096 times drawn come again and again, which a present-day
/// branch predictor learns; [UnforeseenTimesBenchmark] is the case where it cannot.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EventEngineBenchmark {
  private static final int EVENTS = 1 << 18;

  private static final Exponentials TIMES = Exponentials.draw(1 << 12);

  /// Number of queues.
  @Param({"1", "5556"})
  public int stations;

  /// Ours.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long pirouette() {
    return new PirouetteQueues(stations, TIMES.rewound()).run(EVENTS);
  }

  /// SSJ with its default event list.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long ssjSplayTree() {
    return new SsjQueues(stations, new SplayTree(), TIMES.rewound()).run(EVENTS);
  }

  /// SSJ with another event list.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long ssjHenriksen() {
    return new SsjQueues(stations, new Henriksen(), TIMES.rewound()).run(EVENTS);
  }

  /// SSJ with another event list.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long ssjRedblackTree() {
    return new SsjQueues(stations, new RedblackTree(), TIMES.rewound()).run(EVENTS);
  }

  /// SSJ with another event list.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long ssjBinaryTree() {
    return new SsjQueues(stations, new BinaryTree(), TIMES.rewound()).run(EVENTS);
  }

  /// CloudSim Plus.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long cloudSimPlus() {
    return CloudSimQueues.run(stations, EVENTS, TIMES.rewound());
  }

  /// kalasim.
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long kalasim() {
    return KalasimQueues.run(stations, EVENTS, TIMES.rewound());
  }
}
