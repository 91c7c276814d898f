package org.pirouette.report.page;

import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.statistics.Estimate;

/// How a [Metric] is called and counted in tables and pages.
public final class MetricLabel {
  private MetricLabel() {}

  /// The metric in words, without its unit.
  public static String words(Metric metric) {
    return switch (metric) {
      case EXITS_PER_SECOND -> "VM exits";
      case INTERRUPTS_PER_SECOND -> "interrupts delivered";
      case EXITS_PER_INTERRUPT -> "exits per interrupt";
      case EXIT_CYCLES_PER_SECOND -> "cycles lost to exits";
      case EXIT_SHARE_OF_CORE -> "share of a core lost to exits";
      case HOST_USE_HOME -> "host CPU on the vCPUs' pCPUs";
      case HOST_USE_OTHER -> "host CPU on other pCPUs";
      case HOST_USE -> "host CPU";
      case BUSY_HOME -> "vCPUs' pCPUs busy";
      case BUSY_OTHER -> "other pCPUs busy";
      case GUEST_MODE -> "time in guest mode";
      case INTERRUPT_LATENCY_P50 -> "interrupt latency p50";
      case INTERRUPT_LATENCY_P99 -> "interrupt latency p99";
      case INTERRUPT_LATENCY_P999 -> "interrupt latency p99.9";
      case ITEM_LATENCY_P50 -> "I/O latency p50";
      case ITEM_LATENCY_P99 -> "I/O latency p99";
      case ITEM_LATENCY_P999 -> "I/O latency p99.9";
      case ITEMS_PER_SECOND -> "I/Os completed";
      case NOTIFICATIONS_PER_SECOND -> "notifications sent";
      case COALESCED_PER_SECOND -> "posts without a notification";
      case WAKEUPS_PER_SECOND -> "wakeups";
    };
  }

  /// What its values count. Shares are shares of one core.
  public static Unit unit(Metric metric) {
    return switch (metric) {
      case EXITS_PER_SECOND,
          INTERRUPTS_PER_SECOND,
          ITEMS_PER_SECOND,
          NOTIFICATIONS_PER_SECOND,
          COALESCED_PER_SECOND,
          WAKEUPS_PER_SECOND ->
          Unit.PER_SECOND;
      case EXITS_PER_INTERRUPT -> Unit.RATIO;
      case EXIT_CYCLES_PER_SECOND -> Unit.CYCLES_PER_SECOND;
      case EXIT_SHARE_OF_CORE,
          HOST_USE_HOME,
          HOST_USE_OTHER,
          HOST_USE,
          BUSY_HOME,
          BUSY_OTHER,
          GUEST_MODE ->
          Unit.SHARE;
      case INTERRUPT_LATENCY_P50,
          INTERRUPT_LATENCY_P99,
          INTERRUPT_LATENCY_P999,
          ITEM_LATENCY_P50,
          ITEM_LATENCY_P99,
          ITEM_LATENCY_P999 ->
          Unit.NANOSECONDS;
    };
  }

  /// A mean with its confidence interval in the metric's unit.
  public static String value(Metric metric, Estimate estimate) {
    return Units.interval(unit(metric), estimate.mean(), estimate.halfWidth());
  }
}
