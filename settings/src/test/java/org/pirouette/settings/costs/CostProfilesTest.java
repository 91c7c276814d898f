package org.pirouette.settings.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;

class CostProfilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("org.pirouette.settings.costs.CostProfiles#names")
  void pricesEveryKindOfStepWithAReason(String name) throws YamlProblem {
    CostProfile profile = CostProfiles.find(name);
    for (Cost cost : profile.architecture().costs()) {
      assertThat(profile.steps()).containsKey(cost);
      assertThat(profile.steps().get(cost).source())
          .as("%s of %s", cost, name)
          .isNotEqualTo("assumption");
    }
    assertThat(profile.exits().values()).extracting(Price::source).doesNotContain("");
  }

  /// Sums of such prices would turn the clock back.
  @Test
  void aPriceBeyondAllTimesIsRefused() throws Exception {
    String text;
    try (var in = CostProfiles.class.getResourceAsStream("description.yaml")) {
      text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    Path file = folder.resolve("endless.yaml");
    Files.writeString(
        file,
        text.replaceFirst("vm-entry: \\{cycles: \\d+", "vm-entry: {cycles: " + Long.MAX_VALUE));
    assertThatThrownBy(() -> CostProfiles.find(file.toString()))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining("expected at most 1,000,000,000,000 cycles");
  }

  @Test
  void theDescriptionsExitCostsThreeThousandCyclesInAll() throws YamlProblem {
    CostProfile profile = CostProfiles.find("description");
    long handler =
        profile.cycles(KvmCost.HOST_INTERRUPT_ENTRY)
            + profile.cycles(KvmCost.HOST_DEVICE_HANDLER)
            + profile.cycles(KvmCost.HOST_INTERRUPT_EXIT);
    // the rest are the locked instructions of the software post; ClaimsTest checks the sum
    assertThat(profile.exits().get(X86ExitReason.EXTERNAL_INTERRUPT).cycles() + handler)
        .isBetween(2_700L, 3_000L);
    assertThat(profile.exits().get(X86ExitReason.MSR_WRITE).cycles()).isEqualTo(3_000);
  }

  @Test
  void readsAUsersProfileOnTopOfAnotherOne() throws YamlProblem, IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.yaml"),
            """
            name: mine
            base: skylake-server
            exits:
              hlt: {cycles: 12345, source: my perf kvm stat}
            """);
    CostProfile profile = CostProfiles.find(file.toString());
    assertThat(profile.exits().get(X86ExitReason.HLT))
        .isEqualTo(new Price(12_345, "my perf kvm stat", false));
    assertThat(profile.steps()).isEqualTo(CostProfiles.find("skylake-server").steps());
  }

  @Test
  void pricesTheWorkOfOneArchitecture() throws YamlProblem, IOException {
    assertThat(CostProfiles.find("skylake-server", Intel.ARCHITECTURE).architecture())
        .isEqualTo(Intel.ARCHITECTURE);
    Path file =
        Files.writeString(folder.resolve("mine.yaml"), "name: m\narchitecture: sparc\nsteps:\n");
    assertThatThrownBy(() -> CostProfiles.find(file.toString()))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining("mine.yaml:2:15: unknown architecture 'sparc'")
        .hasMessageContaining("intel");
  }

  @Test
  void everyArchitectureHasProfilesForScenariosAndRecordings() throws YamlProblem {
    for (Architecture architecture : Architectures.all()) {
      assertThat(CostProfiles.find(CostProfiles.forScenarios(architecture), architecture))
          .isNotNull();
      assertThat(CostProfiles.find(CostProfiles.forRecordings(architecture), architecture))
          .isNotNull();
    }
  }

  @Test
  void tellsMistakes() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.yaml"), "name: m\nsteps:\n  vm-exitt: {cycles: 1}\n");
    assertThatThrownBy(() -> CostProfiles.find(file.toString()))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining("mine.yaml:3:3: unknown key 'vm-exitt'")
        .hasMessageContaining("did you mean 'vm-exit'?");
    assertThatThrownBy(() -> CostProfiles.find("skylake-servr"))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining("did you mean 'skylake-server'?");
    Path circle = folder.resolve("circle.yaml");
    Files.writeString(circle, "name: c\nbase: " + circle + "\n");
    assertThatThrownBy(() -> CostProfiles.find(circle.toString()))
        .isInstanceOf(YamlProblem.class)
        .hasMessageContaining("name each other");
  }
}
