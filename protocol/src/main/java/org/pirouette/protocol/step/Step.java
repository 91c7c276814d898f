package org.pirouette.protocol.step;

/// One atomic step of a program: what happens without any other agent in between. It touches shared
/// memory at most once, unless the hardware makes several changes as one (the post by VT-d).
///
/// A step holds no state of its own; everything it knows is in the words. A mutant of the protocol
/// is another step put in its place.
public abstract class Step {
  /// What [#execute] returns to go on with the step below.
  public static final int NEXT = -1;

  private final String name;
  private final String source;
  private final Cost cost;
  private final Decision decision;

  /// A step that is always possible in one way.
  ///
  /// @param name short name for charts, for example `P3 test-and-set ON`
  /// @param source what it stands for: the kernel function or the section of a manual
  /// @param cost what kind of work it is; a cost profile gives the cycles
  protected Step(String name, String source, Cost cost) {
    this(name, source, cost, Decision.NONE);
  }

  /// A step that may wait or be chosen.
  ///
  /// @param decision if not [Decision#NONE], the step overrides [#alternatives]
  protected Step(String name, String source, Cost cost, Decision decision) {
    this.name = name;
    this.source = source;
    this.cost = cost;
    this.decision = decision;
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

  /// Whether the step may wait, and who chooses.
  public final Decision decision() {
    return decision;
  }

  /// Whether [#alternatives] can be anything but 1.
  public final boolean mayBlock() {
    return decision != Decision.NONE;
  }

  /// Whether the environment may refrain from the step for ever, so that fairness does not promise
  /// it. Reads words, changes none.
  public boolean optional(Machine machine, int agent) {
    return decision.ordinal() > Decision.ARRIVE.ordinal();
  }

  /// In how many ways the step can be taken now: 0 if it cannot, 1 if it is determined, more where
  /// the environment decides. The context rule is not part of it, see [Machine#alternatives]. Reads
  /// words, changes none.
  public int alternatives(Machine machine, int agent) {
    return 1;
  }

  /// The choice that the n-th alternative stands for, as the step's [Decision] defines choices.
  /// Reads words, changes none.
  ///
  /// @param alternative 0 to [#alternatives] - 1
  public int choice(Machine machine, int agent, int alternative) {
    return alternative;
  }

  /// What a choice is called in charts; empty where there is nothing to choose.
  public String describe(Machine machine, int agent, int choice) {
    return "";
  }

  /// Takes the step.
  ///
  /// @param choice 0 where there is nothing to choose
  /// @return the index in the agent's program of its next step, or [#NEXT]
  public abstract int execute(Machine machine, int agent, int choice);

  @Override
  public final String toString() {
    return name;
  }
}
