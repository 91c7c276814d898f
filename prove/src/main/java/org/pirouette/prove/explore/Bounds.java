package org.pirouette.prove.explore;

import java.time.Duration;

/// What an exploration may use. Whoever runs out of it has the verdict "not exhausted".
///
/// @param threads workers, at least 1
/// @param maximumStates distinct states
/// @param maximumMemory bytes for stored states and frontiers
/// @param time wall-clock time
/// @param reduction whether steps that no other agent can notice are taken at once, without their
///   interleavings
public record Bounds(
    int threads, long maximumStates, long maximumMemory, Duration time, boolean reduction) {

  /// How the limit of states is told.
  String statesLimit() {
    return "--max-states " + maximumStates;
  }

  /// How the limit of time is told.
  String timeLimit() {
    return "--time " + time.toMillis() / 1000.0 + " s";
  }

  /// How the limit of memory is told.
  String memoryLimit() {
    return "--max-memory " + maximumMemory / (1 << 20) + " MiB";
  }

  /// How it is told that the Java heap is full.
  static String heapLimit() {
    return "the Java heap of " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB (-Xmx)";
  }

  /// All processors, no limit but three quarters of the machine's memory is for the caller to know:
  /// here 2^40 states, 8 GiB, a day.
  public static Bounds generous() {
    return new Bounds(
        Runtime.getRuntime().availableProcessors(), 1L << 40, 8L << 30, Duration.ofDays(1), false);
  }

  /// With another number of workers.
  public Bounds withThreads(int workers) {
    return new Bounds(workers, maximumStates, maximumMemory, time, reduction);
  }

  /// With another limit of distinct states.
  public Bounds withMaximumStates(long states) {
    return new Bounds(threads, states, maximumMemory, time, reduction);
  }

  /// With another limit of bytes.
  public Bounds withMaximumMemory(long bytes) {
    return new Bounds(threads, maximumStates, bytes, time, reduction);
  }

  /// With another limit of time.
  public Bounds withTime(Duration limit) {
    return new Bounds(threads, maximumStates, maximumMemory, limit, reduction);
  }

  /// With or without reduction.
  public Bounds withReduction(boolean on) {
    return new Bounds(threads, maximumStates, maximumMemory, time, on);
  }
}
