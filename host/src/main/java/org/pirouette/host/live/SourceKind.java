package org.pirouette.host.live;

/// Where counts come from, the best first.
public enum SourceKind {
  /// The descriptor of `KVM_GET_STATS_FD` that the VMM holds, duplicated (pidfd_getfd(2)). Costs
  /// the guest nothing.
  STATISTICS("KVM statistics descriptors"),
  /// Tracepoint counters on each vCPU thread (perf_event_open(2)), with filters per exit reason.
  PERF("perf tracepoint counters"),
  /// `/sys/kernel/debug/kvm`: counters of a machine, its vCPUs summed up.
  DEBUGFS("debugfs counters (per VM)"),
  /// Only what `/proc` tells of each thread: CPU time and where it ran.
  PROC("CPU times only (/proc)");

  private final String title;

  SourceKind(String title) {
    this.title = title;
  }

  /// For the header of a table.
  public String title() {
    return title;
  }
}
