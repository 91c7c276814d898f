package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.x86.HostVector;

/// The descriptors for posted MSIs of the pCPUs.
public final class HostDescriptorBank extends Bank {
  private final int hostPir;
  private final int handlerHarvest;
  private final int hostControl;

  /// @param devices the physical vectors of devices, bit n is vector 192 + n
  public HostDescriptorBank(Layout layout, MachineConfiguration configuration, long devices) {
    super(layout, "pCPU", configuration.processors());
    boolean posted = IntelFeatures.of(configuration).postedMsi();
    Display physical = Display.vectors(HostVector.FIRST);
    hostPir = shown(physical, word(Kind.SHARED, "host PIR", posted ? devices : 0, 0));
    handlerHarvest = shown(physical, word(Kind.PRIVATE, "host harvest", posted ? devices : 0, 0));
    hostControl =
        shown(
            DescriptorBank.CONTROL,
            word(
                Kind.SHARED,
                "host PID",
                p -> posted ? NotificationControl.ON : 0,
                p -> NotificationControl.of(HostVector.POSTED_MSI, p)));
  }

  /// PIR, vectors 192 to 255, of the descriptor for posted MSIs of pCPU p.
  public int hostPir(int p) {
    return hostPir + p;
  }

  /// What the posted-MSI handler of pCPU p took from PIR and has not handled yet.
  public int handlerHarvest(int p) {
    return handlerHarvest + p;
  }

  /// Control word of the descriptor for posted MSIs of pCPU p.
  public int hostControl(int p) {
    return hostControl + p;
  }
}
