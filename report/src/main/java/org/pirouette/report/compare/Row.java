package org.pirouette.report.compare;

import java.util.List;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.report.text.Unit;
import org.pirouette.simulate.Metric;

/// One line of the side-by-side table.
///
/// @param label for people, at most 24 characters
/// @param key name in JSON, without the unit
/// @param unit what the figure measures
/// @param metric the figure
/// @param compared whether its change against the first mode is worth a line
public record Row(String label, String key, Unit unit, Metric metric, boolean compared) {
  /// Exits and what they cost.
  public static final List<Row> EXITS =
      List.of(
          row("interrupts", "interruptsPerSecond", Unit.PER_SECOND, Metric.INTERRUPTS_PER_SECOND),
          row("exits", "exitsPerSecond", Unit.PER_SECOND, Metric.EXITS_PER_SECOND).withChange(),
          row("exits per interrupt", "exitsPerInterrupt", Unit.RATIO, Metric.EXITS_PER_INTERRUPT),
          row(
              "lost to exits, cycles",
              "exitCyclesPerSecond",
              Unit.CYCLES_PER_SECOND,
              Metric.EXIT_CYCLES_PER_SECOND),
          row("lost to exits, cores", "exitShareOfCore", Unit.RATIO, Metric.EXIT_SHARE_OF_CORE)
              .withChange());

  /// Where the processors' time goes.
  public static final List<Row> PROCESSORS =
      List.of(
          row("host, vCPUs' pCPUs", "hostUseHomeCores", Unit.RATIO, Metric.HOST_USE_HOME),
          row("host, other pCPUs", "hostUseOtherCores", Unit.RATIO, Metric.HOST_USE_OTHER),
          row("host, together", "hostUseCores", Unit.RATIO, Metric.HOST_USE).withChange(),
          row("halt polling", "haltPollingCores", Unit.RATIO, Metric.HALT_POLLING).withChange(),
          row("busy, vCPUs' pCPUs", "busyHomeCores", Unit.RATIO, Metric.BUSY_HOME).withChange(),
          row("in guest mode", "guestModeCores", Unit.RATIO, Metric.GUEST_MODE),
          row("  guest's work", "guestWorkCores", Unit.RATIO, Metric.GUEST_WORK).withChange(),
          row("  guest waits, spinning", "guestIdleCores", Unit.RATIO, Metric.GUEST_IDLE));

  /// Latencies and throughput.
  public static final List<Row> LATENCY =
      List.of(
          row(
              "interrupt p50",
              "interruptLatencyP50Nanoseconds",
              Unit.NANOSECONDS,
              Metric.INTERRUPT_LATENCY_P50),
          row(
                  "interrupt p99",
                  "interruptLatencyP99Nanoseconds",
                  Unit.NANOSECONDS,
                  Metric.INTERRUPT_LATENCY_P99)
              .withChange(),
          row(
              "interrupt p99.9",
              "interruptLatencyP999Nanoseconds",
              Unit.NANOSECONDS,
              Metric.INTERRUPT_LATENCY_P999),
          row("I/O p50", "ioLatencyP50Nanoseconds", Unit.NANOSECONDS, Metric.ITEM_LATENCY_P50)
              .withChange(),
          row("I/O p99", "ioLatencyP99Nanoseconds", Unit.NANOSECONDS, Metric.ITEM_LATENCY_P99)
              .withChange(),
          row("I/O p99.9", "ioLatencyP999Nanoseconds", Unit.NANOSECONDS, Metric.ITEM_LATENCY_P999),
          row("I/Os", "iosPerSecond", Unit.PER_SECOND, Metric.ITEMS_PER_SECOND).withChange());

  /// What the protocol did.
  public static final List<Row> PROTOCOL =
      List.of(
          row(
              "notifications",
              "notificationsPerSecond",
              Unit.PER_SECOND,
              Metric.NOTIFICATIONS_PER_SECOND),
          row(
              "coalesced posts",
              "coalescedPerSecond",
              Unit.PER_SECOND,
              Metric.COALESCED_PER_SECOND),
          row(
              "moves (VMOVP)",
              "relocationsPerSecond",
              Unit.PER_SECOND,
              Metric.RELOCATIONS_PER_SECOND),
          row("wake-ups", "wakeupsPerSecond", Unit.PER_SECOND, Metric.WAKEUPS_PER_SECOND));

  /// The label in the words of an architecture.
  public String label(Architecture architecture) {
    return metric == Metric.NOTIFICATIONS_PER_SECOND ? architecture.notifications() : label;
  }

  /// All of them in the order of the table.
  public static List<Row> all() {
    return java.util.stream.Stream.of(EXITS, PROCESSORS, LATENCY, PROTOCOL)
        .flatMap(List::stream)
        .toList();
  }

  private static Row row(String label, String key, Unit unit, Metric metric) {
    return new Row(label, key, unit, metric, false);
  }

  private Row withChange() {
    return new Row(label, key, unit, metric, true);
  }
}
