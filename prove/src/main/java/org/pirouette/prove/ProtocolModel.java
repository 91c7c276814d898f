package org.pirouette.prove;

import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Words;
import org.pirouette.prove.explore.Model;
import org.pirouette.prove.explore.StepSystem;
import org.pirouette.prove.explore.StoreBufferModel;

/// A situation's machine as something to explore.
public final class ProtocolModel implements Model {
  /// Entries of each store buffer under TSO.
  private static final int BUFFER_ENTRIES = 2;

  private final Situation situation;
  private final KvmMachine machine;

  private ProtocolModel(Situation situation) {
    this.situation = situation;
    machine = situation.architecture().architecture().machine(situation.machine());
  }

  /// The model of a situation, in its memory model.
  public static Model of(Situation situation) {
    ProtocolModel model = new ProtocolModel(situation);
    return switch (situation.memory()) {
      case SC -> model;
      case TSO, PSO ->
          new StoreBufferModel(
              model, situation.machine().processors(), BUFFER_ENTRIES, situation.memory());
    };
  }

  @Override
  public String name() {
    return situation.name();
  }

  @Override
  public Layout layout() {
    return machine.layout();
  }

  @Override
  public StepSystem system(Words words) {
    return new ProtocolSystem(situation, machine.on(words));
  }
}
