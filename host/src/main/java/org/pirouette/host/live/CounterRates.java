package org.pirouette.host.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pirouette.host.source.KvmCounters;

/// Rates of whole machines out of two readings of KVM's counters in a collected tree.
public final class CounterRates {
  private CounterRates() {}

  /// The machines that both readings have.
  ///
  /// @param seconds between them
  /// @return empty where the time between them is not known
  public static List<VcpuRates> of(
      KvmCounters first, KvmCounters second, double seconds, ExitCost cost) {
    List<VcpuRates> rates = new ArrayList<>();
    if (!(seconds > 0)) {
      return rates;
    }
    for (Map.Entry<String, KvmCounters.Machine> entry : first.machines().entrySet()) {
      KvmCounters.Machine later = second.machines().get(entry.getKey());
      if (later != null) {
        rates.add(rates(entry.getKey(), entry.getValue(), later, seconds, cost));
      }
    }
    return rates;
  }

  private static VcpuRates rates(
      String name,
      KvmCounters.Machine first,
      KvmCounters.Machine second,
      double seconds,
      ExitCost cost) {
    double[] perSecond = new double[Counter.COUNT];
    for (Counter counter : Counter.values()) {
      long before = first.value(counter.statistic());
      long after = second.value(counter.statistic());
      perSecond[counter.ordinal()] =
          before < 0 || after < before ? Double.NaN : (after - before) / seconds;
    }
    int vcpu = first.threads().size() == 1 ? first.threads().keySet().iterator().next() : -1;
    double lost =
        cost.shareLost(
            perSecond[Counter.EXITS.ordinal()],
            perSecond[Counter.INTERRUPTS.ordinal()],
            perSecond[Counter.HALTS.ordinal()]);
    return new VcpuRates(name, first.processId(), vcpu, -1, perSecond, Double.NaN, lost);
  }
}
