package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.arm.Arm;
import org.pirouette.protocol.arm.ArmFeatures;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.Gic;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Program;

/// The map of Arm's steps in docs/protocol.md names each of them.
class ArmDocumentTest {
  private static final Pattern STEP = Pattern.compile("`(\\w+\\.\\w+)`");

  @Test
  void theMapNamesEveryStepOfArm() throws IOException {
    Path document = Path.of(System.getProperty("pirouette.root", ".."), "docs", "protocol.md");
    Set<String> named =
        STEP.matcher(Files.readString(document))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> missing = new TreeSet<>();
    for (Gic gic : Gic.values()) {
      missing.addAll(steps(gic));
    }
    missing.removeAll(named);
    missing.removeAll(
        List.of("Nobody.Rest", "ArmGuest.Next", "ArmTimer.Fire", "Forwarding.Decide"));
    missing.removeIf(ArmDocumentTest::isGlue);
    assertThat(missing).isEmpty();
  }

  private static boolean isGlue(String step) {
    return step.startsWith("SchedIn.")
        || step.startsWith("SchedOut.")
        || step.startsWith("HaltPath.")
        || step.startsWith("KvmThread.");
  }

  private static Set<String> steps(Gic gic) {
    ArmFeatures features =
        new ArmFeatures(
            gic, 4, 2, Set.of(ArmFeatures.Option.LAZY, ArmFeatures.Option.UNTRAPPED_WFI));
    ArmMachine machine =
        Arm.ARCHITECTURE.machine(
            MachineConfiguration.builder()
                .processors(2)
                .vcpu(0, 1)
                .device(0, 0x41, MachineConfiguration.Path.POSTED, 0)
                .features(features)
                .limit(Limit.PREEMPTIONS, 1)
                .build());
    Set<String> steps = new TreeSet<>();
    for (Agent agent : machine.agents()) {
      Program program = machine.program(agent.id());
      for (int pc = 0; pc < program.size(); pc++) {
        Class<?> step = program.step(pc).getClass();
        steps.add(step.getDeclaringClass().getSimpleName() + "." + step.getSimpleName());
      }
    }
    return steps;
  }
}
