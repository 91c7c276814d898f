package org.pirouette.prove.intel;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.prove.explore.Property;
import org.pirouette.prove.rule.CommonRules;
import org.pirouette.prove.rule.MachineRules;

/// The rules as properties of one Intel machine, cheapest first where it matters.
final class IntelRules implements MachineRules {
  private final IntelView view;
  private final List<Property> properties = new ArrayList<>();

  IntelRules(IntelMachine machine) {
    view = new IntelView(machine);
    DescriptorRules descriptor = new DescriptorRules(machine, view);
    DeliveryRules delivery = new DeliveryRules(machine, view);
    CommonRules common = new CommonRules(machine, view, view);
    properties.add(common.pending());
    properties.add(common.running());
    if (machine.features().apicv()) {
      properties.add(common.each(IntelRule.I2, descriptor::sleeperIsTold));
      properties.add(common.each(IntelRule.I3, descriptor::guestIsAnnounced));
      properties.add(common.each(IntelRule.I4, descriptor::suppressedOnlyWithoutNeed));
      properties.add(common.each(IntelRule.I5, descriptor::sleeperIsArmed));
      properties.add(common.each(IntelRule.I5_LISTS, descriptor::onOneList));
      properties.add(common.each(IntelRule.I6, descriptor::guestIsAddressed));
      properties.add(common.each(IntelRule.I7, descriptor::noOutstandingLost));
      properties.add(common.each(IntelRule.I8, descriptor::harvestBehindClear));
      properties.add(common.each(IntelRule.I10, descriptor::guestIsNotified));
      properties.add(common.each(IntelRule.I11, descriptor::interruptsOffBeforeEntry));
      properties.add(common.each(IntelRule.I13, delivery::statusMatchesPage));
    }
    properties.add(common.once());
    if (view.devices() > 0) {
      properties.add(IntelRule.I12.on(delivery::entriesNameDescriptors));
    }
    if (machine.configuration().limits().allows(Limit.PLUGS)) {
      properties.add(IntelRule.COUNT.on(view::countsDevices));
    }
    properties.add(common.noFaults(IntelRule.FAULTS));
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
