package org.pirouette.protocol.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The steps that agents of one kind execute, in order, with labels.
public final class Program {
  private final String name;
  private final Step[] steps;
  private final List<Label> labels;

  private Program(String name, Step[] steps, List<Label> labels) {
    this.name = name;
    this.steps = steps;
    this.labels = labels;
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

  /// All labels, in the order of their places.
  public List<Label> labels() {
    return labels;
  }

  /// The place of the label with this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public int indexOf(String label) {
    for (Label candidate : labels) {
      if (candidate.name().equals(label)) {
        return candidate.pc();
      }
    }
    throw new IllegalArgumentException("program " + name + " has no label " + label);
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
    private final List<Label> labels = new ArrayList<>();

    /// @param replacement applied to each step: the identity, or a mutant
    public Assembler(String name, UnaryOperator<Step> replacement) {
      this.name = name;
      this.replacement = replacement;
    }

    /// Places a label before the next step.
    public Assembler label(Label label) {
      label.place(steps.size());
      labels.add(label);
      return this;
    }

    /// Appends a step.
    public Assembler step(Step step) {
      steps.add(replacement.apply(step));
      return this;
    }

    public Program assemble() {
      return new Program(name, steps.toArray(Step[]::new), List.copyOf(labels));
    }
  }
}
