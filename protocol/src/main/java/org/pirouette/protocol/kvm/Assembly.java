package org.pirouette.protocol.kvm;

import java.util.function.UnaryOperator;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;

/// What programs are assembled for: the configuration, and the mutant if there is one.
public record Assembly(MachineConfiguration configuration, int[] usedWords) {
  public Program.Assembler assembler(String name) {
    UnaryOperator<Step> replacement =
        configuration.mutant() == null
            ? UnaryOperator.identity()
            : configuration.mutant().replacement();
    return new Program.Assembler(name, replacement);
  }
}
