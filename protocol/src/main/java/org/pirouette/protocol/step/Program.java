package org.pirouette.protocol.step;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The steps that agents of one kind execute, in order, with the regions that they are in.
public final class Program {
  private final String name;
  private final Step[] steps;
  private final Map<Region, BitSet> regions;

  private Program(String name, Step[] steps, Map<Region, BitSet> regions) {
    this.name = name;
    this.steps = steps;
    this.regions = regions;
  }

  /// What the program is, for example `KVM thread`.
  public String name() {
    return name;
  }

  /// The step at an index.
  public Step step(int pc) {
    return steps[pc];
  }

  /// Number of steps.
  public int size() {
    return steps.length;
  }

  /// The places that are in a region; none if the program does not have it.
  public Zone zone(Region region) {
    return new Zone(regions.getOrDefault(region, new BitSet()));
  }

  /// Whether a step with this class occurs.
  public boolean contains(Class<? extends Step> kind) {
    for (Step step : steps) {
      if (kind.isInstance(step)) {
        return true;
      }
    }
    return false;
  }

  /// Puts steps in order and gives labels their places.
  public static final class Assembler {
    private final String name;
    private final UnaryOperator<Step> replacement;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Region, BitSet> regions = new HashMap<>();
    private final Set<Region> open = new HashSet<>();

    /// @param replacement applied to each step: the identity, or a mutant
    public Assembler(String name, UnaryOperator<Step> replacement) {
      this.name = name;
      this.replacement = replacement;
    }

    /// Places a label before the next step.
    public Assembler label(Label label) {
      label.place(steps.size());
      return this;
    }

    /// The steps from here on are in a region, until it ends. A region may have several parts.
    ///
    /// @throws IllegalStateException if they are in it already
    public Assembler begin(Region region) {
      if (!open.add(region)) {
        throw new IllegalStateException("region " + region.name() + " begins twice");
      }
      return this;
    }

    /// The steps from here on are in a region no more.
    ///
    /// @throws IllegalStateException if they were not in it
    public Assembler end(Region region) {
      if (!open.remove(region)) {
        throw new IllegalStateException("region " + region.name() + " ends but has not begun");
      }
      return this;
    }

    /// Appends a step.
    public Assembler step(Step step) {
      for (Region region : open) {
        regions.computeIfAbsent(region, key -> new BitSet()).set(steps.size());
      }
      steps.add(replacement.apply(step));
      return this;
    }

    /// The program.
    ///
    /// @throws IllegalStateException if a region has not ended
    public Program assemble() {
      if (!open.isEmpty()) {
        throw new IllegalStateException("regions of " + name + " that do not end: " + open);
      }
      return new Program(name, steps.toArray(Step[]::new), Map.copyOf(regions));
    }
  }
}
