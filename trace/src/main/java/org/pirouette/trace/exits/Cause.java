package org.pirouette.trace.exits;

/// Why a vCPU left guest mode, in the words of interrupt delivery, and what removes such exits.
public enum Cause {
  /// A device's interrupt arrived or was delivered.
  DEVICE_INTERRUPT(
      "device interrupt",
      "VT-d posting with APICv (AMD: AVIC with the IOMMU's GA mode; Arm: GICv4)"),
  /// The host's tick, or the guest's timer: armed, or fired.
  TIMER("timer", "exitless timer: nohz_full on the vCPU's CPU, posted guest timer"),
  /// An interprocessor interrupt of the guest: sent, or delivered.
  INTERPROCESSOR_INTERRUPT("IPI", "IPI virtualization (AMD: AVIC; Arm: GICv4.1 vSGIs)"),
  /// The guest signalled the end of an interrupt.
  END_OF_INTERRUPT("EOI", "APICv: virtual-interrupt delivery (AMD: AVIC)"),
  /// KVM waited until the guest could take an interrupt.
  INTERRUPT_WINDOW("interrupt window", "APICv: virtual-interrupt delivery (AMD: AVIC)"),
  /// The guest waits for an interrupt; its length is sleep, not cost.
  HALT("halt", "not by posting: halt polling, haltpoll or idle=poll in the guest"),
  /// A physical interrupt of which nothing tells the vector: a device, the tick, or an IPI.
  UNKNOWN_INTERRUPT("unknown interrupt", ""),
  /// Interrupts between the host's own CPUs: work that the host does on the vCPU's CPU.
  HOST_INTERRUPT("host interrupt", "not by posting: keep the host's work off the vCPU's CPU"),
  /// The exit is counted, its reason is not told.
  UNKNOWN("not recorded", ""),
  /// Everything else: memory, emulated devices, CPUID.
  OTHER("other", "");

  private final String title;
  private final String remedy;

  Cause(String title, String remedy) {
    this.title = title;
    this.remedy = remedy;
  }

  /// What to call it.
  public String title() {
    return title;
  }

  /// What removes exits of this cause; "" if nothing that has to do with interrupts.
  public String remedy() {
    return remedy;
  }

  /// Whether exits of this cause exist only because an interrupt is delivered by software.
  public boolean isInterruptDelivery() {
    return switch (this) {
      case DEVICE_INTERRUPT, TIMER, INTERPROCESSOR_INTERRUPT, END_OF_INTERRUPT, INTERRUPT_WINDOW ->
          true;
      case HALT, UNKNOWN_INTERRUPT, HOST_INTERRUPT, UNKNOWN, OTHER -> false;
    };
  }
}
