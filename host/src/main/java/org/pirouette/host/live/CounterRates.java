package org.pirouette.host.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.pirouette.host.source.KvmCounters;
import org.pirouette.host.source.KvmStat;

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

  /// The rates that kvm_stat printed, of all machines together; empty where it counted no exits.
  public static List<VcpuRates> of(KvmStat statistics, ExitCost cost) {
    double exits = first(statistics, "kvm_exit", "exits");
    if (Double.isNaN(exits)) {
      return List.of();
    }
    double[] perSecond = new double[Counter.COUNT];
    perSecond[Counter.EXITS.ordinal()] = exits;
    perSecond[Counter.INTERRUPTS.ordinal()] =
        first(statistics, "kvm_exit(EXTERNAL_INTERRUPT)", "kvm_exit(interrupt)", "irq_exits");
    perSecond[Counter.INJECTIONS.ordinal()] = first(statistics, "kvm_inj_virq", "irq_injections");
    perSecond[Counter.HALTS.ordinal()] =
        first(statistics, "kvm_exit(HLT)", "kvm_exit(hlt)", "kvm_exit(WFx)", "halt_exits");
    perSecond[Counter.WAKEUPS.ordinal()] = first(statistics, "kvm_vcpu_wakeup", "halt_wakeup");
    double lost =
        cost.shareLost(
            exits, perSecond[Counter.INTERRUPTS.ordinal()], perSecond[Counter.HALTS.ordinal()]);
    return List.of(new VcpuRates("all VMs", 0, -1, -1, perSecond, Double.NaN, lost));
  }

  private static double first(KvmStat statistics, String... names) {
    for (String name : names) {
      OptionalDouble rate = statistics.rate(name);
      if (rate.isPresent()) {
        return rate.getAsDouble();
      }
    }
    return Double.NaN;
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
