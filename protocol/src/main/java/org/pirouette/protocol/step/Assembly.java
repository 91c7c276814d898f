package org.pirouette.protocol.step;

import java.util.function.UnaryOperator;
import org.pirouette.protocol.kvm.MachineConfiguration;

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
