package org.pirouette.prove.arm;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.Gic;
import org.pirouette.prove.explore.Property;
import org.pirouette.prove.rule.CommonRules;
import org.pirouette.prove.rule.MachineRules;

/// The rules as properties of one Arm machine, cheapest first where it matters.
final class ArmRules implements MachineRules {
  private final ArmView view;
  private final List<Property> properties = new ArrayList<>();

  ArmRules(ArmMachine machine) {
    view = new ArmView(machine);
    ResidencyRules residency = new ResidencyRules(machine, view);
    CommonRules common = new CommonRules(machine, view, view);
    properties.add(common.pending());
    properties.add(common.running());
    Gic gic = machine.features().gic();
    if (gic.direct()) {
      properties.add(common.each(ArmRule.ARMED, residency::sleeperHasDoorbell));
      properties.add(common.each(ArmRule.KEPT, residency::pendingIsKnown));
      properties.add(common.each(ArmRule.CLEAN, residency::guestIsParsed));
      properties.add(common.each(ArmRule.ONE_PLACE, residency::inOnePlace));
      if (!machine.features().sharedTable()) {
        properties.add(common.each(ArmRule.PLACED, residency::everyServiceKnows));
      }
    }
    if (gic == Gic.V4_1) {
      properties.add(common.each(ArmRule.PROMISE, residency::armedOnlyIfNothingPends));
    }
    if (gic == Gic.V4_0) {
      properties.add(common.each(ArmRule.DOORBELL, residency::doorbellIsWhereItBelongs));
    }
    properties.add(common.once());
    properties.add(common.noFaults(ArmRule.FAULTS));
    properties.add(common.delivered());
    properties.add(common.answered());
    properties.add(common.hardwareIsDone());
    properties.add(common.softwareIsDone());
    properties.add(common.ended());
    for (int v = 0; v < view.vcpus(); v++) {
      properties.add(common.progress(v));
    }
  }

  @Override
  public List<Property> properties() {
    return List.copyOf(properties);
  }

  @Override
  public boolean unnoticed(int v) {
    return view.unnoticed(v);
  }
}
