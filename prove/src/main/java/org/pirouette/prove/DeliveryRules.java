package org.pirouette.prove;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.Fault;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.VirtualApicBank;

/// The rules about interrupts on their way to the guest, for one vCPU each, and about the IOMMU's
/// entries.
final class DeliveryRules {
  private static final int SLOT_BITS = 4;
  private static final int UNCOUNTED = 14;

  private final MachineView view;
  private final IntelMachine machine;
  private final Words words;
  private final int[] vectors;

  DeliveryRules(MachineView view) {
    this.view = view;
    machine = view.machine;
    words = view.words;
    vectors =
        machine.configuration().vectors().stream()
            .mapToInt(Integer::intValue)
            .filter(vector -> machine.slot(vector) >= 0)
            .sorted()
            .distinct()
            .toArray();
  }

  private long injected(int v, int word) {
    long vmcs = words.load(machine.vapics.vmcs(v));
    int vector = VirtualApicBank.INJECTION_VECTOR.get(vmcs);
    boolean here =
        VirtualApicBank.INJECTION_VALID.get(vmcs) == 1 && VectorBitmap.word(vector) == word;
    return here ? VectorBitmap.bit(vector) : 0;
  }

  /// I1.
  boolean owedIsPending(int v) {
    if (view.forgets(v)) {
      return true;
    }
    for (int word : view.usedWords) {
      long owed = words.load(machine.ghosts.owed(v, word));
      if (owed != 0) {
        long pending =
            words.load(machine.pids.pir(v, word))
                | words.load(machine.pids.harvest(v, word))
                | words.load(machine.vapics.virr(v, word))
                | injected(v, word)
                | view.nestedPending(v, word);
        if ((owed & ~pending) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /// I9.
  boolean noneTwice(int v) {
    if ((words.load(machine.ghosts.broken()) & Fault.DELIVERED_TWICE.bit()) != 0) {
      return false;
    }
    long surplus = words.load(machine.ghosts.surplus(v));
    for (int vector : vectors) {
      int posted = new Field(machine.slot(vector) * SLOT_BITS, SLOT_BITS).get(surplus);
      if (posted < UNCOUNTED && places(v, vector) > posted) {
        return false;
      }
    }
    return true;
  }

  /// A vector that the drain has seen in PIR and is about to take is in one place.
  private int places(int v, int vector) {
    int word = VectorBitmap.word(vector);
    int shift = vector & 63;
    long posted = words.load(machine.pids.pir(v, word)) | words.load(machine.pids.harvest(v, word));
    return (int)
        ((posted >>> shift & 1)
            + (words.load(machine.vapics.virr(v, word)) >>> shift & 1)
            + (injected(v, word) >>> shift & 1));
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
    for (int d = 0; d < view.devices; d++) {
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
