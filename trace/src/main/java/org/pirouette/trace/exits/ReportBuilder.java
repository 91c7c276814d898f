package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.trace.event.ReasonDictionary;

/// Makes the report out of what was counted.
final class ReportBuilder {
  private static final int WHOLE_SECOND = 0xffff;

  private final ReasonDictionary dictionary;
  private final double length;

  /// The same, unless it is too short for any rate.
  private final double seconds;

  private final boolean injectionsRecorded;

  ReportBuilder(ReasonDictionary dictionary, double seconds, boolean injectionsRecorded) {
    this.dictionary = dictionary;
    this.length = seconds;
    this.seconds = seconds < Verdicts.SHORTEST_SECONDS ? Double.NaN : seconds;
    this.injectionsRecorded = injectionsRecorded;
  }

  /// One report per virtual machine.
  ///
  /// @param sums adds up all of them
  List<VmExits> vms(Collection<ThreadTally> threads, ExitOptions options, Sums sums) {
    List<VmExits> vms = new ArrayList<>();
    for (VirtualMachines.Group group : VirtualMachines.of(threads)) {
      if (options.process() >= 0 && !contains(group, options.process())) {
        continue;
      }
      Sums ofGroup = new Sums(dictionary);
      List<VcpuExits> vcpus = vcpus(group, options, ofGroup);
      if (!vcpus.isEmpty()) {
        String name = name(group);
        VcpuExits total = account(name, -1, -1, group.vcpus.getFirst().command, ofGroup);
        vms.add(
            new VmExits(
                name,
                group.process,
                total.judged(Verdicts.ofWorst(total.verdict(), vcpus)),
                vcpus));
        sums.add(ofGroup);
      }
    }
    return List.copyOf(vms);
  }

  private List<VcpuExits> vcpus(VirtualMachines.Group group, ExitOptions options, Sums ofGroup) {
    VectorOrigins origins = new VectorOrigins(group.all(), injectionsRecorded);
    CauseRules rules = new CauseRules(origins);
    List<VcpuExits> vcpus = new ArrayList<>();
    for (ThreadTally thread : group.vcpus) {
      boolean wantedThread =
          options.process() < 0
              || options.process() == group.process
              || options.process() == thread.thread
              || !isThreadOf(group, options.process());
      if ((options.vcpu() >= 0 && options.vcpu() != thread.vcpu) || !wantedThread) {
        continue;
      }
      Sums sums = new Sums(dictionary);
      sums.add(thread, rules);
      addInterrupts(sums, group, thread.vcpu);
      ofGroup.add(sums);
      vcpus.add(account(label(thread), thread.vcpu, thread.thread, thread.command, sums));
    }
    return List.copyOf(vcpus);
  }

  /// Interrupts are addressed by APIC id, which KVM's virtual machine monitors set to the vCPU's
  /// number; any thread may send them.
  private static void addInterrupts(Sums sums, VirtualMachines.Group group, int vcpu) {
    boolean single = group.vcpus.size() == 1;
    for (ThreadTally thread : group.all()) {
      thread.counts.forEach(
          (key, count) -> {
            if (single || ThreadTally.countTarget(key) == vcpu) {
              switch (ThreadTally.countKind(key)) {
                case ThreadTally.ACCEPTED -> sums.accepted += count[0];
                case ThreadTally.POSTED -> sums.posted += count[0];
                case ThreadTally.MESSAGE -> sums.messages += count[0];
                case ThreadTally.INTERPROCESSOR -> sums.interprocessor += count[0];
                default -> {}
              }
            }
          });
    }
  }

  VcpuExits account(String label, int vcpu, int thread, String command, Sums sums) {
    int vcpus = Math.max(1, sums.vcpus());
    double nanoseconds = seconds * 1e9 * vcpus;
    List<CauseRow> causes = sums.causeRows(seconds);
    Interrupts interrupts = interrupts(sums, causes);
    double lost =
        sums.handling().isKnown() || sums.halts().exits() > 0
            ? sums.lostNanoseconds() / nanoseconds
            : Double.NaN;
    double guest = sums.guestNanoseconds() / nanoseconds;
    return new VcpuExits(
        label,
        vcpu,
        thread,
        command,
        sums.vcpus(),
        length,
        sums.exits(),
        sums.untimed(),
        sums.exits() / seconds,
        sums.handling(),
        lost,
        guest,
        sums.userspaceExits(),
        sums.reasonRows(seconds),
        causes,
        sums.detailRows(),
        interrupts,
        sums.halts(),
        Verdicts.of(
            new Verdicts.Measures(
                interrupts.perSecond() / vcpus, lost, length, sums.exits() + interrupts.total())));
  }

  private Interrupts interrupts(Sums sums, List<CauseRow> causes) {
    long forDelivery = 0;
    long endOfInterrupt = 0;
    for (CauseRow row : causes) {
      forDelivery += row.cause().isInterruptDelivery() ? row.exits() : 0;
      endOfInterrupt += row.cause() == Cause.END_OF_INTERRUPT ? row.exits() : 0;
    }
    long external = sums.externalInterruptExits();
    Interrupts.Basis basis;
    long total;
    if (sums.accepted > 0) {
      basis = Interrupts.Basis.ACCEPTED;
      total = sums.accepted;
    } else if (sums.injected > 0) {
      basis = Interrupts.Basis.INJECTED;
      total = sums.injected;
    } else if (endOfInterrupt > 0) {
      basis = Interrupts.Basis.END_OF_INTERRUPT;
      total = endOfInterrupt;
    } else {
      basis = external > 0 ? Interrupts.Basis.EXTERNAL_INTERRUPT_EXITS : Interrupts.Basis.NONE;
      total = external;
    }
    return new Interrupts(
        total,
        basis,
        basis == Interrupts.Basis.NONE ? Double.NaN : total / seconds,
        sums.accepted,
        sums.posted,
        sums.injected,
        sums.reinjected,
        sums.messages,
        sums.interprocessor,
        total > 0 ? (double) forDelivery / total : Double.NaN);
  }

  /// A row per second, from the first to the last second with exits.
  List<SecondRow> series(Collection<ThreadTally> threads, long firstTime) {
    long firstSecond = Math.floorDiv(firstTime, 1_000_000_000L);
    TreeMap<Long, Map<String, Long>> exits = new TreeMap<>();
    Map<Long, Double> handling = new TreeMap<>();
    for (ThreadTally thread : threads) {
      thread.seconds.forEach(
          (key, pair) -> {
            long second = (key >> 16) - firstSecond;
            int reason = (int) key & 0xffff;
            Map<String, Long> row = exits.computeIfAbsent(second, ignored -> new TreeMap<>());
            if (reason == WHOLE_SECOND) {
              handling.merge(second, (double) pair[1], Double::sum);
            } else {
              row.merge(dictionary.get(reason).name(), pair[0], Long::sum);
            }
          });
    }
    List<SecondRow> rows = new ArrayList<>();
    exits.forEach(
        (second, row) -> rows.add(new SecondRow(second, row, handling.getOrDefault(second, 0.0))));
    return List.copyOf(rows);
  }

  private static boolean contains(VirtualMachines.Group group, int id) {
    return group.process == id || isThreadOf(group, id);
  }

  private static boolean isThreadOf(VirtualMachines.Group group, int id) {
    return group.vcpus.stream().anyMatch(thread -> thread.thread == id);
  }

  private static String name(VirtualMachines.Group group) {
    if (group.process >= 0) {
      return "VM " + group.process;
    }
    ThreadTally first = group.vcpus.getFirst();
    return first.thread < 0 ? "VM" : "VM of thread " + first.thread;
  }

  private static String label(ThreadTally thread) {
    if (thread.vcpu >= 0) {
      return "vCPU " + thread.vcpu;
    }
    return thread.thread >= 0 ? "thread " + thread.thread : "unnamed thread";
  }
}
