package org.pirouette.protocol.x86;

import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The words of the local APIC of a pCPU, and of messages on the way to it.
public final class LocalApicBank extends Bank {
  private final int bus;
  private final int apicIrr;
  private final int apicIsr;

  /// @param vectors the physical vectors in use, bit n is vector 192 + n
  public LocalApicBank(Layout layout, int processors, long vectors) {
    super(layout, "pCPU", processors);
    Display physical = Display.vectors(HostVector.FIRST);
    bus = shown(physical, word(Kind.HARDWARE, "messages", vectors, 0));
    apicIrr = shown(physical, word(Kind.HARDWARE, "IRR", vectors, 0));
    apicIsr = shown(physical, word(Kind.HARDWARE, "ISR", vectors, 0));
  }

  /// Messages in flight to the local APIC of pCPU p: bit n is vector 192 + n.
  public int bus(int p) {
    return bus + p;
  }

  /// IRR of the local APIC of pCPU p: bit n is vector 192 + n.
  public int apicIrr(int p) {
    return apicIrr + p;
  }

  /// ISR of the local APIC of pCPU p: bit n is vector 192 + n.
  public int apicIsr(int p) {
    return apicIsr + p;
  }
}
