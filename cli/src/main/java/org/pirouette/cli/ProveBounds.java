package org.pirouette.cli;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.YamlProblem;
import picocli.CommandLine.Option;

/// What an exploration may use.
final class ProveBounds {
  private static final int MOST_THREADS = 256;

  @Option(
      names = "--max-states",
      paramLabel = "N",
      description = "End each search after N distinct states, for example 500k or 50M.")
  private @Nullable String states;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      description = "End each search before it needs more, for example 8GiB (default: half).")
  private @Nullable String memory;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "End each search after this time, for example 30s.")
  private @Nullable String time;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of workers (default: all processors).")
  private @Nullable Integer threads;

  @Option(
      names = "--no-reduction",
      description = "Explore every interleaving one by one, also of steps that nobody can notice.")
  private boolean noReduction;

  /// The bounds that the user gave, and the default for each other.
  Bounds bounds() throws UserError {
    Bounds bounds =
        Bounds.generous().withReduction(!noReduction).withMaximumMemory(physicalMemory() / 2);
    if (threads != null) {
      if (threads < 1 || threads > MOST_THREADS) {
        throw new UserError(
            "--threads must be from 1 to " + MOST_THREADS + ", found " + threads + ".");
      }
      bounds = bounds.withThreads(threads);
    }
    if (states != null) {
      bounds = bounds.withMaximumStates((long) read("--max-states", Quantity.COUNT, states));
    }
    if (memory != null) {
      bounds = bounds.withMaximumMemory((long) read("--max-memory", Quantity.SIZE, memory));
    }
    if (time != null) {
      bounds = bounds.withTime(Duration.ofNanos((long) read("--time", Quantity.TIME, time)));
    }
    return bounds;
  }

  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }

  private static double read(String option, Quantity kind, String text) throws UserError {
    try {
      double value = kind.read(text);
      if (value < 1) {
        throw new UserError(option + " must be more than 0, found '" + text + "'.");
      }
      return value;
    } catch (YamlProblem problem) {
      throw new UserError(option + ": " + problem.getMessage() + ".", problem);
    }
  }
}
