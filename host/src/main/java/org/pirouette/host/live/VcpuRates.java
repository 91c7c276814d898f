package org.pirouette.host.live;

/// The rates of one vCPU over an interval.
///
/// @param machine name of the virtual machine
/// @param processId of its VMM
/// @param vcpu number, or -1 for all vCPUs of the machine together
/// @param pcpu the CPU that its thread ran on last, or -1
/// @param perSecond by [Counter#ordinal()]; NaN where the source does not count it
/// @param cpuShare the share of a core that its thread used, guest and host together, or NaN
/// @param shareLost the share of a core that its exits took, by [ExitCost]; NaN where not known
public record VcpuRates(
    String machine,
    long processId,
    int vcpu,
    int pcpu,
    double[] perSecond,
    double cpuShare,
    double shareLost) {

  /// How bad it is.
  public enum Mark {
    /// Half a core or more is lost to exits.
    EXIT_BOUND("exit-bound"),
    /// A tenth of a core or more, or more than 50,000 interrupts each second.
    LOOK("look"),
    NONE("");

    private final String words;

    Mark(String words) {
      this.words = words;
    }

    /// In words, for a table.
    public String words() {
      return words;
    }
  }

  /// The rate of a counter, or NaN.
  public double rate(Counter counter) {
    return perSecond[counter.ordinal()];
  }

  /// The rule of exit-bound vCPUs.
  public Mark mark() {
    if (shareLost >= ExitCost.BOUND) {
      return Mark.EXIT_BOUND;
    }
    boolean many = rate(Counter.INTERRUPTS) > ExitCost.MANY_INTERRUPTS;
    return many || shareLost >= ExitCost.WORTH_A_LOOK ? Mark.LOOK : Mark.NONE;
  }
}
