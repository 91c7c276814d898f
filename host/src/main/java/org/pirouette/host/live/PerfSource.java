package org.pirouette.host.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pirouette.host.linux.PerfGroup;
import org.pirouette.host.tree.HostTree;

/// Counts of a vCPU from tracepoints on its thread: all exits, those for interrupts and halts by
/// filters on the exit reason, injections, wakeups.
final class PerfSource implements CounterSource {
  private static final String EVENTS = "sys/kernel/tracing/events/kvm/";
  private static final String EVENTS_IN_DEBUGFS = "sys/kernel/debug/tracing/events/kvm/";

  private final PerfGroup group;
  private final List<Counter> counters;
  private final long[] values;

  private PerfSource(PerfGroup group, List<Counter> counters) {
    this.group = group;
    this.counters = counters;
    this.values = new long[counters.size()];
  }

  /// The events of this host, found once.
  ///
  /// @param events one for each counter
  /// @param counters what they count
  record Plan(List<PerfGroup.Event> events, List<Counter> counters) {}

  /// The exit reasons of the architectures: Intel SDM 3D appendix C; AMD APM 2 appendix C; Linux
  /// arch/arm64/kvm/trace_arm.h.
  private enum Reasons {
    VMX("exit_reason == 1", "exit_reason == 12"),
    SVM("exit_reason == 96", "exit_reason == 120"),
    ARM64("ret == 0", "ret == 2 && esr_ec == 1");

    private final String interrupt;
    private final String halt;

    Reasons(String interrupt, String halt) {
      this.interrupt = interrupt;
      this.halt = halt;
    }
  }

  /// What can be counted here: where KVM is none of the known ones (a software KVM), its exits and
  /// injections are never traced, so only wakeups are.
  ///
  /// @return empty where tracefs is closed
  static Optional<Plan> plan(HostTree tree) {
    List<String> modules = tree.list("sys/module");
    Optional<Reasons> reasons =
        modules.contains("kvm_intel")
            ? Optional.of(Reasons.VMX)
            : modules.contains("kvm_amd")
                ? Optional.of(Reasons.SVM)
                : System.getProperty("os.arch", "").equals("aarch64")
                    ? Optional.of(Reasons.ARM64)
                    : Optional.empty();
    List<PerfGroup.Event> events = new ArrayList<>();
    List<Counter> counters = new ArrayList<>();
    if (reasons.isPresent()) {
      add(tree, "kvm_exit", "", Counter.EXITS, events, counters);
      add(tree, "kvm_exit", reasons.get().interrupt, Counter.INTERRUPTS, events, counters);
      add(tree, "kvm_exit", reasons.get().halt, Counter.HALTS, events, counters);
      add(tree, "kvm_inj_virq", "", Counter.INJECTIONS, events, counters);
    }
    add(tree, "kvm_vcpu_wakeup", "", Counter.WAKEUPS, events, counters);
    return events.isEmpty() ? Optional.empty() : Optional.of(new Plan(events, counters));
  }

  private static void add(
      HostTree tree,
      String name,
      String filter,
      Counter counter,
      List<PerfGroup.Event> events,
      List<Counter> counters) {
    String id = tree.read(EVENTS + name + "/id").value();
    if (id.isEmpty()) {
      id = tree.read(EVENTS_IN_DEBUGFS + name + "/id").value();
    }
    if (id.matches("\\d{1,9}")) {
      events.add(new PerfGroup.Event(Long.parseLong(id), filter));
      counters.add(counter);
    }
  }

  static Optional<CounterSource> open(long threadId, Plan plan) {
    return threadId <= 0
        ? Optional.empty()
        : PerfGroup.open(threadId, plan.events())
            .map(group -> new PerfSource(group, plan.counters()));
  }

  @Override
  public boolean read(long[] counts) {
    Arrays.fill(counts, -1);
    if (!group.read(values)) {
      return false;
    }
    for (int index = 0; index < values.length; index++) {
      counts[counters.get(index).ordinal()] = values[index];
    }
    return true;
  }

  @Override
  public void close() {
    group.close();
  }
}
