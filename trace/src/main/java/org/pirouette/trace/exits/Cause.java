package org.pirouette.trace.exits;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pirouette.trace.event.Architecture;

/// Why a vCPU left guest mode, in the words of interrupt delivery, and what removes such exits.
public enum Cause {
  /// A device's interrupt arrived or was delivered.
  DEVICE_INTERRUPT(
      "device interrupt",
      "VT-d posting with APICv",
      "AVIC with the IOMMU's guest mode",
      "GICv4: vLPI forwarding"),
  /// The host's tick, or the guest's timer: armed, or fired.
  TIMER(
      "timer",
      "exitless timer: nohz_full on the vCPU's CPU, posted guest timer",
      "not by AVIC: nohz_full on the vCPU's CPU for the host's tick",
      "not by GICv4: nohz_full on the vCPU's CPU for the host's tick"),
  /// An interprocessor interrupt of the guest: sent, or delivered.
  INTERPROCESSOR_INTERRUPT("IPI", "IPI virtualization", "AVIC", "GICv4.1: vSGIs"),
  /// The guest signalled the end of an interrupt.
  END_OF_INTERRUPT("EOI", "APICv: virtual-interrupt delivery", "AVIC", ""),
  /// KVM waited until the guest could take an interrupt.
  INTERRUPT_WINDOW("interrupt window", "APICv: virtual-interrupt delivery", "AVIC", ""),
  /// The guest waits for an interrupt; its length is sleep, not cost.
  HALT(
      "halt",
      "not by posting: halt polling, haltpoll or idle=poll in the guest",
      "not by AVIC: halt polling, haltpoll or idle=poll in the guest",
      "not by GICv4 alone: halt polling; WFI is not trapped where KVM lets it be"),
  /// A device's interrupt arrived at the host, and nothing tells whether it was for the guest.
  DEVICE_VECTOR(
      "device vector",
      "assigned: VT-d posting with APICv; the host's own: IRQ affinity",
      "assigned: AVIC with the IOMMU's guest mode; the host's own: IRQ affinity",
      "assigned: GICv4 vLPI forwarding; the host's own: IRQ affinity"),
  /// A physical interrupt of which nothing tells the vector: a device, the tick, or an IPI.
  UNKNOWN_INTERRUPT("unknown interrupt", "", "", ""),
  /// The host's own interrupts: between its CPUs, posted to it, or for a vCPU that is not here.
  HOST_INTERRUPT(
      "host interrupt",
      "not by posting: keep the host's work off the vCPU's CPU",
      "not by AVIC: keep the host's work off the vCPU's CPU",
      "not by GICv4: keep the host's work off the vCPU's CPU"),
  /// The exit is counted, its reason is not told.
  UNKNOWN("not recorded", "", "", ""),
  /// Everything else: memory, emulated devices, CPUID.
  OTHER("other", "", "", "");

  private final String title;
  private final String intel;
  private final String amd;
  private final String arm;

  Cause(String title, String intel, String amd, String arm) {
    this.title = title;
    this.intel = intel;
    this.amd = amd;
    this.arm = arm;
  }

  /// What to call it.
  public String title() {
    return title;
  }

  /// What removes exits of this cause on a host of an architecture; all of them if it is unknown,
  /// "" if nothing that has to do with interrupts.
  public String remedy(Architecture architecture) {
    return switch (architecture) {
      case VMX -> intel;
      case SVM -> amd;
      case ARM64 -> arm;
      case UNKNOWN ->
          Stream.of(named("Intel", intel), named("AMD", amd), named("Arm", arm))
              .filter(remedy -> !remedy.isEmpty())
              .collect(Collectors.joining("; "));
    };
  }

  private static String named(String vendor, String remedy) {
    return remedy.isEmpty() ? "" : vendor + ": " + remedy;
  }

  /// Whether exits of this cause exist only because an interrupt is delivered by software.
  public boolean isInterruptDelivery() {
    return switch (this) {
      case DEVICE_INTERRUPT, TIMER, INTERPROCESSOR_INTERRUPT, END_OF_INTERRUPT, INTERRUPT_WINDOW ->
          true;
      case HALT, DEVICE_VECTOR, UNKNOWN_INTERRUPT, HOST_INTERRUPT, UNKNOWN, OTHER -> false;
    };
  }
}
