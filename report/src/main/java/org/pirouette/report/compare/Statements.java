package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.DeliveryMode.HostInterrupts;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.compare.Statement.Verdict;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.statistics.Estimate;

/// What a comparison says about the statements of the short description of posted interrupts.
public final class Statements {
  /// A statement with a figure holds if the measured one is within this part of it.
  private static final double NEAR = 0.1;

  private final Comparison comparison;
  private final List<Statement> statements = new ArrayList<>();

  private Statements(Comparison comparison) {
    this.comparison = comparison;
  }

  /// The statements about which this run can say something, in the order of the description; none
  /// if hardly anything happened.
  public static List<Statement> of(Comparison comparison) {
    Statements all = new Statements(comparison);
    if (Decision.tooFew(comparison).isPresent()) {
      return List.of();
    }
    all.spdk();
    all.interruptsPerItem();
    all.exitsPerInterrupt();
    all.cyclesLost();
    all.exitsDisappear();
    all.externalInterrupts();
    all.hostTime();
    all.latency();
    all.exitBound();
    all.notRunning();
    return List.copyOf(all.statements);
  }

  private void spdk() {
    mode(Role.POLLED)
        .ifPresent(
            poll ->
                add(
                    "spdk",
                    "measured with SPDK and vfio-pci passthrough",
                    Verdict.FAILS,
                    "SPDK polls: in mode poll there are %s interrupts/s and %s exits/s, so posting"
                            .formatted(
                                plain(poll, Metric.INTERRUPTS_PER_SECOND),
                                plain(poll, Metric.EXITS_PER_SECOND))
                        + " has nothing to take away; the figures need a driver that takes"
                        + " interrupts"));
  }

  private static String plain(ModeSummary mode, Metric metric) {
    return Units.rate(mode.estimate(metric).mean()).replace("/s", "").strip();
  }

  private void interruptsPerItem() {
    Optional<ModeSummary> posted = mode(Role.DIRECT);
    if (posted.isEmpty() || !hasItems()) {
      return;
    }
    double items = posted.get().estimate(Metric.ITEMS_PER_SECOND).mean();
    double interrupts = posted.get().estimate(Metric.INTERRUPTS_PER_SECOND).mean();
    double per = items / interrupts;
    add(
        "one-interrupt-per-io",
        "each I/O is an interrupt (500k IOPS, 500k exits/s)",
        Math.abs(per - 1) <= NEAR ? Verdict.CONDITIONAL : Verdict.FAILS,
        "%s I/Os an interrupt (%s for %s); published: 1.09 (flash) to 6.4 (Optane, batches)"
            .formatted(Units.format(Unit.RATIO, per), Units.rate(items), Units.rate(interrupts)));
  }

  private boolean hasItems() {
    return comparison.modes().stream()
        .anyMatch(mode -> Double.isFinite(mode.estimate(Metric.ITEMS_PER_SECOND).mean()));
  }

  private void exitsPerInterrupt() {
    List<ModeSummary> unposted = unposted();
    if (unposted.isEmpty() || noInterrupts(unposted.getFirst()) || !hasItems()) {
      return;
    }
    StringBuilder measured = new StringBuilder();
    boolean one = false;
    boolean other = false;
    for (ModeSummary mode : unposted) {
      double per = mode.estimate(Metric.EXITS_PER_INTERRUPT).mean();
      measured
          .append(measured.isEmpty() ? "" : "; ")
          .append(mode.mode())
          .append(' ')
          .append(Units.format(Unit.RATIO, per))
          .append(" (")
          .append(Units.rate(mode.estimate(Metric.EXITS_PER_SECOND).mean()))
          .append(" for ")
          .append(Units.rate(mode.estimate(Metric.INTERRUPTS_PER_SECOND).mean()))
          .append(')');
      boolean near = Math.abs(per - 1) <= NEAR;
      one |= near;
      other |= !near;
    }
    add(
        "one-exit-per-interrupt",
        "without posting, each interrupt is one exit",
        one ? (other ? Verdict.CONDITIONAL : Verdict.HOLDS) : Verdict.FAILS,
        "exits per interrupt: " + measured + whyExitsPerInterrupt());
  }

  private String whyExitsPerInterrupt() {
    if (!architecture().has(Role.HOST_DELIVERED)) {
      return ". The end of an interrupt needs no exit here; the host's interrupt or its kick is"
          + " one, if the vCPU is in its guest";
    }
    return ". It is one only with %1$s and the host interrupt on the vCPU's own pCPU; without %1$s"
            .formatted(hardware())
        + " the EOI is a second one, on another pCPU there is none";
  }

  private Architecture architecture() {
    return comparison.scenario().host().architecture();
  }

  /// What helps the host to deliver.
  private String hardware() {
    return architecture().mode(Role.HOST_DELIVERED).hardware();
  }

  private void cyclesLost() {
    for (ModeSummary mode : unposted()) {
      double exits = mode.estimate(Metric.EXITS_PER_SECOND).mean();
      double cycles = mode.estimate(Metric.EXIT_CYCLES_PER_SECOND).mean();
      double cores = mode.estimate(Metric.EXIT_SHARE_OF_CORE).mean();
      if (isHostDeliveredHere(mode.mode()) && exits > 0) {
        double each = cycles / exits;
        boolean stated = near(cycles, 1.5e9) && near(each, 3_000) && near(cores, 0.5);
        add(
            "half-a-core",
            "500k exits/s at ~3,000 cycles are 1.5e9 cycles/s, half a 3 GHz core",
            stated ? Verdict.HOLDS : Verdict.CONDITIONAL,
            "in mode %s %s x %s = %s, %s cores%s"
                .formatted(
                    mode.mode(),
                    Units.rate(exits),
                    Units.cycles(each),
                    Units.format(Unit.CYCLES_PER_SECOND, cycles),
                    Units.format(Unit.RATIO, cores),
                    stated ? "" : "; it scales with rate and cost of an exit"));
      }
    }
  }

  private static boolean near(double value, double stated) {
    return Math.abs(value - stated) <= NEAR * stated;
  }

  private void exitsDisappear() {
    Optional<ModeSummary> posted = mode(Role.DIRECT);
    Optional<ModeSummary> before = busiest();
    if (posted.isEmpty() || before.isEmpty()) {
      return;
    }
    double from = before.get().estimate(Metric.EXITS_PER_SECOND).mean();
    double to = posted.get().estimate(Metric.EXITS_PER_SECOND).mean();
    double halts = posted.get().exitsPerSecond(ExitReason.Kind.HALT).mean();
    double per = to / posted.get().estimate(Metric.INTERRUPTS_PER_SECOND).mean();
    boolean gone = per < 0.001 || to == 0;
    String left =
        halts > 0.5 * to
            ? "; what is left are waits (%s): the guest leaves"
                    .formatted(
                        architecture()
                            .exitReason(ExitReason.Kind.HALT)
                            .map(ExitReason::name)
                            .orElse("halt"))
                + " when it has nothing to do"
            : gone ? "" : "; what is left is not delivery: " + reasons(posted.get());
    add(
        "exits-disappear",
        "with posted interrupts those exits disappear; the guest never leaves non-root mode",
        gone ? Verdict.HOLDS : Verdict.CONDITIONAL,
        "%s -> %s%s".formatted(Units.rate(from), Units.rate(to), left));
  }

  private void externalInterrupts() {
    Optional<ModeSummary> posted = mode(Role.DIRECT);
    Optional<ModeSummary> before = hostDeliveredHere().or(() -> mode(Role.BASELINE));
    if (posted.isEmpty() || before.isEmpty()) {
      return;
    }
    double from = before.get().exitsPerSecond(ExitReason.Kind.HOST_INTERRUPT).mean();
    double to = posted.get().exitsPerSecond(ExitReason.Kind.HOST_INTERRUPT).mean();
    if (from == 0) {
      return;
    }
    add(
        "external-interrupt-exits",
        "exits by external interrupts (EXTERNAL_INTERRUPT) drop near zero",
        to <= 0.02 * from ? Verdict.HOLDS : Verdict.CONDITIONAL,
        "%s -> %s".formatted(Units.rate(from), Units.rate(to))
            + (to <= 0.02 * from
                ? ""
                : "; interrupts of the host itself, timers and wake-ups of others remain"));
  }

  private void hostTime() {
    changes(
        "host-cpu-40-percent",
        "~40 % lower CPU usage in the host",
        Metric.HOST_USE,
        -0.40,
        "host time (all pCPUs, root mode)",
        "of the whole time of the vCPUs' pCPUs "
            + unposted().stream()
                .map(
                    mode ->
                        "%s in %s"
                            .formatted(
                                Units.percent(
                                    mode.estimate(Metric.HOST_USE_HOME).mean()
                                        / mode.estimate(Metric.BUSY_HOME).mean()),
                                mode.mode()))
                .collect(java.util.stream.Collectors.joining(", "))
            + " is the host's, and no more can be saved there");
  }

  private void latency() {
    changes(
        "p99-15-percent",
        "~15 % lower guest latency p99",
        Metric.ITEM_LATENCY_P99,
        -0.15,
        "I/O latency p99",
        atItsLimit()
            ? "a drive at its maximum rate fixes the latency (Little's law: queue depth / rate), so"
                + " nothing else can change it; without the limit the guest's time per I/O does"
            : "saving s of a latency L gives s/L: 15 % needs a latency of a few exits, or a queue"
                + " that waits for the guest's processor");
  }

  /// Whether the drives do as many I/Os as they can, in each mode.
  private boolean atItsLimit() {
    double limit =
        comparison.scenario().machines().stream()
            .flatMap(machine -> machine.devices().stream())
            .mapToDouble(
                device ->
                    switch (device) {
                      case Device.NvmeQueue queue ->
                          queue.maximumRate() > 0 ? queue.maximumRate() : Double.NaN;
                      case Device.NetworkQueue ignored -> Double.NaN;
                    })
            .sum();
    return comparison.modes().stream()
        .allMatch(mode -> mode.estimate(Metric.ITEMS_PER_SECOND).mean() >= 0.98 * limit);
  }

  private void changes(
      String key, String stated, Metric metric, double figure, String what, String why) {
    Optional<ModeSummary> posted = mode(Role.DIRECT);
    if (posted.isEmpty()) {
      return;
    }
    StringBuilder measured = new StringBuilder();
    boolean near = false;
    boolean reached = false;
    for (ModeSummary mode : unposted()) {
      Estimate change = posted.get().change(mode, metric);
      if (Double.isFinite(change.mean())) {
        measured
            .append(measured.isEmpty() ? "" : ", ")
            .append(Figure.change(change))
            .append(" against ")
            .append(mode.mode());
        near |= Math.abs(change.mean() - figure) <= NEAR * Math.abs(figure);
        reached |= change.mean() <= figure;
      }
    }
    if (!measured.isEmpty()) {
      add(
          key,
          stated,
          near || reached ? Verdict.CONDITIONAL : Verdict.FAILS,
          what + ": " + measured + "; " + why);
    }
  }

  private void exitBound() {
    Optional<ModeSummary> before = mode(Role.BASELINE).or(this::busiest);
    if (before.isEmpty() || noInterrupts(before.get())) {
      return;
    }
    int vcpus = comparison.scenario().virtualProcessors();
    StringBuilder measured = new StringBuilder();
    boolean bound = false;
    boolean fast = false;
    for (ModeSummary mode : unposted()) {
      double rate = mode.estimate(Metric.INTERRUPTS_PER_SECOND).mean() / vcpus;
      double share = mode.estimate(Metric.EXIT_SHARE_OF_CORE).mean() / vcpus;
      bound |= share >= 0.5;
      fast |= rate > 50_000;
      measured
          .append(measured.isEmpty() ? "" : "; ")
          .append(
              "%s: %s of each vCPU's time at %s, so %s at 50 k/s"
                  .formatted(
                      mode.mode(),
                      Units.percent(share),
                      Units.rate(rate),
                      Units.percent(rate == 0 ? 0 : share / rate * 50_000)));
    }
    add(
        "exit-bound-above-50k",
        "above 50k interrupts/s per vCPU a workload is exit-bound without posting",
        bound && fast ? Verdict.CONDITIONAL : fast ? Verdict.FAILS : Verdict.UNKNOWN,
        "lost to exits: " + measured + ". Half of the time, as a bound, needs more");
  }

  private void notRunning() {
    Optional<ModeSummary> posted = mode(Role.DIRECT);
    if (posted.isEmpty()) {
      return;
    }
    double suppressed = perSecond(posted.get(), Counter.SUPPRESSED);
    double wakeups = perSecond(posted.get(), Counter.WAKEUPS);
    if (suppressed == 0 && wakeups == 0) {
      return;
    }
    add(
        "not-running-no-notification",
        "if the vCPU is not running, the IOMMU posts but does not notify",
        wakeups > 0 ? Verdict.CONDITIONAL : Verdict.HOLDS,
        "posts without notification because the vCPU was preempted (SN): %s; wake-ups of halted"
                .formatted(Units.rate(suppressed))
            + " vCPUs, which are notified by the wakeup vector: "
            + Units.rate(wakeups));
  }

  private void add(String key, String stated, Verdict verdict, String measured) {
    statements.add(new Statement(key, stated, verdict, measured));
  }

  private static double perSecond(ModeSummary mode, Counter counter) {
    return mode.estimate(result -> result.count(counter) / result.seconds()).mean();
  }

  private static boolean noInterrupts(ModeSummary mode) {
    return !(mode.estimate(Metric.INTERRUPTS_PER_SECOND).mean() > 0);
  }

  private static String reasons(ModeSummary mode) {
    return String.join(", ", mode.exitReasons().stream().limit(3).map(ExitReason::name).toList());
  }

  private Optional<ModeSummary> mode(Role wanted) {
    return comparison.modes().stream().filter(mode -> mode.mode().role() == wanted).findFirst();
  }

  /// The host takes the device's interrupt on the pCPU where the vCPU runs.
  private Optional<ModeSummary> hostDeliveredHere() {
    return comparison.modes().stream().filter(mode -> isHostDeliveredHere(mode.mode())).findFirst();
  }

  private static boolean isHostDeliveredHere(DeliveryMode mode) {
    return mode.role() == Role.HOST_DELIVERED && mode.hostInterrupts() == HostInterrupts.SAME;
  }

  private List<ModeSummary> unposted() {
    return comparison.modes().stream()
        .filter(
            mode ->
                mode.mode().role() == Role.BASELINE || mode.mode().role() == Role.HOST_DELIVERED)
        .toList();
  }

  private Optional<ModeSummary> busiest() {
    return unposted().stream()
        .max(
            (a, b) ->
                Double.compare(
                    a.estimate(Metric.EXITS_PER_SECOND).mean(),
                    b.estimate(Metric.EXITS_PER_SECOND).mean()));
  }
}
