package org.pirouette.simulate.scenario;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.x86.ExitReason;

/// Cycles for each kind of step and each delay on a CPU generation, each with its source.
///
/// @param steps price of each kind of step; all kinds must be there
/// @param delays each delay; all must be there
/// @param exits price of one whole round trip (exit, handling, entry) by exit reason, where that is
///   what was measured; takes the place of the sum of the steps' prices between exit and entry,
///   those of host interrupt handlers, of injections and of sleeping apart
/// @param registers the same for writes of one register of the local APIC, where that was measured
///   apart: by number of the MSR or offset in the APIC page
public record CostProfile(
    String name,
    String description,
    Map<Cost, Price> steps,
    Map<Delay, Price> delays,
    Map<ExitReason, Price> exits,
    Map<Integer, Price> registers) {

  /// A profile that does not tell the registers of the local APIC apart.
  public CostProfile(
      String name,
      String description,
      Map<Cost, Price> steps,
      Map<Delay, Price> delays,
      Map<ExitReason, Price> exits) {
    this(name, description, steps, delays, exits, Map.of());
  }

  /// A price.
  ///
  /// @param cycles cycles of the host's clock
  /// @param source where the figure comes from
  /// @param assumption whether no source gives it
  public record Price(long cycles, String source, boolean assumption) {
    /// Checks the value.
    public Price {
      Check.notNegative("a price in cycles", cycles);
    }

    /// A figure that no source gives.
    public static Price assumed(long cycles) {
      return new Price(cycles, "assumption", true);
    }
  }

  /// Copies the maps and checks that none of the kinds is missing.
  public CostProfile {
    steps = Collections.unmodifiableMap(new TreeMap<>(steps));
    delays = Collections.unmodifiableMap(new TreeMap<>(delays));
    exits = Collections.unmodifiableMap(new TreeMap<>(exits));
    registers = Collections.unmodifiableMap(new TreeMap<>(registers));
    for (Cost cost : Intel.ARCHITECTURE.costs()) {
      if (!steps.containsKey(cost)) {
        throw new IllegalArgumentException("cost profile " + name + " has no price for " + cost);
      }
    }
    for (Delay delay : Delay.values()) {
      if (!delays.containsKey(delay)) {
        throw new IllegalArgumentException("cost profile " + name + " has no price for " + delay);
      }
    }
  }

  /// Price of a kind of step, cycles.
  public long cycles(Cost cost) {
    Price price = steps.get(cost);
    return price == null ? 0 : price.cycles();
  }

  /// Length of a delay, cycles.
  public long cycles(Delay delay) {
    return Objects.requireNonNull(delays.get(delay)).cycles();
  }

  /// A profile in which each step costs the same: for tests.
  public static CostProfile uniform(long cycles) {
    Map<Cost, Price> steps = new EnumMap<>(Cost.class);
    for (Cost cost : Cost.values()) {
      steps.put(cost, Price.assumed(cost == Cost.NONE ? 0 : cycles));
    }
    Map<Delay, Price> delays = new EnumMap<>(Delay.class);
    for (Delay delay : Delay.values()) {
      delays.put(delay, Price.assumed(cycles));
    }
    return new CostProfile("uniform", "each step costs the same", steps, delays, Map.of());
  }
}
