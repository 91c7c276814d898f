package org.pirouette.host.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Which tracepoints are recorded, with the filters that keep out what no vCPU has to do with.
///
/// @param tracefs where the kernel describes its tracepoints
/// @param events in the order of the file
public record EventPlan(Path tracefs, List<Tracepoint> events) {
  /// The kernel takes no longer filter than a page.
  private static final int LONGEST_FILTER = 4000;

  /// What exits are accounted and predicted from: the protocol of entries, exits, injection,
  /// posting and halting; of all architectures, each kernel has its own.
  private static final List<String> DELIVERY =
      List.of(
          "kvm_entry",
          "kvm_exit",
          "kvm_inj_virq",
          "kvm_apic_accept_irq",
          "kvm_apicv_accept_irq",
          "kvm_msi_set_irq",
          "kvm_set_irq",
          "kvm_eoi",
          "kvm_pv_eoi",
          "kvm_msr",
          "kvm_apic",
          "kvm_apic_ipi",
          "kvm_vcpu_wakeup",
          "kvm_halt_poll_ns",
          "kvm_userspace_exit",
          "kvm_page_fault",
          "kvm_mmio",
          "kvm_pio",
          "kvm_apicv_inhibit_changed",
          "kvm_pi_irte_update",
          "kvm_avic_incomplete_ipi",
          "kvm_avic_unaccelerated_access",
          "kvm_avic_ga_log",
          "kvm_wfx_arm64",
          "kvm_irq_line",
          "vgic_update_irq_pending");

  /// Those that happen on the vCPU's own thread.
  private static final Set<String> OWN = Set.of("kvm_entry", "kvm_exit", "kvm_userspace_exit");

  private static final List<String> VECTORS =
      List.of(
          "local_timer",
          "reschedule",
          "call_function",
          "call_function_single",
          "x86_platform_ipi",
          "thermal_apic",
          "threshold_apic",
          "deferred_error_apic",
          "error_apic",
          "spurious_apic");

  /// A tracepoint of this kernel.
  ///
  /// @param id by which the kernel knows it
  /// @param filter empty for all
  public record Tracepoint(String system, String name, long id, String filter) {
    @Override
    public String toString() {
      return system + ":" + name;
    }
  }

  /// Plans for this host.
  ///
  /// @param threads of the vCPUs that are wanted
  /// @param only whether to leave out exits of other vCPUs
  /// @throws RecordFailure where the kernel's descriptions are closed or it has no KVM
  public static EventPlan find(Set<Long> threads, boolean only) throws RecordFailure {
    Path tracefs = descriptions();
    List<Tracepoint> found = new ArrayList<>();
    for (String name : DELIVERY) {
      boolean own = only && OWN.contains(name);
      add(tracefs, "kvm", name, own ? anyOf("common_pid == %d", threads) : "", found);
    }
    if (found.isEmpty()) {
      throw new RecordFailure(
          "Expected KVM's tracepoints in "
              + tracefs
              + "/events/kvm, found none; load KVM first (modprobe kvm_intel, or kvm_amd).");
    }
    if (!threads.isEmpty()) {
      add(tracefs, "sched", "sched_switch", switches(threads), found);
      add(tracefs, "sched", "sched_waking", anyOf("pid == %d", threads), found);
      for (String vector : VECTORS) {
        for (String side : List.of("_entry", "_exit")) {
          add(tracefs, "irq_vectors", vector + side, anyOf("common_pid == %d", threads), found);
        }
      }
      add(tracefs, "irq", "irq_handler_entry", anyOf("common_pid == %d", threads), found);
    }
    return new EventPlan(tracefs, List.copyOf(found));
  }

  private static String switches(Set<Long> threads) {
    return anyOf("prev_pid == %1$d || next_pid == %1$d", threads);
  }

  private static String anyOf(String one, Set<Long> threads) {
    String filter =
        threads.stream().sorted().map(one::formatted).collect(Collectors.joining(" || "));
    return filter.length() > LONGEST_FILTER ? "" : filter;
  }

  private static Path descriptions() throws RecordFailure {
    for (String folder : List.of("/sys/kernel/tracing", "/sys/kernel/debug/tracing")) {
      if (Files.isReadable(Path.of(folder, "events/header_page"))) {
        return Path.of(folder);
      }
    }
    throw new RecordFailure(
        "Expected the kernel's event descriptions in /sys/kernel/tracing, found them closed; run as"
            + " root, or mount them: mount -t tracefs none /sys/kernel/tracing.");
  }

  private static void add(
      Path tracefs, String system, String name, String filter, List<Tracepoint> found) {
    try {
      String id = Files.readString(tracefs.resolve("events/" + system + "/" + name + "/id"));
      found.add(new Tracepoint(system, name, Long.parseLong(id.strip()), filter));
    } catch (IOException | NumberFormatException absent) {
      // Not of this kernel or architecture.
      return;
    }
  }

  /// The systems that events are of.
  Set<String> systems() {
    return events.stream()
        .map(Tracepoint::system)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
