package org.pirouette.protocol.intel;

import java.util.List;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.x86.HostVector;

/// The interrupt-remapping table entry of each device, as in memory and as cached.
public final class RemappingBank extends Bank {
  /// In [#iommuRegisters]: what to do with the message.
  public static final Field ACTION = new Field(0, 2);

  /// In [#iommuRegisters]: the vCPU to post to, or the pCPU to send to.
  public static final Field DESTINATION = new Field(2, 10);

  /// In [#iommuRegisters]: the vector to post or to send.
  public static final Field MESSAGE_VECTOR = new Field(12, 8);

  private final int irteLow;
  private final int irteHigh;
  private final int cacheLow;
  private final int cacheHigh;
  private final int iommuRegisters;

  private final MachineConfiguration configuration;

  /// Declares the entry of each device.
  public RemappingBank(Layout layout, MachineConfiguration configuration) {
    super(layout, "device", configuration.devices().size());
    this.configuration = configuration;
    irteLow = hex(word(Kind.SHARED, "IRTE low", d -> variants(d, true), d -> start(d, true)));
    irteHigh = hex(word(Kind.SHARED, "IRTE high", d -> variants(d, false), d -> start(d, false)));
    cacheLow =
        hex(
            word(
                Kind.HARDWARE, "cached IRTE low", d -> variants(d, true) | start(d, true), d -> 0));
    cacheHigh =
        hex(
            word(
                Kind.HARDWARE,
                "cached IRTE high",
                d -> variants(d, false) | start(d, false),
                d -> 0));
    int vcpus = configuration.vcpus().size();
    int processors = configuration.processors();
    int descriptors = vcpus + (IntelFeatures.of(configuration).postedMsi() ? processors : 0);
    int targets = Math.max(vcpus, processors);
    long work =
        ACTION.mask()
            | narrow(DESTINATION, upTo(Math.max(targets, descriptors) - 1L))
            | narrow(MESSAGE_VECTOR, 0xFF);
    iommuRegisters = word(Kind.HARDWARE, "IOMMU registers", work, 0);
  }

  private int hex(int first) {
    return shown(Display.HEX, first);
  }

  private int hostVector(int d) {
    return HostVector.FIRST_DEVICE + d % HostVector.DEVICES;
  }

  private long start(int d, boolean low) {
    MachineConfiguration.Device device = configuration.devices().get(d);
    return switch (device.path()) {
      case POSTED ->
          low
              ? RemappingEntry.postedLow(device.vcpu(), device.vector())
              : RemappingEntry.postedHigh(device.vcpu());
      case REMAPPED -> hostEntry(device.hostProcessor(), hostVector(d), low);
      case UNPLUGGED -> 0;
    };
  }

  private boolean limit(Limit limit) {
    return configuration.limits().allows(limit);
  }

  /// Bits in which any two entries that the host may write for a device differ.
  private long variants(int d, boolean low) {
    MachineConfiguration.Device device = configuration.devices().get(d);
    boolean changes = limit(Limit.PLUGS) || limit(Limit.ROUTE_CHANGES);
    boolean posts = device.path() == Path.POSTED || changes;
    boolean moves = limit(Limit.AFFINITY_CHANGES) || limit(Limit.OFFLINES);
    boolean remaps = device.path() == Path.REMAPPED || changes || limit(Limit.AFFINITY_CHANGES);
    long any = 0;
    long all = device.path() == Path.UNPLUGGED || limit(Limit.PLUGS) ? 0 : -1L;
    for (int p = 0; remaps && p < configuration.processors(); p++) {
      if (p == device.hostProcessor() || moves) {
        long entry = hostEntry(p, hostVector(d), low);
        if (IntelFeatures.of(configuration).postedMsi() && limit(Limit.ROUTE_CHANGES)) {
          // what a host without posted MSIs would write: wrong, and to be seen as such
          long wrong = low ? RemappingEntry.remappedLow(p, hostVector(d)) : 0;
          any |= wrong;
          all &= wrong;
        }
        any |= entry;
        all &= entry;
      }
    }
    for (int v : List.of(device.vcpu(), device.alternateVcpu())) {
      if (posts) {
        long entry =
            low ? RemappingEntry.postedLow(v, device.vector()) : RemappingEntry.postedHigh(v);
        any |= entry;
        all &= entry;
      }
    }
    return any & ~all;
  }

  private long hostEntry(int p, int vector, boolean low) {
    int descriptor = configuration.vcpus().size() + p;
    if (IntelFeatures.of(configuration).postedMsi()) {
      return low
          ? RemappingEntry.postedLow(descriptor, vector)
          : RemappingEntry.postedHigh(descriptor);
    }
    return low ? RemappingEntry.remappedLow(p, vector) : 0;
  }

  /// Low half of the IRTE of device d.
  public int irteLow(int d) {
    return irteLow + d;
  }

  /// High half of the IRTE of device d.
  public int irteHigh(int d) {
    return irteHigh + d;
  }

  /// Low half of the cached IRTE of device d; 0 if none is cached.
  public int cacheLow(int d) {
    return cacheLow + d;
  }

  /// High half of the cached IRTE of device d.
  public int cacheHigh(int d) {
    return cacheHigh + d;
  }

  /// Registers of the IOMMU at work for device d.
  public int iommuRegisters(int d) {
    return iommuRegisters + d;
  }
}
