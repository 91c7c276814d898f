package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;

class CostProfileTest {
  private static final CostProfile WHOLE = CostProfile.uniform(10);

  private static CostProfile with(Map<Cost, Price> steps) {
    return new CostProfile(WHOLE.architecture(), "mine", "", steps, WHOLE.delays(), WHOLE.exits());
  }

  @Test
  void refusesAnArchitecturesCostWithoutAPrice() {
    Map<Cost, Price> steps = new HashMap<>(WHOLE.steps());
    steps.remove(KvmCost.VM_ENTRY);
    assertThatThrownBy(() -> with(steps))
        .hasMessage("cost profile 'mine' has no price for vm-entry of Intel");
  }

  @Test
  void refusesAPriceOfWhatTheArchitectureHasNot() {
    Map<Cost, Price> steps = new HashMap<>(WHOLE.steps());
    steps.put(new Cost("STRANGER", Cost.Work.HARDWARE), Price.assumed(1));
    assertThatThrownBy(() -> with(steps))
        .hasMessage("cost profile 'mine' has a price for stranger, which Intel has not");
  }

  @Test
  void everyArchitectureGivesWhatScenariosAndProfilesAskFor() {
    for (Architecture architecture : Architectures.all()) {
      assertThat(architecture.costs()).doesNotHaveDuplicates().doesNotContain(Cost.NONE);
      assertThat(architecture.modes())
          .extracting(mode -> mode.key())
          .doesNotHaveDuplicates()
          .isNotEmpty();
      assertThat(architecture.modes()).allMatch(mode -> mode.architecture() == architecture);
      for (int i = 0; i < architecture.exitReasons().size(); i++) {
        assertThat(architecture.exitReasons().get(i).ordinal()).isEqualTo(i);
      }
      assertThat(Architectures.find(architecture.key())).contains(architecture);
    }
  }
}
