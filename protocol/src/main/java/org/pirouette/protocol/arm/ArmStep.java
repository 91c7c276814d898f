package org.pirouette.protocol.arm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Step;

/// A step on the words of a machine with Arm processors and GIC.
public abstract class ArmStep extends Step {
  /// A step that is always possible in one way, see [Step].
  protected ArmStep(String name, String source, Cost cost) {
    super(name, source, cost);
  }

  /// A step that may wait or be chosen, see [Step].
  protected ArmStep(String name, String source, Cost cost, Decision decision) {
    super(name, source, cost, decision);
  }

  /// As [Step#execute].
  public abstract int execute(ArmMachine machine, int agent, int choice);

  /// As [Step#alternatives].
  public int alternatives(ArmMachine machine, int agent) {
    return 1;
  }

  /// As [Step#optional].
  public boolean optional(ArmMachine machine, int agent) {
    return decision().ordinal() > Decision.ARRIVE.ordinal();
  }

  /// As [Step#choice].
  public int choice(ArmMachine machine, int agent, int alternative) {
    return alternative;
  }

  /// As [Step#describe].
  public String describe(ArmMachine machine, int agent, int choice) {
    return "";
  }

  @Override
  public final int execute(Machine machine, int agent, int choice) {
    return execute((ArmMachine) machine, agent, choice);
  }

  @Override
  public final int alternatives(Machine machine, int agent) {
    return alternatives((ArmMachine) machine, agent);
  }

  @Override
  public final boolean optional(Machine machine, int agent) {
    return optional((ArmMachine) machine, agent);
  }

  @Override
  public final int choice(Machine machine, int agent, int alternative) {
    return choice((ArmMachine) machine, agent, alternative);
  }

  @Override
  public final String describe(Machine machine, int agent, int choice) {
    return describe((ArmMachine) machine, agent, choice);
  }
}
