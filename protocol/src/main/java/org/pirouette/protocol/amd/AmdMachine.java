package org.pirouette.protocol.amd;

import org.pirouette.model.amd.AvicDelivery;
import org.pirouette.model.amd.IommuIrte;
import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Agents;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.protocol.x86.X86Machine;

/// A machine with AMD processors and IOMMU: backing pages, the physical APIC ID table, doorbells,
/// guest-mode remapping, the GALog.
public final class AmdMachine extends X86Machine {
  /// AVIC of each vCPU.
  public final AvicBank avics;

  /// Doorbells to each pCPU.
  public final DoorbellBank doorbells;

  /// The IOMMU for each device.
  public final IommuBank irtes;

  /// The GALog.
  public final GaLogBank log;

  private final Architecture architecture;
  private final AmdFeatures features;

  /// A machine in its initial state, on plain words.
  AmdMachine(
      Architecture architecture,
      MachineConfiguration configuration,
      Layout layout,
      Agents agents,
      int schedOut,
      AmdBanks banks) {
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
    avics = banks.avics();
    doorbells = banks.doorbells();
    irtes = banks.irtes();
    log = banks.log();
    features = AmdFeatures.of(configuration);
  }

  private AmdMachine(AmdMachine origin, Words words) {
    super(origin, words);
    architecture = origin.architecture;
    avics = origin.avics;
    doorbells = origin.doorbells;
    irtes = origin.irtes;
    log = origin.log;
    features = origin.features;
  }

  @Override
  public AmdMachine on(Words other) {
    return new AmdMachine(this, other);
  }

  @Override
  public AmdFeatures features() {
    return features;
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public boolean underWay(int p, int interrupt) {
    return interrupt == DoorbellBank.MESSAGE
        ? words.load(doorbells.doorbell(p)) == 1
        : super.underWay(p, interrupt);
  }

  /// Whether the IOMMU has a GALog: it tells of interrupts for vCPUs that do not run in it.
  public boolean logs() {
    return features.avic() && !features.iommu().gappi();
  }

  @Override
  protected long posted(int v, int i) {
    return 0;
  }

  /// The processor that runs vCPU v looks at its backing page: PPR follows, and the highest vector
  /// in IRR is recognized if it is above.
  public void evaluate(int v) {
    long status = words.load(vapics.status(v));
    int inService = highestInService(v);
    int priority =
        AvicDelivery.processorPriority(
            VirtualApicBank.VTPR.get(status), inService == 0 ? -1 : inService);
    boolean recognized = (highestRequested(v) & 0xF0) > (priority & 0xF0);
    status = VirtualApicBank.VPPR.set(status, priority);
    words.store(vapics.status(v), VirtualApicBank.RECOGNIZED.set(status, recognized ? 1 : 0));
  }

  @Override
  protected void virtualizeEntry(int v) {
    evaluate(v);
  }

  @Override
  protected void virtualizePriority(int v) {
    evaluate(v);
  }

  @Override
  public void deliverVirtualInterrupt(int agent, int v) {
    int vector = highestRequested(v);
    int word = VectorBitmap.word(vector);
    words.getAndAnd(vapics.virr(v, word), ~VectorBitmap.bit(vector));
    words.getAndOr(vapics.visr(v, word), VectorBitmap.bit(vector));
    long status = VirtualApicBank.VPPR.set(words.load(vapics.status(v)), vector & 0xF0);
    words.store(vapics.status(v), VirtualApicBank.RECOGNIZED.set(status, 0));
    startHandler(agent, v, vector);
  }

  @Override
  protected int virtualizeEndOfInterrupt(int agent, int v) {
    int vector = highestInService(v);
    int word = VectorBitmap.word(vector);
    if ((words.load(vapics.eoiExit(v, word)) & VectorBitmap.bit(vector)) != 0) {
      return vector; // level-triggered: software ends it
    }
    words.getAndAnd(vapics.visr(v, word), ~VectorBitmap.bit(vector));
    mark(agent, Mark.EOI, v, vector);
    evaluate(v);
    return -1;
  }

  @Override
  protected void refreshVirtualization(int v, boolean active) {
    set(vapics.status(v), VirtualApicBank.RECOGNIZED, 0);
  }

  @Override
  protected boolean drains() {
    return false;
  }

  @Override
  protected boolean wantsWakeup(int v) {
    return highestRequested(v) != 0;
  }

  /// KVM intercepts writes of CR8 while TPR masks what it would inject.
  @Override
  protected boolean priorityExits(int v, int priority) {
    return get(vapics.vmcs(v), VirtualApicBank.TPR_THRESHOLD) != 0;
  }

  @Override
  public X86ExitReason exitReason(int ordinal) {
    return AmdExitReason.ALL.get(ordinal).counterpart();
  }

  @Override
  public int ordinalOf(X86ExitReason reason) {
    return AmdExitReason.of(reason).ordinal();
  }

  @Override
  public X86ExitReason apicExit() {
    return features.x2apic() ? X86ExitReason.MSR_WRITE : X86ExitReason.EPT_VIOLATION;
  }

  /// There is no timer that ends the guest.
  @Override
  public boolean usesPreemptionTimer(int v) {
    return false;
  }

  /// With AVIC the hardware takes every IPI.
  @Override
  public boolean virtualizesIpis(int v) {
    return get(vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 1;
  }

  /// A doorbell is on its way to pCPU p.
  public void ringDoorbell(int agent, int p) {
    words.getAndOr(doorbells.doorbell(p), 1);
    mark(agent, Mark.INTERRUPT_SENT, p, DoorbellBank.MESSAGE);
    signal(busAgent(p));
  }

  @Override
  public boolean isPlugged(int d) {
    return IommuIrte.enabled(words.load(irtes.irteLow(d)));
  }

  @Override
  public boolean handlesDevice(int d) {
    for (int p = 0; p < configuration().processors(); p++) {
      if (get(pcpus.handlerRegisters(p), Registers.EXIT_VECTOR) == hostVector(d)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void writeHostEntry(int d) {
    int p = (int) words.load(devices.hostCpu(d));
    writeEntry(d, IommuIrte.remappedLow(p), hostVector(d));
  }

  /// The entry is built from the shadow of the route's vCPU, whose lock the caller holds.
  @Override
  public void writePostedEntry(int d) {
    writeGuestEntry(d, routeVcpu(d));
  }

  /// Writes a guest-mode entry for vCPU v, whose lock the caller holds.
  public void writeGuestEntry(int d, int v) {
    long shadow = words.load(avics.shadow(v));
    long low = AvicNames.guestLow(features, v);
    if (PhysicalApicIdEntry.isRunning(shadow)) {
      low = IommuIrte.running(low, PhysicalApicIdEntry.hostApicId(shadow));
    } else {
      low = entryOfWaiting(low, (shadow & AvicBank.BLOCKS) != 0);
      if (features.iommu().gappi()) {
        low |= IommuIrte.remappedLow(PhysicalApicIdEntry.hostApicId(shadow));
      }
    }
    writeEntry(d, low, IommuIrte.guestHigh(vectorOf(d), AvicNames.backingPage(v), 0));
  }

  /// The low quadword of an entry for a vCPU that does not run.
  ///
  /// @param blocks whether it is to be woken
  public long entryOfWaiting(long low, boolean blocks) {
    long told = features.iommu().gappi() ? 0 : IommuIrte.GA_LOG_INTR;
    long untold = features.iommu().gappi() ? IommuIrte.GAPPI_DIS : 0;
    return IommuIrte.notRunning(low, blocks ? told : untold);
  }

  /// Writes both halves of the entry of device d as one.
  public void writeEntry(int d, long low, long high) {
    words.store(irtes.irteLow(d), low);
    words.store(irtes.irteHigh(d), high);
  }

  @Override
  public void clearEntry(int d) {
    writeEntry(d, 0, 0);
  }

  @Override
  public void flushEntry(int d) {
    words.store(irtes.cacheLow(d), 0);
    words.store(irtes.cacheHigh(d), 0);
    signal(device(d));
  }

  /// Whether the entry of device d is in guest mode and on the list of vCPU v.
  public boolean postsTo(int d, int v) {
    return postsToVcpu(d) && words.load(irtes.irList(d)) == v + 1;
  }

  @Override
  public boolean postsToVcpu(int d) {
    return IommuIrte.guestMode(words.load(irtes.irteLow(d)));
  }

  @Override
  public boolean entryFollowsRoute(int d) {
    long low = words.load(irtes.irteLow(d));
    if (words.load(bypassCounter(d)) != 0 || !IommuIrte.enabled(low)) {
      return true;
    }
    long route = words.load(devices.route(d));
    boolean wanted =
        DeviceBank.CONNECTED.get(route) == 1
            && DeviceBank.UNPOSTABLE.get(route) == 0
            && features.avic();
    if (!IommuIrte.guestMode(low)) {
      return !wanted || !inhibitionIsSettled(DeviceBank.ROUTE_VCPU.get(route));
    }
    long page = IommuIrte.backingPage(words.load(irtes.irteHigh(d)));
    return wanted && AvicNames.vcpuAt(page) == DeviceBank.ROUTE_VCPU.get(route);
  }

  /// Whether vCPU v has AVIC, and its entries have followed.
  private boolean inhibitionIsSettled(int v) {
    return words.load(vapics.apicvActive(v)) == 1
        && get(vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 1;
  }
}
