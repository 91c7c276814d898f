package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;

/// The map from facts to code in docs/protocol.md names steps that exist, and every step.
class ProtocolDocumentTest {
  private static final Pattern STEP = Pattern.compile("`([A-Z]\\w+)\\.([A-Z]\\w+)`");

  @Test
  void theMapNamesEveryStepAndNothingElse() throws IOException {
    Path document = Path.of(System.getProperty("pirouette.root", ".."), "docs", "protocol.md");
    Set<String> named =
        Files.readString(document)
            .lines()
            .filter(line -> line.matches("\\| [A-D]\\d.*"))
            .flatMap(line -> STEP.matcher(line).results())
            .map(match -> match.group(1) + "." + match.group(2))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).isEqualTo(steps());
  }

  private static Set<String> steps() {
    Set<String> steps = new TreeSet<>();
    for (MachineConfiguration configuration : Situations.all().values()) {
      IntelMachine machine = Intel.ARCHITECTURE.machine(configuration);
      for (Agent agent : machine.agents()) {
        Program program = machine.program(agent.id());
        for (int pc = 0; pc < program.size(); pc++) {
          steps.add(name(program.step(pc)));
        }
      }
    }
    steps.removeAll(GLUE);
    return steps;
  }

  /// Steps that only lead from one part of a program to the next.
  private static final Set<String> GLUE =
      Set.of(
          "KvmThread.Loop",
          "SchedOut.Leave",
          "SchedIn.NoteLoaded",
          "HaltPath.Check",
          "HaltPath.Branch",
          "HaltPath.BranchByTimer",
          "HostInterrupt.NextTimer",
          "Timer.Fire",
          "Guest.Next",
          "VmExit.Halt",
          "VmExit.EndOfInterrupt",
          "VmExit.RequestEvent",
          "VmExit.EndLevelInterrupt",
          "VmExit.SendCommand",
          "VmExit.ArmTimer",
          "VmExit.Other",
          "Bypass.Decide",
          "Bypass.WriteHostEntry",
          "Bypass.FlushHostEntry");

  private static String name(Step step) {
    return step.getClass().getDeclaringClass().getSimpleName()
        + "."
        + step.getClass().getSimpleName();
  }
}
