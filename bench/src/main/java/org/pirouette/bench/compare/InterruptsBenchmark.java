package org.pirouette.bench.compare;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.step.Cost;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// Simulated interrupts per second of one thread: each vCPU has its own pCPU and one queue that
/// interrupts it 100,000 times a second; all vCPUs together take about 2,000,000 interrupts per
/// invocation. Start-up of the machine is part of it.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class InterruptsBenchmark {
  private static final long HERTZ = 3_000_000_000L;
  private static final long INTERVAL_NANOSECONDS = 10_000;
  private static final int INTERRUPTS = 2_000_000;

  /// Delivery mode.
  @Param({"POSTED", "EMULATED"})
  public IntelMode mode = IntelMode.POSTED;

  /// Number of vCPUs.
  @Param({"1", "16", "256"})
  public int virtualProcessors;

  private final CostProfile costs = costs();
  private @Nullable Scenario scenario;

  /// Events that are counted beside invocations.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Count {
    /// Interrupts delivered.
    public long interrupts;
  }

  /// Makes the scenario.
  @Setup
  public void prepare() {
    List<VirtualProcessor> vcpus = new ArrayList<>();
    List<Device> devices = new ArrayList<>();
    for (int v = 0; v < virtualProcessors; v++) {
      vcpus.add(VirtualProcessor.pinned(v, Guest.Synthetic.of(Guest.Idle.BUSY)));
      devices.add(
          new Device.NetworkQueue(
              "queue " + v,
              v,
              0x41,
              new Handler(100, 100, 100),
              new Distribution.Constant(INTERVAL_NANOSECONDS),
              new Distribution.Constant(1),
              0,
              0,
              256,
              100));
    }
    VirtualMachine machine = new VirtualMachine("guest", vcpus, devices, true, false);
    Host host = Host.of(virtualProcessors + 1, HERTZ);
    scenario = new Scenario("speed", "", host, List.of(machine), List.of(mode));
  }

  private static CostProfile costs() {
    Architecture architecture = Architectures.usual();
    Map<Cost, Price> steps = new HashMap<>();
    for (Cost cost : architecture.costs()) {
      steps.put(cost, Price.assumed(cost.equals(Cost.PLAIN) ? 1 : 50));
    }
    Map<Delay, Price> delays = new EnumMap<>(Delay.class);
    for (Delay delay : Delay.values()) {
      delays.put(delay, Price.assumed(100));
    }
    return new CostProfile(architecture, "speed", "", steps, delays, Map.of());
  }

  /// One simulation.
  @Benchmark
  public ModeResult simulate(Count count) {
    return run(count, options(INTERRUPTS));
  }

  /// The same with each step of the protocol executed, known or not.
  @Benchmark
  public ModeResult simulateEachStep(Count count) {
    return run(count, options(INTERRUPTS / 10).withEachStep());
  }

  private ModeResult run(Count count, RunOptions options) {
    ModeResult result = Simulation.run(Objects.requireNonNull(scenario), mode, costs, options);
    count.interrupts += result.count(Counter.INTERRUPTS);
    return result;
  }

  private RunOptions options(int interrupts) {
    return RunOptions.of(1, INTERVAL_NANOSECONDS * (interrupts / virtualProcessors)).withWarmUp(0);
  }

  /// What each further interrupt allocates, in bytes: the difference between a simulation and one
  /// four times as long, so that start-up is not part of it.
  double allocatedPerInterrupt() {
    prepare();
    allocated(INTERRUPTS);
    long once = allocated(INTERRUPTS);
    long fourTimes = allocated(4 * INTERRUPTS);
    return Math.max(0, (double) (fourTimes - once) / (3 * INTERRUPTS));
  }

  private long allocated(int interrupts) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    run(new Count(), options(interrupts));
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
