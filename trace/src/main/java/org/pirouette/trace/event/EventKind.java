package org.pirouette.trace.event;

import java.util.HashMap;
import java.util.Map;

/// What an event of a recording is, by the name of its tracepoint.
public enum EventKind {
  /// `kvm_entry`: the vCPU goes to guest mode. Other names on MIPS, LoongArch, PowerPC and s390.
  ENTRY("kvm_entry", "kvm_enter", "kvm_guest_enter", "kvm_s390_sie_enter"),
  /// `kvm_exit`: the vCPU comes back, with a reason.
  EXIT("kvm_exit", "kvm_guest_exit", "kvm_s390_sie_exit"),
  /// `kvm_inj_virq`: classical injection of a vector at the next entry.
  INJECT_VIRQ("kvm_inj_virq"),
  /// `kvm_apic_accept_irq`: a virtual local APIC took a vector.
  APIC_ACCEPT_IRQ("kvm_apic_accept_irq"),
  /// `kvm_apicv_accept_irq`: the vector was posted rather than injected.
  APICV_ACCEPT_IRQ("kvm_apicv_accept_irq"),
  /// `kvm_msi_set_irq`: a device's message to the guest, through the host.
  MSI_SET_IRQ("kvm_msi_set_irq"),
  /// `kvm_set_irq`: an interrupt line of the guest, by GSI.
  SET_IRQ("kvm_set_irq"),
  /// `kvm_eoi`, `kvm_pv_eoi`: end of interrupt seen by KVM.
  EOI("kvm_eoi", "kvm_pv_eoi"),
  /// `kvm_msr`: a model-specific register read or written with an exit.
  MSR("kvm_msr"),
  /// `kvm_apic`: a register of the virtual local APIC read or written with an exit.
  APIC("kvm_apic"),
  /// `kvm_apic_ipi`: an interprocessor interrupt sent with an exit.
  APIC_IPI("kvm_apic_ipi"),
  /// `kvm_vcpu_wakeup`: the end of a halt, with the time slept or polled.
  VCPU_WAKEUP("kvm_vcpu_wakeup"),
  /// `kvm_halt_poll_ns`: the halt-polling window changed.
  HALT_POLL("kvm_halt_poll_ns"),
  /// `sched_switch`.
  SCHED_SWITCH("sched_switch"),
  /// `sched_waking`.
  SCHED_WAKING("sched_waking"),
  /// `sched_wakeup`.
  SCHED_WAKEUP("sched_wakeup", "sched_wakeup_new"),
  /// `irq_vectors:*_entry`: the host's handler of a vector starts.
  IRQ_VECTOR_ENTRY(
      "local_timer_entry",
      "reschedule_entry",
      "call_function_entry",
      "call_function_single_entry",
      "irq_work_entry",
      "x86_platform_ipi_entry",
      "thermal_apic_entry",
      "threshold_apic_entry",
      "deferred_error_apic_entry",
      "error_apic_entry",
      "spurious_apic_entry"),
  /// `irq_vectors:*_exit`: the host's handler of a vector ends.
  IRQ_VECTOR_EXIT(
      "local_timer_exit",
      "reschedule_exit",
      "call_function_exit",
      "call_function_single_exit",
      "irq_work_exit",
      "x86_platform_ipi_exit",
      "thermal_apic_exit",
      "threshold_apic_exit",
      "deferred_error_apic_exit",
      "error_apic_exit",
      "spurious_apic_exit"),
  /// `kvm_arm_setup_debug`: on arm64 (until Linux 6.13) what comes before `kvm_entry`, with the
  /// vCPU already in guest mode for those who would kick it.
  ENTERS("kvm_arm_setup_debug"),
  /// `kvm_arm_clear_debug`: on arm64 (until Linux 6.13) the first event after the guest was left;
  /// `kvm_exit` comes only after the host's handlers.
  LEAVES("kvm_arm_clear_debug"),
  /// `irq_handler_entry`: the host's handler of an interrupt line starts.
  HOST_HANDLER("irq_handler_entry"),
  /// `ipi_send_cpu`: an IPI is about to be sent to one CPU, with who sends it (since Linux 6.4).
  IPI_SEND("ipi_send_cpu"),
  /// `ipi_raise`: IPIs are sent to a mask of CPUs.
  IPI_RAISE("ipi_raise"),
  /// `ipi_entry`: an IPI is taken.
  IPI_ENTRY("ipi_entry"),
  /// `kvm_userspace_exit`: KVM_RUN returns to the virtual machine monitor.
  USERSPACE_EXIT("kvm_userspace_exit"),
  /// `kvm_page_fault`.
  PAGE_FAULT("kvm_page_fault"),
  /// `kvm_mmio`.
  MMIO("kvm_mmio"),
  /// `kvm_pio`.
  PIO("kvm_pio"),
  /// `kvm_apicv_inhibit_changed`: APICv was switched off or on at run time.
  APICV_INHIBIT("kvm_apicv_inhibit_changed"),
  /// `kvm_pi_irte_update`: a device's interrupt became posted, or remapped again.
  IRTE_UPDATE("kvm_pi_irte_update"),
  /// `kvm_avic_incomplete_ipi`.
  AVIC_INCOMPLETE_IPI("kvm_avic_incomplete_ipi"),
  /// `kvm_avic_unaccelerated_access`.
  AVIC_UNACCELERATED("kvm_avic_unaccelerated_access"),
  /// `kvm_avic_ga_log`: AMD's IOMMU asks to wake a vCPU.
  AVIC_GA_LOG("kvm_avic_ga_log"),
  /// Any other event: counted by name.
  OTHER();

  private static final Map<String, EventKind> BY_NAME = byName();

  private final String[] names;

  EventKind(String... names) {
    this.names = names;
  }

  /// The kind of a tracepoint.
  ///
  /// @param name without its system: "kvm_exit"
  /// @return [#OTHER] for a name that has no kind of its own
  public static EventKind of(String name) {
    return BY_NAME.getOrDefault(name, OTHER);
  }

  private static Map<String, EventKind> byName() {
    Map<String, EventKind> kinds = new HashMap<>();
    for (EventKind kind : values()) {
      for (String name : kind.names) {
        kinds.put(name, kind);
      }
    }
    return Map.copyOf(kinds);
  }
}
