package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The descriptors that L1 gave to L2, and KVM's note of a post to them.
public final class NestedBank extends Bank {
  /// The notification vector that L1 chose, as KVM caches it from vmcs12.
  public static final int L1_NOTIFICATION = 0xE0;

  private final int nestedPir;
  private final int nestedControl;
  private final int nestedPending;

  /// Declares the descriptor of each vCPU.
  public NestedBank(Layout layout, MachineConfiguration configuration) {
    super(layout, "vCPU", configuration.vcpus().size());
    boolean nested = IntelFeatures.of(configuration).nested();
    nestedPir =
        shown(
            Display.vectors(3 * Long.SIZE),
            word(Kind.SHARED, "L1's PIR[3]", nested ? configuration.vectors(3) : 0, 0));
    nestedControl =
        shown(
            DescriptorBank.CONTROL,
            word(
                Kind.SHARED,
                "L1's PID",
                nested ? NotificationControl.ON : 0,
                NotificationControl.of(L1_NOTIFICATION, 0)));
    nestedPending = shown(Display.NUMBER, word(Kind.SHARED, "pi_pending", nested ? 1 : 0, 0));
  }

  /// PIR, vectors 192 to 255, of the descriptor that L1 gave to L2 on vCPU v.
  public int nestedPir(int v) {
    return nestedPir + v;
  }

  /// Control word of the descriptor that L1 gave to L2 on vCPU v.
  public int nestedControl(int v) {
    return nestedControl + v;
  }

  /// `vmx->nested.pi_pending` of vCPU v.
  public int nestedPending(int v) {
    return nestedPending + v;
  }
}
