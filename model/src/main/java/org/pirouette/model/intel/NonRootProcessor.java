package org.pirouette.model.intel;

import org.pirouette.model.intel.ApicOutcome.VmExit;
import org.pirouette.model.intel.GuestEvent.Plain;

/// A logical processor in VMX non-root operation, as far as interrupts go: the order in which
/// interrupt window, virtual interrupts and external interrupts take their turn at an instruction
/// boundary, and when they have to wait (SDM 25.2, 29.2.2, 29.6).
///
/// The guest's instructions are the caller's; those that matter here are [#sti], [#cli],
/// [#loadStackSegment], [#hlt] and [#instructionCompleted]. Interrupts are delivered through
/// interrupt gates: they clear IF.
///
/// One thread at a time; only the posted-interrupt descriptor is shared.
public final class NonRootProcessor {
  private final Vmcs vmcs;
  private final VirtualApic virtualApic;
  private final LocalApic localApic;
  private final PostedInterruptDescriptor descriptor;
  private Interruptibility interruptibility = Interruptibility.OPEN;

  /// A processor that is about to enter a guest.
  ///
  /// @param descriptor what the VMCS names as posted-interrupt descriptor
  public NonRootProcessor(
      Vmcs vmcs,
      VirtualApic virtualApic,
      LocalApic localApic,
      PostedInterruptDescriptor descriptor) {
    this.vmcs = vmcs;
    this.virtualApic = virtualApic;
    this.localApic = localApic;
    this.descriptor = descriptor;
  }

  /// VM entry, past its checks: loads what the VMCS says into the virtual APIC and enters.
  ///
  /// @param guest interruptibility and activity state
  /// @return `NOTHING`, or exit 43 right after the entry
  public GuestEvent enter(Interruptibility guest) {
    interruptibility = guest;
    virtualApic.setControls(vmcs.apicVirtualization());
    virtualApic.setGuestInterruptStatus((int) vmcs.read(VmcsField.GUEST_INTERRUPT_STATUS));
    virtualApic.setEoiExitBitmap(vmcs.eoiExitBitmap());
    virtualApic.setTprThreshold((int) vmcs.read(VmcsField.TPR_THRESHOLD));
    virtualApic.setInterruptWindowExiting(vmcs.isInForce(VmxControl.INTERRUPT_WINDOW_EXITING));
    ApicOutcome outcome = virtualApic.vmEntry();
    if (outcome instanceof VmExit exit && guest.activity().takesInterrupts()) {
      return exit(exit);
    }
    return Plain.NOTHING;
  }

  /// VM entry that injects an event: it is delivered before any instruction, makes the guest active
  /// and ends shadows. IF is as the gate leaves it.
  ///
  /// @param guest state before the injection
  /// @param handlerFlag IF in the event's handler: clear behind an interrupt gate
  /// @return `NOTHING`, exit 33 if the event may not be injected, or exit 43
  public GuestEvent enterInjecting(
      Interruptibility guest, InjectedEvent event, boolean handlerFlag) {
    if (!guest.allowsInjection(event)) {
      return new GuestEvent.Exit(new VmExit(ExitReason.INVALID_GUEST_STATE, 0));
    }
    return enter(new Interruptibility(handlerFlag, false, false, ActivityState.ACTIVE));
  }

  /// What comes at the boundary before the next instruction, in the order of priority: interrupt
  /// window or virtual interrupt, then external interrupt. One event a call; after
  /// `POSTED_INTERRUPTS_PROCESSED` or an interrupt the boundary may hold another.
  public GuestEvent atInstructionBoundary() {
    if (virtualApic.interruptWindowExiting() && interruptibility.allowsInterruptWindowExit()) {
      return exit(new VmExit(ExitReason.INTERRUPT_WINDOW, 0));
    }
    if (virtualApic.isRecognized() && interruptibility.allowsVirtualInterrupt()) {
      interruptTaken();
      return new GuestEvent.VirtualInterrupt(virtualApic.deliverVirtualInterrupt());
    }
    return localApic.pending() == LocalApic.NONE ? Plain.NOTHING : externalInterrupt();
  }

  private GuestEvent externalInterrupt() {
    if (!vmcs.isInForce(VmxControl.EXTERNAL_INTERRUPT_EXITING)) {
      if (!interruptibility.allowsVirtualInterrupt()) {
        return Plain.NOTHING;
      }
      interruptTaken();
      return new GuestEvent.PhysicalInterrupt(localApic.acknowledge());
    }
    if (!interruptibility.allowsExternalInterruptExit()) {
      return Plain.NOTHING;
    }
    if (!vmcs.isInForce(VmxControl.ACKNOWLEDGE_INTERRUPT_ON_EXIT)) {
      return exit(new VmExit(ExitReason.EXTERNAL_INTERRUPT, 0));
    }
    int vector = localApic.acknowledge();
    if (!vmcs.isInForce(VmxControl.PROCESS_POSTED_INTERRUPTS)
        || vector != vmcs.read(VmcsField.POSTED_NOTIFICATION_VECTOR)) {
      return exit(VmExit.externalInterrupt(vector));
    }
    descriptor.clearOutstanding();
    localApic.endOfInterrupt();
    virtualApic.takePostedInterrupts(descriptor);
    if (interruptibility.activity() == ActivityState.MWAIT) {
      setActivity(ActivityState.ACTIVE);
    }
    return Plain.POSTED_INTERRUPTS_PROCESSED;
  }

  /// The guest is left for any reason: RVI and SVI are saved.
  ///
  /// @return the exit as an event
  public GuestEvent exit(VmExit exit) {
    vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, virtualApic.vmExit());
    return new GuestEvent.Exit(exit);
  }

  /// An instruction other than those below completed: shadows end.
  public void instructionCompleted() {
    interruptibility =
        new Interruptibility(
            interruptibility.interruptFlag(), false, false, interruptibility.activity());
  }

  /// STI: sets IF; casts a shadow on the next instruction if IF was clear.
  public void sti() {
    boolean shadow = !interruptibility.interruptFlag();
    interruptibility = new Interruptibility(true, shadow, false, interruptibility.activity());
  }

  /// CLI: clears IF.
  public void cli() {
    interruptibility = new Interruptibility(false, false, false, interruptibility.activity());
  }

  /// IRET or POPF: loads IF, without a shadow.
  public void loadFlags(boolean interruptFlag) {
    interruptibility =
        new Interruptibility(interruptFlag, false, false, interruptibility.activity());
  }

  /// MOV SS or POP SS: casts a shadow on the next instruction.
  public void loadStackSegment() {
    interruptibility =
        new Interruptibility(
            interruptibility.interruptFlag(), false, true, interruptibility.activity());
  }

  /// HLT.
  ///
  /// @return exit 12, or `NOTHING` once the guest is halted
  public GuestEvent hlt() {
    if (vmcs.isInForce(VmxControl.HLT_EXITING)) {
      return exit(new VmExit(ExitReason.HLT, 0));
    }
    instructionCompleted();
    setActivity(ActivityState.HLT);
    return Plain.NOTHING;
  }

  /// Interruptibility and activity state as they are.
  public Interruptibility interruptibility() {
    return interruptibility;
  }

  private void interruptTaken() {
    interruptibility = new Interruptibility(false, false, false, ActivityState.ACTIVE);
  }

  private void setActivity(ActivityState activity) {
    interruptibility =
        new Interruptibility(
            interruptibility.interruptFlag(),
            interruptibility.blockingBySti(),
            interruptibility.blockingByMovSs(),
            activity);
  }
}
