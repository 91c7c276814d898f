package org.pirouette.cli.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pirouette.cli.recording.RecordedWorkload;
import org.pirouette.cli.recording.RecordedWorkload.MeasuredCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.x86.ExitReason;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.DeliveryMode;

/// The prices of a recorded host: what the recording measured, and for the rest those of a profile,
/// scaled by how much slower or faster the host was than the profile in the exits of both.
final class MeasuredCosts {
  /// Work of the hypervisor and the host's kernel, which grows with how slow the host is.
  private static final Set<Cost> SOFTWARE =
      EnumSet.of(
          Cost.HOST_INTERRUPT_ENTRY,
          Cost.HOST_INTERRUPT_EXIT,
          Cost.HOST_DEVICE_HANDLER,
          Cost.HOST_NOTIFICATION_HANDLER,
          Cost.HOST_WAKEUP_HANDLER,
          Cost.HOST_TICK_HANDLER,
          Cost.EXIT_LOOP,
          Cost.EXIT_HANDLER_EXTERNAL_INTERRUPT,
          Cost.EXIT_HANDLER_WINDOW,
          Cost.EXIT_HANDLER_HLT,
          Cost.EXIT_HANDLER_EOI,
          Cost.EXIT_HANDLER_ICR,
          Cost.EXIT_HANDLER_OTHER,
          Cost.USERSPACE,
          Cost.INJECT,
          Cost.HALT_POLL,
          Cost.WAKE_UP,
          Cost.SCHED_OUT,
          Cost.SCHED_IN);

  private final RecordedWorkload workload;
  private final CostProfile base;
  private final double cyclesPerNanosecond;
  private final double slowness;
  private final Map<ExitReason, Price> exits = new EnumMap<>(ExitReason.class);
  private final Map<Cost, Price> steps = new EnumMap<>(Cost.class);

  private MeasuredCosts(RecordedWorkload workload, CostProfile base) {
    this.workload = workload;
    this.base = base;
    cyclesPerNanosecond = workload.scenario().host().hertz() / 1e9;
    slowness = slowness();
  }

  static CostProfile of(RecordedWorkload workload, CostProfile base) {
    return new MeasuredCosts(workload, base).profile();
  }

  private CostProfile profile() {
    base.exits().forEach((reason, price) -> exits.put(reason, scaled(price)));
    base.steps()
        .forEach((cost, price) -> steps.put(cost, SOFTWARE.contains(cost) ? scaled(price) : price));
    boolean injected = workload.recordedMode() == DeliveryMode.EMULATED;
    long injection = injected ? cycles(steps, Cost.INJECT) : 0;
    workload
        .costs()
        .forEach(
            (reason, cost) -> {
              boolean injects =
                  reason == ExitReason.EXTERNAL_INTERRUPT || reason == ExitReason.INTERRUPT_WINDOW;
              exits.put(reason, price(cost, injects ? injection : 0));
            });
    long exitAlone = cycles(exits, ExitReason.EXTERNAL_INTERRUPT);
    workload
        .timerCost()
        .ifPresent(cost -> steps.put(Cost.HOST_TICK_HANDLER, price(cost, exitAlone + injection)));
    return new CostProfile(
        base.name() + ", exits as recorded", base.description(), steps, base.delays(), exits);
  }

  /// How many times longer the recorded exits took than the profile's: the median over the reasons
  /// that both know.
  private double slowness() {
    List<Double> ratios = new ArrayList<>();
    workload
        .costs()
        .forEach(
            (reason, cost) -> {
              long expected = cycles(base.exits(), reason);
              if (expected > 0 && cost.nanoseconds() > 0) {
                ratios.add(cost.nanoseconds() * cyclesPerNanosecond / expected);
              }
            });
    if (ratios.isEmpty()) {
      return 1;
    }
    Collections.sort(ratios);
    return ratios.get(ratios.size() / 2);
  }

  private Price scaled(Price price) {
    return new Price(
        Math.round(price.cycles() * slowness),
        "%s; times %.2f for this host".formatted(price.source(), slowness),
        price.assumption());
  }

  private Price price(MeasuredCost cost, long less) {
    long cycles = Math.max(0, Math.round(cost.nanoseconds() * cyclesPerNanosecond) - less);
    String source =
        "recording: mean of %,d exits, %,.0f ns".formatted(cost.samples(), cost.nanoseconds());
    return new Price(cycles, less == 0 ? source : source + ", less what is priced apart", false);
  }

  private static <K> long cycles(Map<K, Price> prices, K key) {
    Price price = prices.get(key);
    return price == null ? 0 : price.cycles();
  }
}
