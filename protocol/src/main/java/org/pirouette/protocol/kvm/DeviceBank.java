package org.pirouette.protocol.kvm;

import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The words of an assigned device, and of the host for it.
public final class DeviceBank extends Bank {
  /// In [#route]: the vCPU.
  public static final Field ROUTE_VCPU = new Field(0, 10);

  /// In [#route]: the route cannot be posted.
  public static final Field UNPOSTABLE = new Field(10, 1);

  /// In [#route]: a producer is connected (`irq_bypass_register_producer`).
  public static final Field CONNECTED = new Field(11, 1);

  /// In [#route]: the route is being changed.
  public static final Field CHANGING = new Field(12, 1);

  private final int message;
  private final int line;
  private final int route;
  private final int deviceBudgets;
  private final int hostCpu;
  private final int bypassRegisters;
  private final int unanswered;

  /// @param shared whether some devices share a physical interrupt
  public DeviceBank(Layout layout, MachineConfiguration configuration, boolean shared) {
    super(layout, "device", configuration.devices().size());
    Limits limits = configuration.limits();
    message = shown(Display.NUMBER, word(Kind.HARDWARE, "message", 1, 0));
    line = word(Kind.HARDWARE, "line", shared ? 1 : 0, 0);
    boolean moves = limits.allows(Limit.AFFINITY_CHANGES) || limits.allows(Limit.OFFLINES);
    long host = moves ? upTo(configuration.processors() - 1) : 0;
    hostCpu =
        word(
            Kind.SHARED,
            "host pCPU",
            d -> host,
            d -> configuration.devices().get(d).hostProcessor());
    boolean plugs = limits.allows(Limit.PLUGS);
    boolean routes = limits.allows(Limit.ROUTE_CHANGES);
    long flags = plugs ? CONNECTED.mask() : 0;
    flags |= routes ? UNPOSTABLE.mask() : 0;
    flags |= routes || plugs ? CHANGING.mask() : 0;
    long changing = flags;
    route =
        word(
            Kind.SHARED,
            "route",
            d -> {
              MachineConfiguration.Device device = configuration.devices().get(d);
              return device.vcpu() ^ device.alternateVcpu() | changing;
            },
            d -> {
              MachineConfiguration.Device device = configuration.devices().get(d);
              return CONNECTED.set(device.vcpu(), device.path() == Path.POSTED ? 1 : 0);
            });
    Limit[] own = {Limit.RAISES, Limit.PLUGS, Limit.ROUTE_CHANGES, Limit.AFFINITY_CHANGES};
    deviceBudgets =
        word(Kind.PRIVATE, "budgets", Budget.varying(limits, own), Budget.initial(limits, own));
    long registers =
        narrow(Registers.TARGET, upTo(configuration.vcpus().size())) | Registers.FLAG.mask();
    bypassRegisters = word(Kind.PRIVATE, "routing registers", plugs || routes ? registers : 0, 0);
    int ghost = configuration.ghosts() ? 1 : 0;
    // the line of a level-triggered interrupt is hardware; else the word is a ghost
    boolean levels = configuration.devices().stream().anyMatch(MachineConfiguration.Device::level);
    unanswered =
        word(
            levels ? Kind.HARDWARE : Kind.GHOST,
            "unanswered",
            d -> configuration.devices().get(d).level() ? 3 : ghost,
            d -> 0);
  }

  /// Whether a message of device d is on its way to the IOMMU.
  public int message(int d) {
    return message + d;
  }

  /// Whether device d has raised its remapped interrupt; only if devices share host vectors.
  public int line(int d) {
    return line + d;
  }

  /// The guest's route of device d and the state of its bypass, see `Bypass`.
  public int route(int d) {
    return route + d;
  }

  /// What device d and its administrator may still do.
  public int deviceBudgets(int d) {
    return deviceBudgets + d;
  }

  /// pCPU that takes the remapped interrupt of device d.
  public int hostCpu(int d) {
    return hostCpu + d;
  }

  /// Registers of the VMM thread that routes device d.
  public int bypassRegisters(int d) {
    return bypassRegisters + d;
  }

  /// Ghost: bit 0, device d raised and the interrupt has reached no vCPU yet; bit 1, its EOI is
  /// due.
  public int unanswered(int d) {
    return unanswered + d;
  }
}
