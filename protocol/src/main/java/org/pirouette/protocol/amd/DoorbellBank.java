package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// Doorbells on their way to a pCPU.
public final class DoorbellBank extends Bank {
  /// The number that stands for a doorbell among the physical interrupts: it has no vector.
  public static final int MESSAGE = 256;

  private final int doorbell;

  /// Declares the doorbell of each pCPU.
  public DoorbellBank(Layout layout, MachineConfiguration configuration, boolean avic) {
    super(layout, "pCPU", configuration.processors());
    doorbell = shown(Display.NUMBER, word(Kind.HARDWARE, "doorbell", avic ? 1 : 0, 0));
  }

  /// Whether a doorbell is on its way to pCPU p; two are like one.
  public int doorbell(int p) {
    return doorbell + p;
  }
}
