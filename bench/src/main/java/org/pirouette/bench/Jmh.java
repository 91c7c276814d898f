package org.pirouette.bench;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.Profiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs JMH benchmarks and gives their scores by name.
public final class Jmh {
  private Jmh() {}

  /// Runs all benchmarks of a class.
  ///
  /// @return scores by `method` or `method:parameter=value,...`, in the benchmark's own mode and
  ///   unit; secondary results as `method:parameters/label`
  public static Map<String, Double> run(
      Class<?> benchmarks, BenchmarkGroup.Effort effort, String... jvmArguments)
      throws RunnerException {
    return scores(new Runner(options(benchmarks, effort, jvmArguments).build()).run());
  }

  /// The same with a profiler, whose figures come as secondary results.
  public static Map<String, Double> run(
      Class<?> benchmarks,
      BenchmarkGroup.Effort effort,
      Class<? extends Profiler> profiler,
      String... jvmArguments)
      throws RunnerException {
    return scores(
        new Runner(options(benchmarks, effort, jvmArguments).addProfiler(profiler).build()).run());
  }

  private static ChainedOptionsBuilder options(
      Class<?> benchmarks, BenchmarkGroup.Effort effort, String... jvmArguments) {
    boolean full = effort == BenchmarkGroup.Effort.FULL;
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmarks.getName().replace("$", ".") + "\\.")
            .forks(full ? 3 : 1)
            .warmupIterations(full ? 5 : 3)
            .measurementIterations(full ? 5 : 3)
            .warmupTime(TimeValue.seconds(1))
            .measurementTime(TimeValue.seconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (jvmArguments.length > 0) {
      options = options.jvmArgsAppend(jvmArguments);
    }
    return options;
  }

  private static Map<String, Double> scores(Collection<RunResult> results) {
    Map<String, Double> scores = new TreeMap<>();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      name = name.substring(name.lastIndexOf('.') + 1);
      StringBuilder key = new StringBuilder(name);
      char separator = ':';
      for (String parameter : result.getParams().getParamsKeys()) {
        key.append(separator)
            .append(parameter)
            .append('=')
            .append(result.getParams().getParam(parameter));
        separator = ',';
      }
      scores.put(key.toString(), result.getPrimaryResult().getScore());
      result
          .getSecondaryResults()
          .forEach((label, value) -> scores.put(key + "/" + label, value.getScore()));
    }
    return scores;
  }
}
