package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The ITS for each device: the entry of its event in the interrupt translation table, and the
/// translated interrupt on its way to a redistributor.
public final class TranslationBank extends Bank {
  /// In [#event]: the event is mapped.
  public static final Field MAPPED = new Field(0, 1);

  /// In [#event]: to a vLPI (VMAPTI); else to a physical LPI of the host.
  public static final Field VIRTUAL = new Field(1, 1);

  /// In [#event] and [#inFlight]: the vPE.
  public static final Field VPE = new Field(2, 10);

  private final int event;
  private final int inFlight;

  public TranslationBank(Layout layout, MachineConfiguration configuration) {
    super(layout, "device", configuration.devices().size());
    boolean direct = ArmFeatures.of(configuration).gic().direct();
    boolean plugs = configuration.limits().allows(Limit.PLUGS);
    boolean routes = configuration.limits().allows(Limit.ROUTE_CHANGES);
    event =
        word(
            Kind.HARDWARE,
            "translation",
            d -> {
              MachineConfiguration.Device device = configuration.devices().get(d);
              long vpes = routes ? device.vcpu() ^ device.alternateVcpu() : 0;
              vpes |= plugs ? device.vcpu() | device.alternateVcpu() : 0;
              long bits = narrow(VPE, direct ? vpes : 0);
              return plugs ? bits | MAPPED.mask() | (direct ? VIRTUAL.mask() : 0) : bits;
            },
            d -> {
              MachineConfiguration.Device device = configuration.devices().get(d);
              if (device.path() == Path.UNPLUGGED) {
                return 0;
              }
              return direct && device.path() == Path.POSTED
                  ? MAPPED.mask() | VIRTUAL.mask() | VPE.set(0, device.vcpu())
                  : MAPPED.mask();
            });
    long vpes = upTo(configuration.vcpus().size() - 1L);
    inFlight = word(Kind.HARDWARE, "translated", direct ? narrow(VPE, vpes) : 0, 0);
  }

  /// The translation table entry of device d.
  public int event(int d) {
    return event + d;
  }

  /// The vPE to which a translated interrupt of device d is on its way.
  public int inFlight(int d) {
    return inFlight + d;
  }
}
