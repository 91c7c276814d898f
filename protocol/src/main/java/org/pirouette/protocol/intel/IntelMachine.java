package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.Fault;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Agents;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86Machine;

/// A machine with Intel processors and IOMMU: posted-interrupt descriptors, interrupt remapping,
/// and KVM's wakeup lists.
public final class IntelMachine extends X86Machine {
  /// The descriptor of each vCPU.
  public final DescriptorBank pids;

  /// The descriptor of each pCPU.
  public final HostDescriptorBank hostPids;

  /// The wakeup list of each pCPU.
  public final WakeupListBank wakeups;

  /// The descriptors of nested guests.
  public final NestedBank nested;

  /// The remapping table entry of each device.
  public final RemappingBank irtes;

  private final Architecture architecture;
  private final IntelFeatures features;

  /// A machine in its initial state, on plain words.
  IntelMachine(
      Architecture architecture,
      MachineConfiguration configuration,
      Layout layout,
      Agents agents,
      int schedOut,
      IntelBanks banks) {
    super(configuration, layout, agents, banks.kvm(), schedOut, banks.lapics(), banks.vapics());
    this.architecture = architecture;
    pids = banks.pids();
    hostPids = banks.hostPids();
    wakeups = banks.wakeups();
    nested = banks.nested();
    irtes = banks.irtes();
    features = IntelFeatures.of(configuration);
  }

  private IntelMachine(IntelMachine origin, Words words) {
    super(origin, words);
    architecture = origin.architecture;
    pids = origin.pids;
    hostPids = origin.hostPids;
    wakeups = origin.wakeups;
    nested = origin.nested;
    irtes = origin.irtes;
    features = origin.features;
  }

  @Override
  public IntelMachine on(Words other) {
    return new IntelMachine(this, other);
  }

  @Override
  public IntelFeatures features() {
    return features;
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  protected long posted(int v, int i) {
    return words.load(pids.pir(v, i));
  }

  /// Number of posted-interrupt descriptors: of the vCPUs, then of the pCPUs.
  public int descriptors() {
    return configuration().vcpus().size()
        + (features().postedMsi() ? configuration().processors() : 0);
  }

  /// A word of PIR of a descriptor by its number.
  public int descriptorPir(int descriptor, int word) {
    int vcpus = configuration().vcpus().size();
    return descriptor < vcpus ? pids.pir(descriptor, word) : hostPids.hostPir(descriptor - vcpus);
  }

  /// The control word of a descriptor by its number.
  public int descriptorControl(int descriptor) {
    int vcpus = configuration().vcpus().size();
    return descriptor < vcpus
        ? pids.pidControl(descriptor)
        : hostPids.hostControl(descriptor - vcpus);
  }

  /// The control word of the descriptor in the VMCS that vCPU v runs with.
  public int activeControl(int v) {
    return features().nested() ? nested.nestedControl(v) : pids.pidControl(v);
  }

  /// A word of PIR of the descriptor in the VMCS that vCPU v runs with.
  public int activePir(int v, int word) {
    return features().nested() ? nested.nestedPir(v) : pids.pir(v, word);
  }

  /// The notification vector in the VMCS that vCPUs run with.
  public int notificationVector() {
    return features().nested() ? HostVector.NESTED : HostVector.NOTIFICATION;
  }

  /// Puts vCPU v on the wakeup list of pCPU p.
  public void addToList(int p, int v) {
    for (int other = 0; other < configuration().processors() && configuration().ghosts(); other++) {
      if ((words.load(wakeups.wakeupList(other, v >>> 6)) & 1L << v) != 0) {
        note(Fault.LIST_CORRUPTED);
      }
    }
    words.getAndOr(wakeups.wakeupList(p, v >>> 6), 1L << v);
  }

  /// Takes vCPU v off the wakeup list of pCPU p.
  public void removeFromList(int p, int v) {
    if ((words.getAndAnd(wakeups.wakeupList(p, v >>> 6), ~(1L << v)) & 1L << v) == 0) {
      note(Fault.LIST_CORRUPTED);
    }
  }

  /// The first vCPU on the wakeup list of pCPU p whose number is at least `from`, or -1.
  public int nextOnList(int p, int from) {
    for (int i = from >>> 6; i < wakeups.listWords(); i++) {
      long word = words.load(wakeups.wakeupList(p, i));
      long rest = i == from >>> 6 ? word & -1L << from : word;
      if (rest != 0) {
        return i * 64 + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }

  /// Whether the host has set up an interrupt for device d.
  @Override
  public boolean isPlugged(int d) {
    return RemappingEntry.present(words.load(irtes.irteLow(d)));
  }

  /// Whether any pCPU executes the host's handler of device d.
  public boolean handlesDevice(int d) {
    for (int p = 0; p < configuration().processors(); p++) {
      int vector = get(pcpus.handlerRegisters(p), Registers.EXIT_VECTOR);
      if (vector == hostVector(d) || vector == HostVector.POSTED_MSI && features().postedMsi()) {
        return true;
      }
    }
    return false;
  }

  /// The IRTE of device d gives its interrupt to the host, in whichever way the host has MSIs.
  public void writeHostEntry(int d) {
    int p = (int) words.load(devices.hostCpu(d));
    if (features().postedMsi()) {
      int descriptor = configuration().vcpus().size() + p;
      writeEntry(
          d,
          RemappingEntry.postedLow(descriptor, hostVector(d)),
          RemappingEntry.postedHigh(descriptor));
    } else {
      writeEntry(d, RemappingEntry.remappedLow(p, hostVector(d)), 0);
    }
  }

  /// The pCPU behind p, in a circle, that is online.
  public int nextOnline(int p) {
    int next = p;
    do {
      next = (next + 1) % configuration().processors();
    } while (next != p && get(pcpus.flags(next), ProcessorBank.OFFLINE) == 1);
    return next;
  }

  /// Whether a message of a device whose interrupt the host takes on pCPU p is on its way there.
  boolean sendsTo(int p) {
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (words.load(devices.hostCpu(d)) == p && !postsToVcpu(d) && !isIdle(iommu(d))) {
        return true;
      }
    }
    return false;
  }

  /// The interrupts of devices leave pCPU p, which goes offline (`fixup_irqs`): their entries name
  /// another one, and what is pending is raised there again.
  void moveInterruptsFrom(int p) {
    int next = nextOnline(p);
    for (int d = 0; d < configuration().devices().size(); d++) {
      if (words.load(devices.hostCpu(d)) == p) {
        words.store(devices.hostCpu(d), next);
        if (isPlugged(d) && !postsToVcpu(d)) {
          writeHostEntry(d);
          flushEntry(d);
        }
      }
      long vector = HostVector.bit(hostVector(d));
      if (((words.load(lapics.bus(p)) | words.load(lapics.apicIrr(p))) & vector) != 0) {
        words.getAndAnd(lapics.bus(p), ~vector);
        raise(next, hostVector(d));
      }
    }
  }

  /// The IRTE of device d posts to the vCPU of the guest's route.
  public void writePostedEntry(int d) {
    int v = routeVcpu(d);
    writeEntry(d, RemappingEntry.postedLow(v, vectorOf(d)), RemappingEntry.postedHigh(v));
  }

  /// Writes both halves of the IRTE of device d as one.
  public void writeEntry(int d, long low, long high) {
    words.store(irtes.irteLow(d), low);
    words.store(irtes.irteHigh(d), high);
  }

  /// The interrupt-entry cache forgets the IRTE of device d.
  public void flushEntry(int d) {
    words.store(irtes.cacheLow(d), 0);
    words.store(irtes.cacheHigh(d), 0);
    signal(device(d));
  }

  /// Whether the IRTE of device d is what the host wants it to be while nobody changes it: absent
  /// without a device, posting to the route's vCPU while a bypass is connected and the route can be
  /// posted, and the host's otherwise, in whichever way the host has MSIs.
  public boolean entryFollowsRoute(int d) {
    long low = words.load(irtes.irteLow(d));
    if (!isIdle(bypass(d)) || !RemappingEntry.present(low)) {
      return true;
    }
    int descriptor =
        RemappingEntry.posted(low)
            ? RemappingEntry.descriptor(low, words.load(irtes.irteHigh(d)), descriptors())
            : RemappingEntry.NOBODY;
    long route = words.load(devices.route(d));
    if (DeviceBank.CONNECTED.get(route) == 1 && DeviceBank.UNPOSTABLE.get(route) == 0) {
      return descriptor == DeviceBank.ROUTE_VCPU.get(route);
    }
    int host = (int) words.load(devices.hostCpu(d));
    return features().postedMsi()
        ? descriptor == configuration().vcpus().size() + host
        : !RemappingEntry.posted(low) && RemappingEntry.destination(low) == host;
  }

  /// Whether the IRTE of device d posts to a vCPU.
  public boolean postsToVcpu(int d) {
    long low = words.load(irtes.irteLow(d));
    int descriptor = RemappingEntry.descriptor(low, words.load(irtes.irteHigh(d)), descriptors());
    return RemappingEntry.posted(low)
        && descriptor >= 0
        && descriptor < configuration().vcpus().size();
  }

  /// Whether the processor posts IPIs of vCPU v by itself.
  @Override
  public boolean virtualizesIpis(int v) {
    return features().ipiVirtualization()
        && get(vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 1;
  }
}
