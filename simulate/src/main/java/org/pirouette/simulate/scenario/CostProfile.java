package org.pirouette.simulate.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.step.Cost;

/// Cycles for each kind of step and each delay on a CPU generation, each with its source.
///
/// @param architecture whose costs are priced, and no others
/// @param steps price of each kind of step; all kinds that the architecture has must be there
/// @param delays each delay; all must be there
/// @param exits price of one whole round trip (exit, handling, entry) by exit reason, where that is
///   what was measured; takes the place of the sum of the steps' prices between exit and entry,
///   those of host interrupt handlers, of injections and of sleeping apart
/// @param registers the same for writes of one register of the local APIC, where that was measured
///   apart: by number of the MSR or offset in the APIC page
public record CostProfile(
    Architecture architecture,
    String name,
    String description,
    Map<Cost, Price> steps,
    Map<Delay, Price> delays,
    Map<ExitReason, Price> exits,
    Map<Integer, Price> registers) {

  /// A profile that does not tell the registers of the local APIC apart.
  public CostProfile(
      Architecture architecture,
      String name,
      String description,
      Map<Cost, Price> steps,
      Map<Delay, Price> delays,
      Map<ExitReason, Price> exits) {
    this(architecture, name, description, steps, delays, exits, Map.of());
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

  /// Copies the maps, in the architecture's order, and checks that they hold all that it has and
  /// nothing else.
  public CostProfile {
    steps = checked(architecture, name, steps);
    delays = Collections.unmodifiableMap(new TreeMap<>(delays));
    exits = ordered(exits);
    registers = Collections.unmodifiableMap(new TreeMap<>(registers));
    for (Delay delay : Delay.values()) {
      if (!delays.containsKey(delay)) {
        throw new IllegalArgumentException("cost profile " + name + " has no price for " + delay);
      }
    }
  }

  private static Map<Cost, Price> checked(
      Architecture architecture, String name, Map<Cost, Price> prices) {
    Map<Cost, Price> ordered = new LinkedHashMap<>();
    ordered.put(Cost.NONE, Price.assumed(0));
    List<String> missing = new ArrayList<>();
    for (Cost cost : architecture.costs()) {
      Price price = prices.get(cost);
      if (price == null) {
        missing.add(word(cost));
      } else {
        ordered.put(cost, price);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "cost profile '%s' has no price for %s of %s"
              .formatted(name, String.join(", ", missing), architecture));
    }
    for (Cost cost : prices.keySet()) {
      if (!ordered.containsKey(cost)) {
        throw new IllegalArgumentException(
            "cost profile '%s' has a price for %s, which %s has not"
                .formatted(name, word(cost), architecture));
      }
    }
    return Collections.unmodifiableMap(ordered);
  }

  private static Map<ExitReason, Price> ordered(Map<ExitReason, Price> prices) {
    Map<ExitReason, Price> ordered = new LinkedHashMap<>();
    prices.keySet().stream()
        .sorted(ExitReason.ORDER)
        .forEach(reason -> ordered.put(reason, Objects.requireNonNull(prices.get(reason))));
    return Collections.unmodifiableMap(ordered);
  }

  /// How a kind of work is written in a profile: lower case, dashes.
  public static String word(Cost cost) {
    return cost.name().toLowerCase(Locale.ROOT).replace('_', '-');
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

  /// A profile of the usual architecture in which each step costs the same: for tests.
  public static CostProfile uniform(long cycles) {
    Architecture architecture = Architectures.usual();
    Map<Cost, Price> steps = new HashMap<>();
    architecture.costs().forEach(cost -> steps.put(cost, Price.assumed(cycles)));
    Map<Delay, Price> delays = new EnumMap<>(Delay.class);
    for (Delay delay : Delay.values()) {
      delays.put(delay, Price.assumed(cycles));
    }
    return new CostProfile(
        architecture, "uniform", "each step costs the same", steps, delays, Map.of());
  }
}
