package org.pirouette.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.report.compare.Sensitivity;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.ExitCount;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.VectorCount;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;
import org.pirouette.simulate.statistics.Latency;

/// A comparison with made-up figures: tests of pages need no simulation.
final class SampleComparison {
  private static final long HERTZ = 3_000_000_000L;

  private SampleComparison() {}

  static Scenario scenario() {
    Device device =
        new Device.NvmeQueue(
            "nvme0 queue 1",
            0,
            0x41,
            new Handler(300, 200, 100),
            32,
            new Distribution.Exponential(60_000),
            500_000,
            Device.Coalescing.NONE,
            1_000);
    return new Scenario(
        "nvme-500k",
        "A VM with a passed-through NVMe drive that completes 500 k I/Os each second.",
        Host.of(2, HERTZ),
        List.of(
            new VirtualMachine(
                "guest",
                List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.HALT))),
                List.of(device),
                true,
                false)),
        List.of(IntelMode.values()));
  }

  static Comparison comparison() {
    List<ModeSummary> modes = new ArrayList<>();
    for (DeliveryMode mode : IntelMode.values()) {
      modes.add(new ModeSummary(mode, List.of(result(mode, 1), result(mode, 2), result(mode, 3))));
    }
    return new Comparison(scenario(), CostProfile.uniform(120), modes);
  }

  private static ModeResult result(DeliveryMode mode, long seed) {
    Random random = new Random(seed);
    double part =
        switch (mode.role()) {
          case DIRECT, POLLED -> 0.001;
          case HOST_DELIVERED -> 0.4;
          case BASELINE -> 1;
        };
    long exits = Math.round(500_000 * part * (1 + 0.01 * random.nextGaussian()));
    List<ExitCount> counts = new ArrayList<>();
    counts.add(new ExitCount(0, X86ExitReason.EXTERNAL_INTERRUPT, 0xF2, exits, exits * 3_000));
    if (mode.role() == Role.BASELINE) {
      counts.add(new ExitCount(0, X86ExitReason.MSR_WRITE, 0x80B, exits, exits * 2_000));
    }
    long[] counters = new long[Counter.values().length];
    counters[Counter.INTERRUPTS.ordinal()] = 500_000;
    counters[Counter.RAISED.ordinal()] = 500_000;
    counters[Counter.ITEMS.ordinal()] = 500_000;
    long lost = Math.round(1.5e9 * part);
    long[] home = new long[Spending.values().length];
    home[Spending.GUEST_WORK.ordinal()] = HERTZ - lost - 100_000_000;
    home[Spending.GUEST_HANDLER.ordinal()] = 100_000_000;
    home[Spending.EXITS.ordinal()] = lost;
    long[] other = new long[Spending.values().length];
    other[Spending.IDLE.ordinal()] = HERTZ;
    Latency latency = new Latency(HERTZ);
    for (int i = 0; i < 50_000; i++) {
      latency.record(Math.round(Math.exp(random.nextGaussian() * 0.5 + 6 + 2 * part)));
    }
    return new ModeResult(
        mode,
        seed,
        1.0,
        HERTZ,
        counts,
        List.of(new VectorCount(0, 0x41, 500_000, 0)),
        counters,
        new long[][] {home, other},
        new long[][] {home},
        new boolean[] {true, false},
        latency,
        latency);
  }

  static Sensitivity sensitivity() {
    List<Sensitivity.Entry> byRate = new ArrayList<>();
    for (double rate = 1_000; rate < 1.2e6; rate *= 2) {
      byRate.add(new Sensitivity.Entry(rate, 3_000, rate * 1e-6, rate * 1e-8));
    }
    List<Sensitivity.Entry> byExitCost = new ArrayList<>();
    for (double cost = 500; cost < 20_000; cost *= 2) {
      byExitCost.add(new Sensitivity.Entry(500_000, cost, cost * 1.7e-4, 0.01));
    }
    return new Sensitivity(IntelMode.EMULATED, IntelMode.POSTED, byRate, byExitCost);
  }
}
