package org.pirouette.host.collect;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.source.KvmCounters;

/// Counters of KVM: known names with numbers.
final class CounterRules {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern HEADING = Pattern.compile("# \\d{1,10}-\\d{1,6}");

  private static final Pattern LISTED =
      Pattern.compile(
          "\\s*((?:\\./)?(?:\\d{1,10}-\\d{1,6}/)?)(?:(vcpu\\d{1,5}/pid)|(\\w{1,40}))"
              + "(?:[\\s=]+(\\d{1,18})\\|?)?\\s*");

  /// Events of kvm_stat that decide something, or whose rate is shown.
  private static final Set<String> EVENTS =
      Set.of(
          "kvm_exit",
          "kvm_entry",
          "kvm_apicv_accept_irq",
          "kvm_apic_accept_irq",
          "kvm_inj_virq",
          "kvm_avic_incomplete_ipi",
          "kvm_avic_unaccelerated_access",
          "kvm_avic_ga_log",
          "kvm_avic_kick_vcpu_slowpath",
          "kvm_avic_doorbell",
          "kvm_hv_timer_state",
          "kvm_timer_update_irq",
          "kvm_vcpu_wakeup",
          "kvm_msi_set_irq",
          "kvm_pi_irte_update",
          "kvm_apic_ipi",
          "kvm_eoi",
          "kvm_pv_eoi",
          "kvm_msr",
          "kvm_halt_poll_ns",
          "vgic_update_irq_pending",
          "kvm_arm_setup_debug",
          "kvm_arm_clear_debug",
          "kvm_arm_set_dreg32",
          "kvm_wfx_arm64",
          "kvm_hvc_arm64",
          "kvm_handle_sys_reg");

  private static final Set<String> REASONS =
      Set.of(
          "EXTERNAL_INTERRUPT",
          "HLT",
          "MSR_WRITE",
          "MSR_READ",
          "EPT_VIOLATION",
          "EPT_MISCONFIG",
          "APIC_WRITE",
          "APIC_ACCESS",
          "EOI_INDUCED",
          "PREEMPTION_TIMER",
          "IO_INSTRUCTION",
          "PAUSE_INSTRUCTION",
          "INTERRUPT_WINDOW",
          "PENDING_INTERRUPT",
          "CPUID",
          "VMCALL",
          "TPR_BELOW_THRESHOLD",
          "interrupt",
          "hlt",
          "msr",
          "npf",
          "NPF",
          "vintr",
          "io",
          "cpuid",
          "avic_incomplete_ipi",
          "avic_unaccelerated_access",
          "pause",
          "WFx",
          "IRQ",
          "DABT_LOW",
          "SYS64",
          "HVC64");

  private static final Pattern EVENT =
      Pattern.compile("(\\w{1,40})(?:\\(([A-Za-z0-9_]{1,40})\\))?");

  private CounterRules() {}

  /// The file of one counter.
  static List<String> value(List<String> lines) {
    String value = lines.isEmpty() ? "" : lines.getFirst().strip();
    return NUMBER.matcher(value).matches() ? List.of(value) : List.of();
  }

  /// A line of a listing of debugfs.
  static String listed(String line) {
    if (HEADING.matcher(line.strip()).matches()) {
      return line.strip();
    }
    Matcher matcher = LISTED.matcher(line);
    if (!matcher.matches()) {
      return "";
    }
    String name = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
    boolean known = matcher.group(2) != null || KvmCounters.USED.contains(name);
    String value = matcher.group(4) == null ? "" : " " + matcher.group(4);
    return known ? matcher.group(1) + name + value : "";
  }

  /// A line of kvm_stat: the event and its numbers.
  static String event(String line) {
    String[] words = line.strip().split("\\s+");
    Matcher name = EVENT.matcher(words[0]);
    boolean known =
        name.matches()
            && (EVENTS.contains(name.group(1)) || KvmCounters.USED.contains(name.group(1)))
            && (name.group(2) == null || REASONS.contains(name.group(2)));
    if (!known) {
      return "";
    }
    StringBuilder shown = new StringBuilder(words[0]);
    for (int index = 1; index < words.length; index++) {
      boolean number = words[index].matches("\\d{1,18}|\\d{1,3}\\.\\d");
      shown.append(' ').append(number ? words[index] : "x");
    }
    return shown.toString();
  }
}
