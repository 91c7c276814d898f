package org.pirouette.model.intel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.ApicOutcome.VmExit;
import org.pirouette.model.intel.GuestEvent.Exit;
import org.pirouette.model.intel.GuestEvent.PhysicalInterrupt;
import org.pirouette.model.intel.GuestEvent.Plain;
import org.pirouette.model.intel.GuestEvent.VirtualInterrupt;

/// A guest on one processor. Its interrupt handlers count, write EOI and return; an EOI exit is
/// counted and the guest resumed.
final class TestGuest {
  final Vmcs vmcs = new Vmcs();
  final VirtualApic apic =
      new VirtualApic(VirtualApicPage.onHeap(), ApicVirtualizationControls.NONE);
  final LocalApic localApic = new LocalApic();
  final PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();
  final NonRootProcessor processor = new NonRootProcessor(vmcs, apic, localApic, descriptor);
  final int[] taken = new int[VectorBitmap.VECTORS];
  final List<VmExit> eoiExits = new ArrayList<>();

  /// x2APIC mode virtualization with virtual-interrupt delivery, as `enable_vid` of kvm-unit-tests.
  static TestGuest withVirtualInterruptDelivery() {
    TestGuest guest = new TestGuest();
    guest.vmcs.enable(
        VmxControl.EXTERNAL_INTERRUPT_EXITING,
        VmxControl.TPR_SHADOW,
        VmxControl.SECONDARY_ACTIVE,
        VmxControl.VIRTUALIZE_X2APIC_MODE,
        VmxControl.VIRTUAL_INTERRUPT_DELIVERY);
    return guest;
  }

  /// The same with posted interrupts.
  static TestGuest withPostedInterrupts(int notificationVector) {
    TestGuest guest = withVirtualInterruptDelivery();
    guest.vmcs.enable(
        VmxControl.ACKNOWLEDGE_INTERRUPT_ON_EXIT, VmxControl.PROCESS_POSTED_INTERRUPTS);
    guest.vmcs.write(VmcsField.POSTED_NOTIFICATION_VECTOR, notificationVector);
    return guest;
  }

  /// Enters with IF = 1 and takes what comes before the first instruction.
  ///
  /// @return the exit, or null if the guest runs on
  @Nullable VmExit enter() {
    return enter(Interruptibility.OPEN);
  }

  @Nullable VmExit enter(Interruptibility state) {
    return processor.enter(state) instanceof Exit exit ? exit.exit() : settle();
  }

  /// Takes what comes at this instruction boundary, until nothing does.
  ///
  /// @return the exit, or null if the guest runs on
  @Nullable VmExit settle() {
    while (true) {
      switch (processor.atInstructionBoundary()) {
        case Plain plain -> {
          if (plain == Plain.NOTHING) {
            return null;
          }
        }
        case VirtualInterrupt interrupt -> {
          taken[interrupt.vector()]++;
          endOfInterrupt();
          processor.loadFlags(true);
        }
        case PhysicalInterrupt interrupt -> {
          taken[interrupt.vector()]++;
          localApic.endOfInterrupt();
          processor.loadFlags(true);
        }
        case Exit exit -> {
          return exit.exit();
        }
      }
    }
  }

  private void endOfInterrupt() {
    if (apic.writeMsr(0x80B, 0) instanceof VmExit exit) {
      eoiExits.add(exit);
      processor.exit(exit);
      processor.enter(processor.interruptibility());
    }
  }

  /// Leaves the guest (a VMCALL) and reads the guest interrupt status.
  int statusAtExit() {
    processor.exit(new VmExit(ExitReason.HLT, 0));
    return (int) vmcs.read(VmcsField.GUEST_INTERRUPT_STATUS);
  }
}
