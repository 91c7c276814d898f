package org.pirouette.simulate.scenario;

/// What makes the I/Os of a queue: an application that waits for its I/Os, or one that does not.
public sealed interface Application {
  /// As many I/Os as the queue is deep, each followed at once by the next one: a benchmark at full
  /// depth.
  Application EAGER = new Closed(new Distribution.Constant(0));

  /// A closed loop: as many threads as the queue is deep, each with one I/O outstanding, each
  /// thinking before the next one. What makes an I/O slower makes the rate lower.
  ///
  /// @param think time between the end of an I/O and the next submission, ns
  record Closed(Distribution think) implements Application {
    /// Checks the values.
    public Closed {
      Check.notNegative("think time", Math.round(think.mean()));
    }
  }

  /// An open loop: I/Os are wanted at a rate of their own. One that finds the queue full waits, and
  /// its latency counts from when it was wanted.
  ///
  /// @param interval time between two I/Os, ns
  record Open(Distribution interval) implements Application {
    /// Checks the values.
    public Open {
      Check.between("mean time between I/Os", interval);
    }
  }
}
