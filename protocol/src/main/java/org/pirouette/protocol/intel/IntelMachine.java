package org.pirouette.protocol.intel;

import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.MachineConfiguration;
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
    super(
        configuration,
        layout,
        agents,
        banks.kvm(),
        schedOut,
        banks.lapics(),
        banks.vapics(),
        banks.wakeups());
    this.architecture = architecture;
    pids = banks.pids();
    hostPids = banks.hostPids();
    nested = banks.nested();
    irtes = banks.irtes();
    features = IntelFeatures.of(configuration);
  }

  private IntelMachine(IntelMachine origin, Words words) {
    super(origin, words);
    architecture = origin.architecture;
    pids = origin.pids;
    hostPids = origin.hostPids;
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

  @Override
  protected void virtualizeEntry(int v) {
    VirtualInterrupt.virtualizePriority(this, v);
    VirtualInterrupt.evaluate(this, v);
  }

  @Override
  protected void virtualizePriority(int v) {
    virtualizeEntry(v);
  }

  @Override
  public void deliverVirtualInterrupt(int agent, int v) {
    VirtualInterrupt.deliver(this, agent, v);
  }

  @Override
  protected int virtualizeEndOfInterrupt(int agent, int v) {
    return VirtualInterrupt.endOfInterrupt(this, agent, v);
  }

  @Override
  protected void refreshVirtualization(int v, boolean active) {
    long status = VirtualApicBank.RECOGNIZED.set(words.load(vapics.status(v)), 0);
    if (active) {
      status = VirtualApicBank.SVI.set(status, highestInService(v));
    } else {
      status = VirtualApicBank.INTERRUPT_STATUS.set(status, 0);
      status = VirtualApicBank.VPPR.set(status, 0);
    }
    words.store(vapics.status(v), status);
  }

  @Override
  protected boolean drains() {
    return features().apicv();
  }

  @Override
  protected boolean wantsWakeup(int v) {
    return NotificationControl.outstanding(words.load(pids.pidControl(v)));
  }

  @Override
  protected boolean priorityExits(int v, int priority) {
    return InterruptPriority.belowThreshold(
        priority, get(vapics.vmcs(v), VirtualApicBank.TPR_THRESHOLD));
  }

  @Override
  public void clearEntry(int d) {
    writeEntry(d, 0, 0);
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

  /// Whether the host has set up an interrupt for device d.
  @Override
  public boolean isPlugged(int d) {
    return RemappingEntry.present(words.load(irtes.irteLow(d)));
  }

  /// Whether any pCPU executes the host's handler of device d.
  @Override
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
  @Override
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

  /// The IRTE of device d posts to the vCPU of the guest's route.
  @Override
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
  @Override
  public void flushEntry(int d) {
    words.store(irtes.cacheLow(d), 0);
    words.store(irtes.cacheHigh(d), 0);
    signal(device(d));
  }

  /// Whether the IRTE of device d is what the host wants it to be while nobody changes it: absent
  /// without a device, posting to the route's vCPU while a bypass is connected and the route can be
  /// posted, and the host's otherwise, in whichever way the host has MSIs.
  @Override
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
  @Override
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
