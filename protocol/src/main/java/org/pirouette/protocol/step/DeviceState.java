package org.pirouette.protocol.step;

import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.intel.RemappingEntry;
import org.pirouette.protocol.kvm.Bypass;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.x86.HostVector;

/// What the host keeps for devices: their IRTEs, routes and bypasses, and the ghost words of what
/// devices have raised.
public abstract sealed class DeviceState extends MachineState permits Machine {
  DeviceState(MachineConfiguration configuration) {
    super(configuration);
  }

  DeviceState(DeviceState origin, Words words) {
    super(origin, words);
  }

  /// The device whose remapped interrupt has this vector on pCPU p, or -1. A vector that moved away
  /// stays valid on the pCPU where it was, as long as no other device there has it.
  public final int deviceOf(int p, int vector) {
    int moved = -1;
    for (int d = vector - HostVector.FIRST_DEVICE;
        d >= 0 && d < configuration().devices().size();
        d += HostVector.DEVICES) {
      if (words.load(hostCpu(d)) == p) {
        return d;
      }
      moved = d;
    }
    return moved;
  }

  /// The vCPU that the guest's route of device d names.
  public final int routeVcpu(int d) {
    return get(route(d), Bypass.ROUTE_VCPU);
  }

  /// The EOI-exit bitmap of vCPU v follows the level-triggered routes.
  public final void scanIoapic(int v) {
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (configuration().devices().get(d).level() && routeVcpu(d) == v) {
        int vector = vectorOf(d);
        words.getAndOr(eoiExit(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      }
    }
  }

  /// The EOI of a level-triggered interrupt has reached the emulated IOAPIC.
  public final void endLevelInterrupt(int v, int vector) {
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (vectorOf(d) == vector && routeVcpu(d) == v) {
        words.store(unanswered(d), words.load(unanswered(d)) & 1);
        listener.signal(device(d));
      }
    }
  }

  /// Whether the level-triggered interrupt of device d still waits for its EOI.
  public final boolean awaitsEndOfInterrupt(int d) {
    return configuration().devices().get(d).level() && (words.load(unanswered(d)) & 2) != 0;
  }

  /// Device d has raised an interrupt. Ghost, but for the line of a level-triggered one.
  public final void noteRaised(int d) {
    if (configuration().ghosts() || configuration().devices().get(d).level()) {
      words.store(unanswered(d), configuration().devices().get(d).level() ? 3 : 1);
    }
  }

  /// Ghost: an interrupt of device d reaches a vCPU. While its route changes, the old one counts.
  public final void noteAnswered(int d, int v, int vector) {
    if (configuration().ghosts()
        && vectorOf(d) == vector
        && (routeVcpu(d) == v || get(route(d), Bypass.CHANGING) == 1)) {
      words.store(unanswered(d), words.load(unanswered(d)) & 2);
    }
  }

  /// Ghost: the APIC of vCPU v has been set to a state with nothing pending; only what was posted
  /// since PIR was cleared counts.
  public final void noteRestored(int v) {
    if (!configuration().ghosts()) {
      return;
    }
    long counts = 0;
    for (int vector : configuration().vectors()) {
      int word = VectorBitmap.word(vector);
      boolean posted = (words.load(pir(v, word)) & VectorBitmap.bit(vector)) != 0;
      if (posted && slot(vector) >= 0) {
        counts |= 1L << slot(vector) * 4;
      }
    }
    words.store(surplus(v), counts);
    for (int word : usedWords()) {
      words.store(owed(v, word), words.load(owed(v, word)) & words.load(pir(v, word)));
      words.store(caused(v, word), words.load(caused(v, word)) & words.load(pir(v, word)));
    }
  }

  /// Takes a device that has raised its shared vector for pCPU p, or -1.
  public final int takeRaised(int p, int vector) {
    for (int d = vector - HostVector.FIRST_DEVICE;
        d < configuration().devices().size();
        d += HostVector.DEVICES) {
      if (words.load(line(d)) == 1 && words.load(hostCpu(d)) == p) {
        words.store(line(d), 0);
        return d;
      }
    }
    return -1;
  }

  /// Whether the host has set up an interrupt for device d.
  public final boolean isPlugged(int d) {
    return RemappingEntry.present(words.load(irteLow(d)));
  }

  /// Whether any pCPU executes the host's handler of device d.
  public final boolean handlesDevice(int d) {
    for (int p = 0; p < configuration().processors(); p++) {
      int vector = get(handlerRegisters(p), Registers.EXIT_VECTOR);
      if (vector == hostVector(d)
          || vector == HostVector.POSTED_MSI && configuration().features().postedMsi()) {
        return true;
      }
    }
    return false;
  }

  /// Ghost: device d is gone, and nobody waits for its interrupts.
  public final void noteUnplugged(int d) {
    int vector = vectorOf(d);
    words.store(unanswered(d), 0);
    for (int v = 0; v < configuration().vcpus().size() && configuration().ghosts(); v++) {
      words.getAndAnd(owed(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
      words.getAndAnd(caused(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    }
  }

  /// The IRTE of device d gives its interrupt to the host, in whichever way the host has MSIs.
  public final void writeHostEntry(int d) {
    int p = (int) words.load(hostCpu(d));
    if (configuration().features().postedMsi()) {
      int descriptor = configuration().vcpus().size() + p;
      writeEntry(
          d,
          RemappingEntry.postedLow(descriptor, hostVector(d)),
          RemappingEntry.postedHigh(descriptor));
    } else {
      writeEntry(d, RemappingEntry.remappedLow(p, hostVector(d)), 0);
    }
  }

  /// The IRTE of device d posts to the vCPU of the guest's route.
  public final void writePostedEntry(int d) {
    int v = routeVcpu(d);
    writeEntry(d, RemappingEntry.postedLow(v, vectorOf(d)), RemappingEntry.postedHigh(v));
  }

  /// Writes both halves of the IRTE of device d as one.
  public final void writeEntry(int d, long low, long high) {
    words.store(irteLow(d), low);
    words.store(irteHigh(d), high);
  }

  /// The interrupt-entry cache forgets the IRTE of device d.
  public final void flushEntry(int d) {
    words.store(cacheLow(d), 0);
    words.store(cacheHigh(d), 0);
    listener.signal(device(d));
  }

  /// Whether the IRTE of device d is what the host wants it to be while nobody changes it: absent
  /// without a device, posting to the route's vCPU while a bypass is connected and the route can be
  /// posted, and the host's otherwise, in whichever way the host has MSIs.
  public final boolean entryFollowsRoute(int d) {
    long low = words.load(irteLow(d));
    if (words.load(bypassCounter(d)) != 0 || !RemappingEntry.present(low)) {
      return true;
    }
    int descriptor =
        RemappingEntry.posted(low)
            ? RemappingEntry.descriptor(low, words.load(irteHigh(d)), descriptors())
            : RemappingEntry.NOBODY;
    long route = words.load(route(d));
    if (Bypass.CONNECTED.get(route) == 1 && Bypass.UNPOSTABLE.get(route) == 0) {
      return descriptor == Bypass.ROUTE_VCPU.get(route);
    }
    int host = (int) words.load(hostCpu(d));
    return configuration().features().postedMsi()
        ? descriptor == configuration().vcpus().size() + host
        : !RemappingEntry.posted(low) && RemappingEntry.destination(low) == host;
  }

  /// Whether the IRTE of device d posts to a vCPU.
  public final boolean postsToVcpu(int d) {
    long low = words.load(irteLow(d));
    int descriptor = RemappingEntry.descriptor(low, words.load(irteHigh(d)), descriptors());
    return RemappingEntry.posted(low)
        && descriptor >= 0
        && descriptor < configuration().vcpus().size();
  }

  /// Changes the count of possible bypass interrupts.
  ///
  /// @return the count before
  public final long addToBypassCount(int change) {
    while (true) {
      long before = words.load(bypassCount());
      if (words.compareAndSet(bypassCount(), before, before + change)) {
        return before;
      }
    }
  }
}
