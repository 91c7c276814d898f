package org.pirouette.protocol.amd;

import org.pirouette.model.amd.IommuIrte;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Device;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.x86.HostVector;

/// The remapping entry of each device, the IOMMU's copy of it, and what the IOMMU is doing.
public final class IommuBank extends Bank {
  /// In [#work]: what is to be done.
  public static final Field ACTION = new Field(0, 3);

  /// In [#work]: a vCPU, or the pCPU that a message goes to.
  public static final Field TARGET = new Field(3, 10);

  /// In [#work]: a vector.
  public static final Field VECTOR = new Field(13, 8);

  /// In [#work]: GATag to be logged.
  public static final Field TAG = new Field(21, 32);

  private final int irteLow;
  private final int irteHigh;
  private final int cacheLow;
  private final int cacheHigh;
  private final int work;
  private final int irList;
  private final MachineConfiguration configuration;
  private final AmdFeatures features;

  /// Declares the entry of each device.
  public IommuBank(Layout layout, MachineConfiguration configuration, AmdFeatures features) {
    super(layout, "device", configuration.devices().size());
    this.configuration = configuration;
    this.features = features;
    irteLow = hexadecimal(word(Kind.SHARED, "IRTE low", this::varyingLow, this::startLow));
    irteHigh = hexadecimal(word(Kind.SHARED, "IRTE high", this::varyingHigh, this::startHigh));
    cacheLow =
        hexadecimal(
            word(Kind.HARDWARE, "cached IRTE low", d -> varyingLow(d) | startLow(d), d -> 0));
    cacheHigh =
        hexadecimal(
            word(Kind.HARDWARE, "cached IRTE high", d -> varyingHigh(d) | startHigh(d), d -> 0));
    int vcpus = configuration.vcpus().size();
    long targets = upTo(Math.max(vcpus, configuration.processors()) - 1L);
    long doing = ACTION.mask() | TARGET.set(0, targets) | VECTOR.mask();
    long tags = features.iommu().gappi() ? 0xFF : AvicNames.gaTag(0) | upTo(vcpus - 1L);
    work = word(Kind.PRIVATE, "IOMMU work", doing | TAG.set(0, tags), 0);
    irList =
        word(
            Kind.SHARED,
            "ir_list",
            d -> moves() ? upTo(vcpus) : 0,
            d -> posted(d) ? configuration.devices().get(d).vcpu() + 1L : 0);
  }

  private int hexadecimal(int first) {
    return shown(Display.HEX, first);
  }

  private boolean moves() {
    return limit(Limit.PLUGS) || limit(Limit.ROUTE_CHANGES);
  }

  private boolean limit(Limit limit) {
    return configuration.limits().allows(limit);
  }

  private boolean posted(int d) {
    return features.avic() && configuration.devices().get(d).path() == Path.POSTED;
  }

  private long startLow(int d) {
    Device device = configuration.devices().get(d);
    if (device.path() == Path.UNPLUGGED) {
      return 0;
    }
    return posted(d)
        ? AvicNames.guestLow(features, device.vcpu())
        : IommuIrte.remappedLow(device.hostProcessor());
  }

  private long startHigh(int d) {
    Device device = configuration.devices().get(d);
    if (device.path() == Path.UNPLUGGED) {
      return 0;
    }
    return posted(d)
        ? IommuIrte.guestHigh(device.vector(), AvicNames.backingPage(device.vcpu()), 0)
        : HostVector.ofDevice(d);
  }

  private boolean switches(int d) {
    return posted(d) && limit(Limit.INHIBITIONS) || features.avic() && moves();
  }

  private long varyingLow(int d) {
    long start = startLow(d);
    long any = 0;
    if (features.avic() && (posted(d) || moves())) {
      long cpus = IommuIrte.remappedLow((int) upTo(configuration.processors() - 1)) & ~1L;
      any |= cpus | IommuIrte.IS_RUN;
      any |= features.iommu().gappi() ? IommuIrte.GAPPI_DIS : IommuIrte.GA_LOG_INTR;
    }
    if (switches(d) || moves()) {
      for (int p = 0; p < configuration.processors(); p++) {
        any |= IommuIrte.remappedLow(p) ^ start;
      }
      Device device = configuration.devices().get(d);
      if (features.avic()) {
        any |= AvicNames.guestLow(features, device.vcpu()) ^ start;
        any |= AvicNames.guestLow(features, device.alternateVcpu()) ^ start;
      }
    }
    if (limit(Limit.AFFINITY_CHANGES) || limit(Limit.OFFLINES)) {
      any |= IommuIrte.remappedLow((int) upTo(configuration.processors() - 1)) & ~1L;
    }
    return any | (limit(Limit.PLUGS) ? start | any : 0);
  }

  private long varyingHigh(int d) {
    long start = startHigh(d);
    long any = 0;
    if (switches(d) || moves()) {
      Device device = configuration.devices().get(d);
      any |= HostVector.ofDevice(d) ^ start;
      if (features.avic()) {
        any |= high(device, device.vcpu()) ^ start;
        any |= high(device, device.alternateVcpu()) ^ start;
      }
    }
    return any | (limit(Limit.PLUGS) ? start | any : 0);
  }

  private static long high(Device device, int v) {
    return IommuIrte.guestHigh(device.vector(), AvicNames.backingPage(v), 0);
  }

  /// Low quadword of the entry of device d ([IommuIrte]).
  public int irteLow(int d) {
    return irteLow + d;
  }

  /// High quadword of the entry of device d.
  public int irteHigh(int d) {
    return irteHigh + d;
  }

  /// Low quadword of the IOMMU's copy of the entry of device d; 0 if it has none.
  public int cacheLow(int d) {
    return cacheLow + d;
  }

  /// High quadword of the IOMMU's copy of the entry of device d.
  public int cacheHigh(int d) {
    return cacheHigh + d;
  }

  /// What the IOMMU is doing with the message of device d.
  public int work(int d) {
    return work + d;
  }

  /// The vCPU on whose list of entries (`svm->ir_list`) device d is, + 1, or 0.
  public int irList(int d) {
    return irList + d;
  }
}
