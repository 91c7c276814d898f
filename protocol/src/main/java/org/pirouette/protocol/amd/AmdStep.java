package org.pirouette.protocol.amd;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Step;

/// A step on the words of a machine that AMD processors have.
public abstract class AmdStep extends Step {
  /// A step that is always possible in one way, see [Step].
  protected AmdStep(String name, String source, Cost cost) {
    super(name, source, cost);
  }

  /// A step that may wait or be chosen, see [Step].
  protected AmdStep(String name, String source, Cost cost, Decision decision) {
    super(name, source, cost, decision);
  }

  /// As [Step#execute].
  public abstract int execute(AmdMachine machine, int agent, int choice);

  /// As [Step#alternatives].
  public int alternatives(AmdMachine machine, int agent) {
    return 1;
  }

  /// As [Step#optional].
  public boolean optional(AmdMachine machine, int agent) {
    return decision().ordinal() > Decision.ARRIVE.ordinal();
  }

  /// As [Step#choice].
  public int choice(AmdMachine machine, int agent, int alternative) {
    return alternative;
  }

  /// As [Step#describe].
  public String describe(AmdMachine machine, int agent, int choice) {
    return "";
  }

  @Override
  public final int execute(Machine machine, int agent, int choice) {
    return execute((AmdMachine) machine, agent, choice);
  }

  @Override
  public final int alternatives(Machine machine, int agent) {
    return alternatives((AmdMachine) machine, agent);
  }

  @Override
  public final boolean optional(Machine machine, int agent) {
    return optional((AmdMachine) machine, agent);
  }

  @Override
  public final int choice(Machine machine, int agent, int alternative) {
    return choice((AmdMachine) machine, agent, alternative);
  }

  @Override
  public final String describe(Machine machine, int agent, int choice) {
    return describe((AmdMachine) machine, agent, choice);
  }
}
