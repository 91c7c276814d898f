package org.pirouette.trace.event;

/// The formats that are read, recognized by content.
public enum RecordingFormat {
  /// `trace` or `trace_pipe` of tracefs.
  FTRACE_TEXT("ftrace text"),
  /// `trace-cmd report`.
  TRACE_CMD_REPORT("trace-cmd report text"),
  /// `perf script`.
  PERF_SCRIPT("perf script text"),
  /// `perf record`.
  PERF_DATA("perf.data"),
  /// `trace-cmd record`.
  TRACE_DAT("trace.dat"),
  /// `perf kvm stat report`.
  PERF_KVM_STAT("perf kvm stat table"),
  /// `kvm-exit` of perf-prof.
  PERF_PROF("perf-prof table of exits"),
  /// `vmexit_analyze.py` of ACRN.
  ACRN("ACRN table of exits"),
  /// `bhyvectl --get-stats`, `xenalyze --summary`, Xen's and Hyper-V's performance counters.
  OTHER_HYPERVISOR("counters of another hypervisor"),
  /// `perf stat -e kvm:*`.
  PERF_STAT("perf stat counts"),
  /// `kvm_stat`.
  KVM_STAT("kvm_stat table"),
  /// `kvmexit` of bcc.
  BCC_KVMEXIT("bcc kvmexit table"),
  /// KVM's counters: files of debugfs, or KVM_GET_STATS_FD.
  KVM_COUNTERS("KVM counters"),
  /// `kvmexits.bt` and other maps of bpftrace by exit reason.
  BPFTRACE_KVMEXITS("bpftrace map of exits"),
  /// `kvm_service_time.stp` of SystemTap.
  SYSTEMTAP("SystemTap kvm_service_time table"),
  /// A `perf report` of `kvm_userspace_exit`.
  PERF_REPORT("perf report of an event"),
  /// Histogram triggers of tracefs (`hist`).
  FTRACE_HISTOGRAM("ftrace histogram");

  private final String title;

  RecordingFormat(String title) {
    this.title = title;
  }

  /// What people call it.
  public String title() {
    return title;
  }

  /// Whether single events can be read, rather than a summary that another tool made.
  public boolean hasEvents() {
    return ordinal() <= TRACE_DAT.ordinal();
  }
}
