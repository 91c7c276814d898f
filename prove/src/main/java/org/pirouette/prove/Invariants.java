package org.pirouette.prove;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.Fault;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.prove.explore.Property;

/// The rules as properties of one machine, cheapest first where it matters.
final class Invariants {
  private final MachineView view;
  private final List<Property> properties = new ArrayList<>();

  /// @param wanted names of the rules to check; all if empty
  Invariants(IntelMachine machine, Collection<String> wanted) {
    view = new MachineView(machine);
    DescriptorRules descriptor = new DescriptorRules(view);
    DeliveryRules delivery = new DeliveryRules(view);
    RestRules rest = new RestRules(view);
    always(Rule.I1, delivery::owedIsPending);
    always(Rule.RUNNING, descriptor::guestIsRunning);
    if (machine.features().apicv()) {
      always(Rule.I2, descriptor::sleeperIsTold);
      always(Rule.I3, descriptor::guestIsAnnounced);
      always(Rule.I4, descriptor::suppressedOnlyWithoutNeed);
      always(Rule.I5, descriptor::sleeperIsArmed);
      always(Rule.I5_LISTS, descriptor::onOneList);
      always(Rule.I6, descriptor::guestIsAddressed);
      always(Rule.I7, descriptor::noOutstandingLost);
      always(Rule.I8, descriptor::harvestBehindClear);
      always(Rule.I10, descriptor::guestIsNotified);
      always(Rule.I11, descriptor::interruptsOffBeforeEntry);
      always(Rule.I13, delivery::statusMatchesPage);
    }
    always(Rule.I9, delivery::noneTwice);
    if (view.devices > 0) {
      property(Rule.I12, Property.Scope.ALWAYS, delivery::entriesNameDescriptors);
    }
    if (machine.configuration().limits().allows(Limit.PLUGS)) {
      property(Rule.COUNT, Property.Scope.ALWAYS, view::countsDevices);
    }
    property(Rule.FAULTS, Property.Scope.ALWAYS, this::noFaults);
    rest(Rule.REST_DELIVERED, rest::delivered);
    property(Rule.REST_ANSWERED, Property.Scope.AT_REST, rest::answered);
    property(Rule.REST_HARDWARE, Property.Scope.AT_REST, rest::hardwareIsDone);
    property(Rule.REST_SOFTWARE, Property.Scope.AT_REST, rest::softwareIsDone);
    rest(Rule.REST_ENDED, rest::ended);
    for (int v = 0; v < view.vcpus; v++) {
      int vcpu = v;
      property(Rule.I16, Property.Scope.RECURRING, () -> !view.owesDeliverable(vcpu));
    }
    properties.removeIf(property -> !wanted.isEmpty() && !wanted.contains(property.name()));
  }

  /// All of them.
  List<Property> properties() {
    return List.copyOf(properties);
  }

  private boolean noFaults() {
    long faults = view.words.load(view.machine.ghosts.broken());
    return (faults & ~Fault.DELIVERED_TWICE.bit()) == 0;
  }

  private void always(Rule rule, IntPredicate holdsForVcpu) {
    property(rule, Property.Scope.ALWAYS, forAll(holdsForVcpu));
  }

  private void rest(Rule rule, IntPredicate holdsForVcpu) {
    property(rule, Property.Scope.AT_REST, forAll(holdsForVcpu));
  }

  private BooleanSupplier forAll(IntPredicate holdsForVcpu) {
    return () -> {
      for (int v = 0; v < view.vcpus; v++) {
        if (!holdsForVcpu.test(v)) {
          return false;
        }
      }
      return true;
    };
  }

  private void property(Rule rule, Property.Scope scope, BooleanSupplier holds) {
    properties.add(new Property(rule.shown(), rule.meaning(), scope, holds));
  }
}
