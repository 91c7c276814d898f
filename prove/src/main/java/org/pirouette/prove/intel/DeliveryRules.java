package org.pirouette.prove.intel;

import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.VirtualApicBank;

/// The rules about what the processor delivers, for one vCPU each, and about the IOMMU's entries.
final class DeliveryRules {
  private final IntelView view;
  private final IntelMachine machine;
  private final Words words;

  DeliveryRules(IntelMachine machine, IntelView view) {
    this.machine = machine;
    this.view = view;
    words = machine.words();
  }

  /// I13.
  boolean statusMatchesPage(int v) {
    if (!view.inGuest(v)
        || machine.get(machine.vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 0
        || (words.load(machine.vcpus.requests(v)) & (Request.EVENT | Request.APICV_UPDATE)) != 0
        || view.posterAtWork(v)) {
      return true;
    }
    long status = words.load(machine.vapics.status(v));
    return VirtualApicBank.RVI.get(status) >= machine.highestRequested(v)
        && VirtualApicBank.SVI.get(status) == machine.highestInService(v);
  }

  /// I12.
  boolean entriesNameDescriptors() {
    for (int d = 0; d < view.devices(); d++) {
      long low = words.load(machine.irtes.irteLow(d));
      long high = words.load(machine.irtes.irteHigh(d));
      if (!view.namesDescriptor(low, high)
          || !view.namesDescriptor(
              words.load(machine.irtes.cacheLow(d)), words.load(machine.irtes.cacheHigh(d)))
          || view.postsAfterDisconnect(d)
          || !machine.entryFollowsRoute(d)) {
        return false;
      }
    }
    return true;
  }
}
