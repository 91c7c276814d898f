package org.pirouette.simulate;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.step.Cost;
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

/// Scenarios and prices for tests.
public final class Examples {
  /// Clock of all examples.
  public static final long HERTZ = 3_000_000_000L;

  /// Vector of the first device.
  public static final int VECTOR = 0x41;

  private static final Handler HANDLER = new Handler(150, 150, 100);

  private Examples() {}

  /// Round prices in the range of real ones.
  public static CostProfile costs() {
    Map<Cost, Price> steps = new HashMap<>();
    for (Cost cost : Intel.ARCHITECTURE.costs()) {
      steps.put(cost, Price.assumed(cycles(cost)));
    }
    Map<Delay, Price> delays = new EnumMap<>(Delay.class);
    for (Delay delay : Delay.values()) {
      delays.put(delay, Price.assumed(delay == Delay.IDLE_EXIT ? 1_500 : 300));
    }
    return new CostProfile(Intel.ARCHITECTURE, "example", "round figures", steps, delays, Map.of());
  }

  private static long cycles(Cost cost) {
    return switch (cost.name()) {
      case "PLAIN" -> 1;
      case "LOCKED" -> 20;
      case "LOCKED_CONTENDED" -> 60;
      case "VM_EXIT", "VM_ENTRY" -> 500;
      case "WAKE_UP", "SCHED_IN", "SCHED_OUT" -> 900;
      default -> 100;
    };
  }

  /// One pinned vCPU with one NVMe queue on a host with two pCPUs.
  public static Scenario nvme(Guest.Idle idle, int queueDepth, double maximumRate) {
    return nvme(idle, queueDepth, maximumRate, Device.Coalescing.NONE);
  }

  /// The same with coalescing.
  public static Scenario nvme(
      Guest.Idle idle, int queueDepth, double maximumRate, Device.Coalescing coalescing) {
    Device drive =
        new Device.NvmeQueue(
            "drive",
            0,
            VECTOR,
            HANDLER,
            queueDepth,
            new Distribution.LogNormal(80_000, 0.3),
            maximumRate,
            coalescing,
            500);
    return scenario(
        Host.of(2, HERTZ),
        List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(idle))),
        List.of(drive));
  }

  /// A machine on a host, in all delivery modes.
  public static Scenario scenario(
      Host host, List<VirtualProcessor> processors, List<Device> devices) {
    VirtualMachine machine = new VirtualMachine("guest", processors, devices, true, false);
    return new Scenario("example", "", host, List.of(machine), List.of(IntelMode.values()));
  }

  /// Simulates so many milliseconds.
  public static ModeResult run(Scenario scenario, DeliveryMode mode, long milliseconds) {
    return Simulation.run(scenario, mode, costs(), RunOptions.of(1, milliseconds * 1_000_000));
  }
}
