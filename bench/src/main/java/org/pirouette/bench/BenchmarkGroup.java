package org.pirouette.bench;

import java.util.List;

/// One group of measurements that `bench/run` prints as rows of ratios. Registered in
/// `META-INF/services/org.pirouette.bench.BenchmarkGroup`.
public interface BenchmarkGroup {
  /// Name on the command line, for example `compare`.
  String name();

  /// Measures ours and the peer in this run.
  ///
  /// @param effort how long to measure
  /// @return the rows, in the order to print
  /// @throws Exception if a measurement failed; the group is then reported as failed
  List<Row> measure(Effort effort) throws Exception;

  /// How long to measure.
  enum Effort {
    /// One fork and few iterations: minutes for all groups, wide error.
    QUICK,
    /// Three forks: what the README's table is made with.
    FULL
  }

  /// One line of the table.
  ///
  /// @param what what is measured, with its conditions
  /// @param ours our figure, with its unit
  /// @param peer the peer and its figure, with its unit
  /// @param ratio ours to the peer, so that larger is better
  /// @param target the smallest ratio that meets the aim, 0 if there is none
  record Row(String what, String ours, String peer, double ratio, double target) {}
}
