package org.pirouette.bench.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.pirouette.model.intel.PostedInterruptDescriptor;

/// Posting as the IOMMU does and draining, alone and with two posters against one drainer; in Java
/// and in C, on the same threads of the same run.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DescriptorBenchmark {
  private static final int ROUNDS = 1_000;
  private static final int LINE = 64;

  /// The descriptor of one run, on a cache line of its own.
  @State(Scope.Group)
  public static class Shared {
    final MemorySegment memory = Arena.global().allocate(2 * LINE, 2 * LINE);
    final PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.over(memory);
  }

  /// A descriptor that no other thread touches.
  @State(Scope.Thread)
  public static class Alone {
    final MemorySegment memory = Arena.global().allocate(2 * LINE, 2 * LINE);
    final PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.over(memory);
  }

  /// Where a drainer puts the requests.
  @State(Scope.Thread)
  public static class Drained {
    final long[] into = new long[4];
    final MemorySegment nativeInto = Arena.global().allocate(2 * LINE, LINE);
  }

  /// Java, uncontended.
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long postAndDrain(Alone alone, Drained drained) {
    PostedInterruptDescriptor descriptor = alone.descriptor;
    long[] into = drained.into;
    long result = 0;
    for (int round = 0; round < ROUNDS; round++) {
      result += descriptor.post(round & 255, false, true);
      result += descriptor.drain(into) ? 1 : 0;
    }
    return result;
  }

  /// C, uncontended.
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long postAndDrainInC(Alone alone, Drained drained) {
    return NativeModel.postAndDrain(alone.memory, drained.nativeInto, ROUNDS);
  }

  /// Java, two of these against one [#drains].
  @Benchmark
  @Group("contended")
  @GroupThreads(2)
  @OperationsPerInvocation(ROUNDS)
  public long posts(Shared shared) {
    PostedInterruptDescriptor descriptor = shared.descriptor;
    long result = 0;
    for (int round = 0; round < ROUNDS; round++) {
      result += descriptor.post(round & 255, false, true);
    }
    return result;
  }

  /// Java, the drainer.
  @Benchmark
  @Group("contended")
  @OperationsPerInvocation(ROUNDS)
  public long drains(Shared shared, Drained drained) {
    PostedInterruptDescriptor descriptor = shared.descriptor;
    long[] into = drained.into;
    long result = 0;
    for (int round = 0; round < ROUNDS; round++) {
      result += descriptor.drain(into) ? 1 : 0;
    }
    return result;
  }

  /// C, two of these against one [#drainsInC].
  @Benchmark
  @Group("contendedInC")
  @GroupThreads(2)
  @OperationsPerInvocation(ROUNDS)
  public long postsInC(Shared shared) {
    return NativeModel.posts(shared.memory, ROUNDS);
  }

  /// C, the drainer.
  @Benchmark
  @Group("contendedInC")
  @OperationsPerInvocation(ROUNDS)
  public long drainsInC(Shared shared, Drained drained) {
    return NativeModel.drains(shared.memory, drained.nativeInto, ROUNDS);
  }
}
