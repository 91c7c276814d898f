package org.pirouette.workload.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.protocol.step.Cost;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordedWorkload.MeasuredCost;

/// The prices of a recorded host: what the recording measured, and for the rest those of a profile,
/// scaled by how much slower or faster the host was than the profile in the exits of both.
final class MeasuredCosts {
  private static final long ENOUGH_SAMPLES = 20;

  /// From a source's own host interrupt to the end of its handler.
  private static final List<Cost> SOURCE =
      List.of(
          KvmCost.HOST_INTERRUPT_ENTRY, KvmCost.HOST_DEVICE_HANDLER, KvmCost.HOST_INTERRUPT_EXIT);

  private final RecordedWorkload workload;
  private final CostProfile base;
  private final double cyclesPerNanosecond;
  private final double slowness;
  private final Map<ExitReason, Price> exits = new TreeMap<>(ExitReason.ORDER);
  private final Map<Cost, Price> steps = new HashMap<>();

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
    base.steps().forEach((cost, price) -> steps.put(cost, isScaled(cost) ? scaled(price) : price));
    boolean injected = workload.recordedMode().role() == Role.BASELINE;
    long injection = injected ? cycles(steps, KvmCost.INJECT) : 0;
    workload
        .costs()
        .forEach(
            (reason, cost) -> {
              boolean injects =
                  reason.kind() == ExitReason.Kind.HOST_INTERRUPT
                      || reason.kind() == ExitReason.Kind.INTERRUPT_WINDOW;
              exits.put(reason, price(cost, injects ? injection + handler(reason) : 0));
            });
    long exitAlone =
        base.architecture()
            .exitReason(ExitReason.Kind.HOST_INTERRUPT)
            .map(reason -> cycles(exits, reason))
            .orElse(0L);
    workload
        .timerCost()
        .ifPresent(
            cost ->
                steps.put(
                    KvmCost.HOST_TICK_HANDLER,
                    price(cost, exitAlone + injection + entryAndReturn())));
    Map<Integer, Price> registers = new TreeMap<>();
    workload.registerCosts().forEach((register, cost) -> registers.put(register, price(cost, 0)));
    capSources();
    return new CostProfile(
        base.architecture(),
        base.name() + ", exits as recorded",
        base.description(),
        steps,
        base.delays(),
        exits,
        registers);
  }

  /// Where the host's handlers tell of interrupts, their own work lies between exit and entry, and
  /// is not the longer for it that exits are.
  private boolean isScaled(Cost cost) {
    return cost.isSoftware()
        && !(handlersTell()
            && (SOURCE.contains(cost)
                || cost.equals(kickHandler())
                || cost.equals(KvmCost.INJECT)));
  }

  private boolean handlersTell() {
    return base.architecture().arrivalsByHandlers();
  }

  private Cost kickHandler() {
    return base.architecture().handlerCost(base.architecture().interrupt(ExitReason.Meaning.KICK));
  }

  private long entryAndReturn() {
    return handlersTell()
        ? cycles(steps, KvmCost.HOST_INTERRUPT_ENTRY) + cycles(steps, KvmCost.HOST_INTERRUPT_EXIT)
        : 0;
  }

  /// What the handler of a kick does, which is priced apart.
  private long handler(ExitReason reason) {
    return handlersTell() && reason.kind() == ExitReason.Kind.HOST_INTERRUPT
        ? entryAndReturn() + cycles(steps, kickHandler())
        : 0;
  }

  /// Interrupts are recorded where the host makes them pending, so their source's work is done by
  /// then: it must not hold up the next one of the same source, which the recording shows so soon.
  private void capSources() {
    long work = 0;
    for (Cost cost : SOURCE) {
      work += cycles(steps, cost);
    }
    long gap = Math.round(workload.shortestGapNanoseconds() * cyclesPerNanosecond);
    if (work <= gap || work == 0) {
      return;
    }
    for (Cost cost : SOURCE) {
      Price price = steps.get(cost);
      if (price != null) {
        steps.put(
            cost,
            new Price(
                price.cycles() * gap / work,
                "recording: %,d ns from one interrupt of a source to the next"
                    .formatted(workload.shortestGapNanoseconds()),
                false));
      }
    }
  }

  /// How many times longer the recorded exits took than the profile's: of the reasons that both
  /// know and that were seen often enough, each exit with one voice. A few rare exits, such as
  /// moving the APIC, tell nothing of the rest.
  private double slowness() {
    double measured = 0;
    double expected = 0;
    for (var entry : workload.costs().entrySet()) {
      MeasuredCost cost = entry.getValue();
      long price = cycles(base.exits(), entry.getKey());
      if (price > 0 && cost.samples() >= ENOUGH_SAMPLES) {
        measured += cost.nanoseconds() * cyclesPerNanosecond * cost.samples();
        expected += (double) price * cost.samples();
      }
    }
    return expected == 0 || measured == 0 ? 1 : measured / expected;
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
