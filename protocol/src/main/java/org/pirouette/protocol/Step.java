package org.pirouette.protocol;

/// One atomic step of a program: what happens without any other agent in between. It touches shared
/// memory at most once, unless the hardware makes several changes as one (the post by VT-d).
///
/// A step holds no state of its own; everything it knows is in the words. A mutant of the protocol
/// is another step put in its place.
public abstract class Step {
  private final String name;
  private final String source;
  private final Cost cost;

  /// @param name short name for charts, for example `P3 test-and-set ON`
  /// @param source what it stands for: the kernel function or the section of a manual
  /// @param cost what kind of work it is; a cost profile gives the cycles
  protected Step(String name, String source, Cost cost) {
    this.name = name;
    this.source = source;
    this.cost = cost;
  }

  /// Short name for charts.
  public final String name() {
    return name;
  }

  /// The kernel function or manual section that the step stands for.
  public final String source() {
    return source;
  }

  /// The kind of work, priced by a cost profile.
  public final Cost cost() {
    return cost;
  }

  /// In how many ways the step can be taken now: 0 if it cannot, 1 if it is determined, more where
  /// the environment decides. The prover takes each; the simulator's devices, guests and schedulers
  /// choose.
  public int alternatives(Machine machine, int agent) {
    return 1;
  }

  /// Takes the step.
  ///
  /// @param alternative 0 to [#alternatives] - 1
  /// @return the index in the agent's program of its next step
  public abstract int execute(Machine machine, int agent, int alternative);
}
