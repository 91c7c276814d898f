package org.pirouette.prove.amd;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.prove.explore.Property;
import org.pirouette.prove.rule.CommonRules;
import org.pirouette.prove.rule.MachineRules;

/// The rules as properties of one AMD machine, cheapest first where it matters.
final class AmdRules implements MachineRules {
  private final AmdView view;
  private final List<Property> properties = new ArrayList<>();

  AmdRules(AmdMachine machine) {
    view = new AmdView(machine);
    AvicRules avic = new AvicRules(machine, view);
    CommonRules common = new CommonRules(machine, view, view);
    properties.add(common.pending());
    properties.add(common.running());
    properties.add(common.each(AmdRule.TOLD, avic::sleeperIsTold));
    if (machine.features().avic()) {
      properties.add(common.each(AmdRule.NOTICED, avic::guestNotices));
      properties.add(common.each(AmdRule.ARMED, avic::sleeperIsArmed));
      properties.add(common.each(AmdRule.PUBLISHED, avic::guestIsPublished));
      properties.add(common.each(AmdRule.POINTED, avic::guestIsPointedAt));
    }
    if (machine.logs()) {
      properties.add(common.each(AmdRule.TAGGED, avic::entriesAreTagged));
      properties.add(AmdRule.LOGS.on(avic::logRuns));
    } else if (machine.features().avic()) {
      properties.add(common.each(AmdRule.ONE_LIST, avic::onOneList));
    }
    properties.add(common.once());
    if (machine.configuration().limits().allows(Limit.PLUGS)) {
      properties.add(AmdRule.COUNT.on(view::countsDevices));
    }
    properties.add(common.noFaults(AmdRule.FAULTS));
    properties.add(common.delivered());
    properties.add(common.answered());
    properties.add(common.hardwareIsDone());
    properties.add(common.softwareIsDone());
    properties.add(common.ended());
    properties.add(AmdRule.ROUTED.on(view::entriesFollowRoutes));
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
