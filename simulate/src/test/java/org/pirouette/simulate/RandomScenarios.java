package org.pirouette.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// Scenarios with anything in them: several machines, shared and own pCPUs, all kinds of guests and
/// devices, timers, IPIs, ticks.
public final class RandomScenarios {
  private static final int IPI_VECTOR = 0xFD;
  private static final int TIMER_VECTOR = 0xEC;

  private final RandomGenerator random;

  /// @param seed same seed, same scenarios
  public RandomScenarios(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// Another scenario.
  public Scenario next() {
    int processors = 1 + random.nextInt(6);
    boolean shared = random.nextInt(3) == 0;
    int next = 0;
    List<VirtualMachine> machines = new ArrayList<>();
    for (int m = 0; m <= random.nextInt(3); m++) {
      int count = 1 + random.nextInt(3);
      List<VirtualProcessor> vcpus = new ArrayList<>();
      for (int v = 0; v < count; v++) {
        List<Integer> allowed =
            shared && random.nextBoolean()
                ? List.of(next % processors, (next + 1) % processors)
                : List.of(next % processors);
        next++;
        vcpus.add(new VirtualProcessor(allowed.stream().distinct().toList(), guest(count, v)));
      }
      List<Device> devices = new ArrayList<>();
      for (int d = 0; d < random.nextInt(4); d++) {
        devices.add(device("device " + d, random.nextInt(count), 0x41 + d));
      }
      machines.add(
          new VirtualMachine(
              "guest " + m, vcpus, devices, random.nextBoolean(), random.nextInt(3) == 0));
    }
    Host host =
        new Host(
            Intel.ARCHITECTURE,
            processors,
            Examples.HERTZ,
            200_000,
            random.nextInt(3) == 0 ? 500_000 : 0,
            random.nextBoolean() ? Host.HaltPolling.LINUX : Host.HaltPolling.OFF,
            random.nextInt(processors));
    return new Scenario("random", "", host, machines, List.of(IntelMode.values()));
  }

  private Guest guest(int count, int own) {
    List<Guest.Ipi> ipis = new ArrayList<>();
    if (count > 1 && random.nextInt(3) == 0) {
      ipis.add(
          new Guest.Ipi(
              (own + 1) % count,
              IPI_VECTOR,
              new Distribution.Exponential(20_000),
              random.nextBoolean(),
              handler()));
    }
    return new Guest.Synthetic(
        Guest.Idle.values()[random.nextInt(3)],
        random.nextInt(4) == 0
            ? Optional.of(new Guest.Timer(50_000, TIMER_VECTOR, handler(), random.nextBoolean()))
            : Optional.empty(),
        ipis,
        random.nextInt(4) == 0
            ? Optional.of(
                new Guest.OtherExits(
                    new Distribution.Exponential(30_000),
                    X86ExitReason.CPUID,
                    random.nextBoolean() ? 0 : 700))
            : Optional.empty());
  }

  private Handler handler() {
    return new Handler(random.nextInt(300), random.nextInt(300), random.nextInt(200));
  }

  private Device device(String name, int virtualProcessor, int vector) {
    if (random.nextBoolean()) {
      return new Device.NvmeQueue(
          name,
          virtualProcessor,
          vector,
          handler(),
          1 + random.nextInt(16),
          new Distribution.LogNormal(30_000, 0.3),
          random.nextBoolean() ? 0 : 200_000,
          random.nextBoolean() ? Device.Coalescing.NONE : new Device.Coalescing(4, 20_000),
          random.nextInt(2_000));
    }
    return new Device.NetworkQueue(
        name,
        virtualProcessor,
        vector,
        handler(),
        new Distribution.Exponential(10_000),
        new Distribution.Uniform(1, 6),
        random.nextInt(200),
        random.nextBoolean() ? 0 : 20_000,
        64,
        random.nextInt(1_000));
  }
}
