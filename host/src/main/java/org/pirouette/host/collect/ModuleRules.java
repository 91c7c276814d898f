package org.pirouette.host.collect;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parameters of KVM's modules: known names, with values that are switches, numbers or known words.
final class ModuleRules {
  private static final Set<String> NAMES =
      Set.of(
          "allow_smaller_maxphyaddr",
          "allow_unsafe_mappings",
          "avic",
          "debug_swap",
          "dump_invalid_vmcb",
          "dump_invalid_vmcs",
          "eager_page_split",
          "emulate_invalid_guest_state",
          "enable_apicv",
          "enable_device_posted_irqs",
          "enable_ipiv",
          "enable_pmu",
          "enable_shadow_vmcs",
          "enable_virt_at_load",
          "enable_vmware_backdoor",
          "enlightened_vmcs",
          "ept",
          "eptad",
          "fasteoi",
          "flexpriority",
          "flush_on_reuse",
          "force_avic",
          "force_emulation_prefix",
          "halt_poll_ns",
          "halt_poll_ns_grow",
          "halt_poll_ns_grow_start",
          "halt_poll_ns_shrink",
          "ignore_msrs",
          "intercept_smi",
          "kvmclock_periodic_sync",
          "lapic_timer_advance",
          "lapic_timer_advance_ns",
          "lbrv",
          "min_timer_period_us",
          "mitigate_smt_rsb",
          "mmio_caching",
          "nested",
          "nested_early_check",
          "npt",
          "nrips",
          "nx_huge_pages",
          "nx_huge_pages_recovery_period_ms",
          "nx_huge_pages_recovery_ratio",
          "pause_filter_count",
          "pause_filter_count_grow",
          "pause_filter_count_max",
          "pause_filter_count_shrink",
          "pause_filter_thresh",
          "pi_inject_timer",
          "ple_gap",
          "ple_window",
          "ple_window_grow",
          "ple_window_max",
          "ple_window_shrink",
          "pml",
          "preemption_timer",
          "pt_mode",
          "report_ignored_msrs",
          "sev",
          "sev_es",
          "sev_snp",
          "sgx",
          "tdp_mmu",
          "tdx",
          "tsc_scaling",
          "tsc_tolerance_ppm",
          "unrestricted_guest",
          "vector_hashing",
          "vgif",
          "vls",
          "vmentry_l1d_flush",
          "vnmi",
          "vpid");

  private static final Pattern VALUE =
      Pattern.compile("[YyNn]|-?\\d{1,10}|on|off|auto|never|always|cond|force|not required");

  /// `kvm_intel/enable_apicv Y`, with `/sys/module/`, `:`, `=` or `parameters/` in it.
  private static final Pattern LISTED =
      Pattern.compile(
          "\\s*(?:/?sys/module/)?(kvm|kvm_intel|kvm_amd)/(?:parameters/)?(\\w{1,40})[\\s:=]+"
              + "([^\\s]{1,12})\\s*");

  private ModuleRules() {}

  /// Whether this is a known parameter with a value that tells nothing else.
  static boolean allowed(String parameter, String value) {
    return NAMES.contains(parameter) && VALUE.matcher(value).matches();
  }

  /// Whether this is a known parameter.
  static boolean named(String parameter) {
    return NAMES.contains(parameter);
  }

  /// The file of one parameter.
  static List<String> value(List<String> lines) {
    String value = lines.isEmpty() ? "" : lines.getFirst().strip();
    return VALUE.matcher(value).matches() ? List.of(value) : List.of();
  }

  /// A listing of parameters.
  static String listed(String line) {
    Matcher matcher = LISTED.matcher(line);
    return matcher.matches() && allowed(matcher.group(2), matcher.group(3))
        ? matcher.group(1) + "/" + matcher.group(2) + " " + matcher.group(3)
        : "";
  }
}
