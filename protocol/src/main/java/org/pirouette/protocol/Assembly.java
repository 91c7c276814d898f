package org.pirouette.protocol;

import java.util.function.UnaryOperator;

/// What programs are assembled for: the configuration, and the mutant if there is one.
record Assembly(MachineConfiguration configuration, int[] usedWords) {
  Program.Assembler assembler(String name) {
    UnaryOperator<Step> replacement =
        configuration.mutant() == null
            ? UnaryOperator.identity()
            : configuration.mutant().replacement();
    return new Program.Assembler(name, replacement);
  }
}
