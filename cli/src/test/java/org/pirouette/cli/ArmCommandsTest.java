package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the commands say of Arm hosts, in Arm's words.
class ArmCommandsTest {
  private static String recording(String name) {
    return Path.of(System.getProperty("pirouette.root"))
        .resolve("cli/src/test/resources/org/pirouette/cli/recording/arm")
        .resolve(name + ".ftrace.txt.gz")
        .toString();
  }

  @Test
  void exitsTellsKicksFromTicksAndTheGuestsTimer() {
    String out = Command.run("exits", recording("linux-6.12/gicv4-off/timer")).out();
    assertThat(out)
        .contains("kick (IPI)", "guest timer", "host timer", "GICv4: vLPI forwarding")
        .doesNotContain("VT-d", "irq_vectors");
    assertThat(out).containsPattern("device interrupt\\s+199");
  }

  @Test
  void exitsTellsTheDevicesOwnInterrupt() {
    String out = Command.run("exits", recording("linux-6.12/gicv4-off/spin-msi-samecpu")).out();
    assertThat(out).containsPattern("assigned device\\s+200");
  }

  @Test
  void compareSaysThatWaitingGuestsAreASettingOfKvm() {
    String out = Command.run("compare", recording("linux-6.12/gicv4-off/wfi-msi")).out();
    assertThat(out).contains("Directly injected interrupts", "wfi_trap_policy", "0-201");
  }

  @Test
  void compareCallsLatencyAPrediction() {
    String out =
        Command.run("compare", "nvme-arm", "--duration", "2ms", "--replications", "1").out();
    assertThat(out)
        .contains("gicv3", "gicv4.0", "gicv4.1", "predictions from counted steps", "Decision:")
        .doesNotContain("Posted interrupts");
  }

  @ParameterizedTest
  @CsvSource({
    "gicv4.1-doorbell, 'vLPI 8225 reaches', 'its doorbell becomes pending'",
    "gicv4.0-wfi, 'vLPI 8225 reaches', 'its doorbell becomes pending'",
    "gicv4.1-resident, 'without a VM exit', 'vLPI 8225 is posted'",
    "gicv4.1-preempted, 'vLPI 8225 reaches', 'no doorbell was asked for'",
    "gicv4.0-moving, 'vLPI 8225 reaches', 'VMOVP at ITS 0'",
    "gicv4.1-unmapped, 'never arrives', 'DISCARD'",
  })
  void explainTellsStoriesByArmsWords(String story, String outcome, String step) {
    assertThat(Command.run("explain", story).out()).contains(outcome, step);
  }

  @Test
  void explainTellsAVirtualSgi() {
    assertThat(Command.run("explain", "sgi-arm", "--mode", "gicv4.1").out())
        .contains("vSGI 1 reaches the guest with one VM exit");
  }
}
