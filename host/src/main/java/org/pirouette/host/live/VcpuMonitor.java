package org.pirouette.host.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.machine.VirtualMachine.VirtualProcessor;
import org.pirouette.host.machine.VirtualMachines;
import org.pirouette.host.tree.HostTree;

/// Watches the vCPUs of the running host: finds machines as they come and go, opens the best
/// counters that the host allows for each, and gives rates between two samples. For one thread.
public final class VcpuMonitor implements AutoCloseable {
  private static final long NEW_PROCESSES_NANOSECONDS = 3_000_000_000L;
  private static final long ALL_PROCESSES_NANOSECONDS = 60_000_000_000L;

  private final HostTree tree;
  private final Set<SourceKind> allowed;
  private final ExitCost cost;
  private final LongSupplier clock;
  private final Map<Long, List<Watched>> watched = new HashMap<>();
  private final Set<String> others = new HashSet<>();
  private final Set<SourceKind> used = EnumSet.noneOf(SourceKind.class);
  private Optional<PerfSource.Plan> plan = Optional.empty();
  private boolean planned;
  private long lastLook;
  private long lastFullLook;
  private boolean looked;
  private double seconds;

  /// @param tree the running host
  /// @param allowed the sources to choose from
  /// @param cost of exits
  /// @param clock a time in nanoseconds, such as System::nanoTime
  public VcpuMonitor(HostTree tree, Set<SourceKind> allowed, ExitCost cost, LongSupplier clock) {
    this.tree = tree;
    this.allowed = EnumSet.copyOf(allowed);
    this.cost = cost;
    this.clock = clock;
  }

  /// One vCPU, or all vCPUs of a machine where the source does not tell them apart.
  private static final class Watched {
    private final VirtualMachine machine;
    private final int vcpu;
    private final SourceKind kind;
    private final @Nullable CounterSource source;
    private final @Nullable ThreadClock clock;
    private long[] counts = new long[Counter.COUNT];
    private long[] previous = new long[Counter.COUNT];
    private double seconds;
    private double previousSeconds;
    private long time;
    private long previousTime;
    private int samples;

    Watched(
        VirtualMachine machine,
        int vcpu,
        SourceKind kind,
        @Nullable CounterSource source,
        @Nullable ThreadClock clock) {
      this.machine = machine;
      this.vcpu = vcpu;
      this.kind = kind;
      this.source = source;
      this.clock = clock;
    }

    /// Reads counts and clock; false where the vCPU is gone.
    boolean sample(long now) {
      long[] oldest = previous;
      previous = counts;
      counts = oldest;
      previousSeconds = seconds;
      previousTime = time;
      time = now;
      boolean clockRuns = clock != null && clock.refresh();
      seconds = clockRuns && clock != null ? clock.seconds() : 0;
      boolean counted = source == null ? clockRuns : source.read(counts);
      samples++;
      return counted;
    }

    void close() {
      if (source != null) {
        source.close();
      }
      if (clock != null) {
        clock.close();
      }
    }
  }

  /// Takes a sample and gives the rates since the one before; vCPUs seen for the first time come
  /// with the next one.
  public List<VcpuRates> sample() {
    look(clock.getAsLong());
    List<VcpuRates> rates = new ArrayList<>();
    List<Long> gone = new ArrayList<>();
    for (Map.Entry<Long, List<Watched>> machine : watched.entrySet()) {
      for (Watched vcpu : machine.getValue()) {
        if (!vcpu.sample(clock.getAsLong())) {
          gone.add(machine.getKey());
          break;
        }
        if (vcpu.samples > 1) {
          rates.add(rates(vcpu));
          seconds = (vcpu.time - vcpu.previousTime) / 1e9;
        }
      }
    }
    for (Long processId : gone) {
      forget(processId);
    }
    rates.sort(
        Comparator.comparing(VcpuRates::machine)
            .thenComparing(VcpuRates::processId)
            .thenComparing(VcpuRates::vcpu));
    return rates;
  }

  private VcpuRates rates(Watched vcpu) {
    double seconds = Math.max(1e-9, (vcpu.time - vcpu.previousTime) / 1e9);
    double[] perSecond = new double[Counter.COUNT];
    for (int index = 0; index < perSecond.length; index++) {
      long count = vcpu.counts[index];
      boolean known = vcpu.source != null && count >= 0 && vcpu.previous[index] >= 0;
      perSecond[index] = known ? Math.max(0, count - vcpu.previous[index]) / seconds : Double.NaN;
    }
    ThreadClock clock = vcpu.clock;
    double cpu =
        clock == null ? Double.NaN : Math.max(0, vcpu.seconds - vcpu.previousSeconds) / seconds;
    double lost =
        cost.shareLost(
            perSecond[Counter.EXITS.ordinal()],
            perSecond[Counter.INTERRUPTS.ordinal()],
            perSecond[Counter.HALTS.ordinal()]);
    return new VcpuRates(
        vcpu.machine.name(),
        vcpu.machine.processId(),
        vcpu.vcpu,
        clock == null ? -1 : clock.processor(),
        perSecond,
        cpu,
        lost);
  }

  /// Looks for new machines: among new processes every few seconds, among all once a minute, as an
  /// old process may start a machine.
  private void look(long now) {
    boolean full = !looked || now - lastFullLook > ALL_PROCESSES_NANOSECONDS;
    if (!full && now - lastLook < NEW_PROCESSES_NANOSECONDS) {
      return;
    }
    looked = true;
    lastLook = now;
    if (full) {
      lastFullLook = now;
      others.clear();
    }
    List<String> processes = VirtualMachines.processes(tree);
    others.retainAll(new HashSet<>(processes));
    for (String process : processes) {
      if (others.contains(process) || watched.containsKey(Long.parseLong(process))) {
        continue;
      }
      Optional<VirtualMachine> machine = VirtualMachines.machine(tree, process);
      if (machine.isPresent()) {
        watch(machine.get());
      } else {
        others.add(process);
      }
    }
  }

  private void watch(VirtualMachine machine) {
    List<Watched> vcpus = new ArrayList<>();
    for (VirtualProcessor processor : machine.processors()) {
      @Nullable ThreadClock clock =
          processor.threadId() > 0
              ? new ThreadClock(machine.processId(), processor.threadId())
              : null;
      vcpus.add(open(machine, processor, clock));
    }
    boolean counted = vcpus.stream().allMatch(vcpu -> vcpu.kind != SourceKind.PROC);
    if ((!counted || vcpus.isEmpty()) && allowed.contains(SourceKind.DEBUGFS)) {
      Optional<CounterSource> whole = DebugfsSource.open(tree, machine.processId());
      if (whole.isPresent()) {
        int number =
            machine.processors().size() == 1 ? machine.processors().getFirst().number() : -1;
        vcpus.forEach(Watched::close);
        vcpus.clear();
        vcpus.add(new Watched(machine, number, SourceKind.DEBUGFS, whole.get(), null));
      }
    }
    if (!vcpus.isEmpty()) {
      vcpus.forEach(vcpu -> used.add(vcpu.kind));
      watched.put(machine.processId(), vcpus);
    }
  }

  private Watched open(
      VirtualMachine machine, VirtualProcessor processor, @Nullable ThreadClock clock) {
    if (allowed.contains(SourceKind.STATISTICS) && processor.statistics() >= 0) {
      Optional<CounterSource> source =
          StatisticsSource.open(machine.processId(), processor.statistics());
      if (source.isPresent()) {
        return new Watched(machine, processor.number(), SourceKind.STATISTICS, source.get(), clock);
      }
    }
    if (allowed.contains(SourceKind.PERF)) {
      if (!planned) {
        planned = true;
        plan = PerfSource.plan(tree);
      }
      Optional<CounterSource> source =
          plan.isPresent() ? PerfSource.open(processor.threadId(), plan.get()) : Optional.empty();
      if (source.isPresent()) {
        return new Watched(machine, processor.number(), SourceKind.PERF, source.get(), clock);
      }
    }
    return new Watched(machine, processor.number(), SourceKind.PROC, null, clock);
  }

  private void forget(Long processId) {
    List<Watched> vcpus = watched.remove(processId);
    if (vcpus != null) {
      vcpus.forEach(Watched::close);
    }
  }

  /// What the last sample counted of each vCPU, from its beginning or from the start of the watch.
  public List<VcpuCounts> counts() {
    List<VcpuCounts> counts = new ArrayList<>();
    for (List<Watched> vcpus : watched.values()) {
      for (Watched vcpu : vcpus) {
        boolean counted = vcpu.source != null && vcpu.samples > 0;
        counts.add(
            new VcpuCounts(
                vcpu.machine.name(),
                vcpu.machine.processId(),
                vcpu.vcpu,
                counted ? vcpu.counts.clone() : VcpuCounts.nothing(),
                vcpu.clock == null || vcpu.samples == 0 ? Double.NaN : vcpu.seconds));
      }
    }
    return counts;
  }

  /// The seconds between the last two samples.
  public double seconds() {
    return seconds;
  }

  /// The sources in use, best first.
  public Set<SourceKind> sources() {
    return used;
  }

  /// Whether any machine is being watched.
  public boolean watching() {
    return !watched.isEmpty();
  }

  @Override
  public void close() {
    watched.values().forEach(vcpus -> vcpus.forEach(Watched::close));
    watched.clear();
  }
}
