package org.pirouette.simulate;

import java.util.function.ToDoubleFunction;

/// The figures by which delivery modes are compared. Each is one number per simulation; NaN where
/// it does not exist.
public enum Metric {
  /// Exits per second, all vCPUs.
  EXITS_PER_SECOND(r -> r.exitCount() / r.seconds()),
  /// Interrupts delivered per second.
  INTERRUPTS_PER_SECOND(r -> r.count(Counter.INTERRUPTS) / r.seconds()),
  /// Exits per interrupt.
  EXITS_PER_INTERRUPT(r -> r.exitCount() / (double) r.count(Counter.INTERRUPTS)),
  /// Cycles per second between exits and entries.
  EXIT_CYCLES_PER_SECOND(r -> r.exitCycles() / r.seconds()),
  /// The same as a share of one pCPU.
  EXIT_SHARE_OF_CORE(r -> r.exitCycles() / r.seconds() / r.hertz()),
  /// Cycles of hypervisor and host on the pCPUs of the vCPUs, as a share of one pCPU: everything
  /// but guest, halt polling and idle.
  HOST_USE_HOME(r -> host(r, true)),
  /// The same on all other pCPUs.
  HOST_USE_OTHER(r -> host(r, false)),
  /// Both together.
  HOST_USE(r -> host(r, true) + host(r, false)),
  /// Time in which the host polls before it lets a halted vCPU sleep, in pCPUs.
  HALT_POLLING(r -> spent(r, Spending.HALT_POLLING)),
  /// Time in which guests do their work and handle interrupts, in pCPUs.
  GUEST_WORK(r -> spent(r, Spending.GUEST_WORK) + spent(r, Spending.GUEST_HANDLER)),
  /// Time in which guests poll or spin and find nothing, in pCPUs.
  GUEST_IDLE(r -> spent(r, Spending.GUEST_IDLE)),
  /// Busy time of the vCPUs' pCPUs, guests included, in pCPUs.
  BUSY_HOME(r -> busy(r, true)),
  /// Busy time of all other pCPUs, in pCPUs.
  BUSY_OTHER(r -> busy(r, false)),
  /// Time in non-root mode, in pCPUs.
  GUEST_MODE(Metric::guestMode),
  /// Median of the interrupt latency, ns.
  INTERRUPT_LATENCY_P50(r -> r.interruptLatency().percentileNanoseconds(50)),
  /// 99th percentile of the interrupt latency, ns.
  INTERRUPT_LATENCY_P99(r -> r.interruptLatency().percentileNanoseconds(99)),
  /// 99.9th percentile of the interrupt latency, ns.
  INTERRUPT_LATENCY_P999(r -> r.interruptLatency().percentileNanoseconds(99.9)),
  /// Median of the latency of I/Os or packets, ns.
  ITEM_LATENCY_P50(r -> r.itemLatency().percentileNanoseconds(50)),
  /// 99th percentile of the latency of I/Os or packets, ns.
  ITEM_LATENCY_P99(r -> r.itemLatency().percentileNanoseconds(99)),
  /// 99.9th percentile of the latency of I/Os or packets, ns.
  ITEM_LATENCY_P999(r -> r.itemLatency().percentileNanoseconds(99.9)),
  /// I/Os completed or packets handled per second; NaN without such devices.
  ITEMS_PER_SECOND(r -> items(r)),
  /// Notifications sent per second.
  NOTIFICATIONS_PER_SECOND(r -> r.count(Counter.NOTIFICATIONS) / r.seconds()),
  /// Times a second that hardware was told of another pCPU for a vCPU's interrupts.
  RELOCATIONS_PER_SECOND(r -> r.count(Counter.RELOCATIONS) / r.seconds()),
  /// Posts per second that needed no notification.
  COALESCED_PER_SECOND(r -> r.count(Counter.COALESCED) / r.seconds()),
  /// Wake-ups of sleeping vCPUs per second.
  WAKEUPS_PER_SECOND(r -> r.count(Counter.WAKEUPS) / r.seconds());

  private final ToDoubleFunction<ModeResult> value;

  Metric(ToDoubleFunction<ModeResult> value) {
    this.value = value;
  }

  /// The figure of one simulation.
  public double of(ModeResult result) {
    return value.applyAsDouble(result);
  }

  private static double host(ModeResult result, boolean home) {
    long cycles = 0;
    for (Spending spending : Spending.values()) {
      if (!spending.inGuest() && spending != Spending.HALT_POLLING && spending != Spending.IDLE) {
        cycles += result.cycles(spending, home);
      }
    }
    return share(result, cycles);
  }

  private static double spent(ModeResult result, Spending spending) {
    return share(result, result.cycles(spending, true) + result.cycles(spending, false));
  }

  private static double busy(ModeResult result, boolean home) {
    long cycles = 0;
    for (Spending spending : Spending.values()) {
      if (spending != Spending.IDLE) {
        cycles += result.cycles(spending, home);
      }
    }
    return share(result, cycles);
  }

  private static double guestMode(ModeResult result) {
    long cycles = 0;
    for (Spending spending : Spending.values()) {
      if (spending.inGuest()) {
        cycles += result.cycles(spending, true);
      }
    }
    return share(result, cycles);
  }

  private static double share(ModeResult result, long cycles) {
    return cycles / result.seconds() / result.hertz();
  }

  private static double items(ModeResult result) {
    long items = result.count(Counter.ITEMS);
    return items == 0 ? Double.NaN : items / result.seconds();
  }
}
