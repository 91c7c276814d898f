package org.pirouette.model.intel;

import static org.pirouette.model.intel.VmxControl.ACKNOWLEDGE_INTERRUPT_ON_EXIT;
import static org.pirouette.model.intel.VmxControl.APIC_REGISTER_VIRTUALIZATION;
import static org.pirouette.model.intel.VmxControl.EXTERNAL_INTERRUPT_EXITING;
import static org.pirouette.model.intel.VmxControl.IPI_VIRTUALIZATION;
import static org.pirouette.model.intel.VmxControl.PROCESS_POSTED_INTERRUPTS;
import static org.pirouette.model.intel.VmxControl.TPR_SHADOW;
import static org.pirouette.model.intel.VmxControl.VIRTUALIZE_APIC_ACCESSES;
import static org.pirouette.model.intel.VmxControl.VIRTUALIZE_X2APIC_MODE;
import static org.pirouette.model.intel.VmxControl.VIRTUAL_INTERRUPT_DELIVERY;

import java.util.Arrays;
import java.util.List;

/// The checks of VM entry on the controls of interrupt virtualization (SDM 26.2.1.1). An entry that
/// violates any of them fails with VMfailValid, error 7 (invalid control fields).
public enum VmEntryCheck {
  VIRTUAL_APIC_ADDRESS(
      "with TPR shadow the virtual-APIC address is 4-KByte aligned and within the physical width") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(TPR_SHADOW)
          && !isAddress(vmcs.read(VmcsField.VIRTUAL_APIC_ADDRESS), 4096, width);
    }
  },
  TPR_THRESHOLD_RESERVED(
      "with TPR shadow and without virtual-interrupt delivery TPR threshold 31:4 is 0") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(TPR_SHADOW)
          && !vmcs.isInForce(VIRTUAL_INTERRUPT_DELIVERY)
          && vmcs.read(VmcsField.TPR_THRESHOLD) >>> 4 != 0;
    }
  },
  TPR_THRESHOLD_ABOVE_VTPR(
      "with TPR shadow, and with neither APIC-access page nor virtual-interrupt delivery, TPR"
          + " threshold 3:0 is not above VTPR[7:4]") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(TPR_SHADOW)
          && !vmcs.isInForce(VIRTUALIZE_APIC_ACCESSES)
          && !vmcs.isInForce(VIRTUAL_INTERRUPT_DELIVERY)
          && InterruptPriority.belowThreshold(vtpr, (int) vmcs.read(VmcsField.TPR_THRESHOLD));
    }
  },
  NEEDS_TPR_SHADOW(
      "x2APIC mode, APIC-register virtualization, virtual-interrupt delivery and IPI"
          + " virtualization need TPR shadow") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return !vmcs.isInForce(TPR_SHADOW)
          && (vmcs.isInForce(VIRTUALIZE_X2APIC_MODE)
              || vmcs.isInForce(APIC_REGISTER_VIRTUALIZATION)
              || vmcs.isInForce(VIRTUAL_INTERRUPT_DELIVERY)
              || vmcs.isInForce(IPI_VIRTUALIZATION));
    }
  },
  X2APIC_MODE_WITH_APIC_ACCESSES(
      "virtualize x2APIC mode and virtualize APIC accesses exclude each other") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(VIRTUALIZE_X2APIC_MODE) && vmcs.isInForce(VIRTUALIZE_APIC_ACCESSES);
    }
  },
  APIC_ACCESS_ADDRESS(
      "with virtualize APIC accesses the APIC-access address is 4-KByte aligned and within the"
          + " physical width") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(VIRTUALIZE_APIC_ACCESSES)
          && !isAddress(vmcs.read(VmcsField.APIC_ACCESS_ADDRESS), 4096, width);
    }
  },
  DELIVERY_NEEDS_EXTERNAL_INTERRUPT_EXITING(
      "virtual-interrupt delivery needs external-interrupt exiting") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(VIRTUAL_INTERRUPT_DELIVERY)
          && !vmcs.isInForce(EXTERNAL_INTERRUPT_EXITING);
    }
  },
  POSTED_NEEDS_DELIVERY("process posted interrupts needs virtual-interrupt delivery") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(PROCESS_POSTED_INTERRUPTS)
          && !vmcs.isInForce(VIRTUAL_INTERRUPT_DELIVERY);
    }
  },
  POSTED_NEEDS_ACKNOWLEDGE("process posted interrupts needs acknowledge interrupt on exit") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(PROCESS_POSTED_INTERRUPTS)
          && !vmcs.isInForce(ACKNOWLEDGE_INTERRUPT_ON_EXIT);
    }
  },
  POSTED_NOTIFICATION_VECTOR(
      "with process posted interrupts bits 15:8 of the notification vector are 0") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(PROCESS_POSTED_INTERRUPTS)
          && vmcs.read(VmcsField.POSTED_NOTIFICATION_VECTOR) >>> 8 != 0;
    }
  },
  POSTED_DESCRIPTOR_ADDRESS(
      "with process posted interrupts the descriptor address is 64-byte aligned and within the"
          + " physical width") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      return vmcs.isInForce(PROCESS_POSTED_INTERRUPTS)
          && !isAddress(
              vmcs.read(VmcsField.POSTED_DESCRIPTOR_ADDRESS),
              PostedInterruptDescriptorLayout.BYTES,
              width);
    }
  },
  PID_POINTER_TABLE(
      "with IPI virtualization the PID-pointer table is 8-byte aligned and, to its last entry,"
          + " within the physical width") {
    @Override
    boolean isViolated(Vmcs vmcs, int vtpr, int width) {
      long table = vmcs.read(VmcsField.PID_POINTER_TABLE);
      long last = table + 8 * vmcs.read(VmcsField.LAST_PID_POINTER_INDEX);
      return vmcs.isInForce(IPI_VIRTUALIZATION)
          && !(isAddress(table, 8, width) && isAddress(last, 8, width));
    }
  };

  private final String rule;

  VmEntryCheck(String rule) {
    this.rule = rule;
  }

  /// What a valid VMCS fulfils.
  public String rule() {
    return rule;
  }

  abstract boolean isViolated(Vmcs vmcs, int vtpr, int width);

  /// The checks that an entry with this VMCS fails, in order; none if it is valid.
  ///
  /// @param vtpr VTPR in the virtual-APIC page
  /// @param physicalAddressWidth bits of a physical address, up to 52
  public static List<VmEntryCheck> violated(Vmcs vmcs, int vtpr, int physicalAddressWidth) {
    return Arrays.stream(values())
        .filter(check -> check.isViolated(vmcs, vtpr, physicalAddressWidth))
        .toList();
  }

  private static boolean isAddress(long address, int alignment, int width) {
    return (address & alignment - 1) == 0 && address >>> width == 0;
  }
}
