package org.pirouette.report.compare;

import org.pirouette.simulate.scenario.Application;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// The same scenario with everything that raises interrupts going faster or slower.
final class ScaledScenario {
  private ScaledScenario() {}

  /// Whether the rate is a parameter; in a recording it is not.
  static boolean canScale(Scenario scenario) {
    return scenario.arrivals().size() == 0
        && scenario.machines().stream()
            .flatMap(machine -> machine.processors().stream())
            .noneMatch(processor -> processor.guest() instanceof Guest.Scripted);
  }

  /// @param factor above 1 for more interrupts
  static Scenario byRate(Scenario scenario, double factor) {
    return scenario.withMachines(
        scenario.machines().stream().map(machine -> scale(machine, factor)).toList());
  }

  private static VirtualMachine scale(VirtualMachine machine, double factor) {
    return new VirtualMachine(
        machine.name(),
        machine.processors().stream()
            .map(it -> new VirtualProcessor(it.allowed(), scale(it.guest(), factor)))
            .toList(),
        machine.devices().stream().map(device -> scale(device, factor)).toList(),
        machine.x2apic(),
        machine.ipiVirtualization());
  }

  private static Device scale(Device device, double factor) {
    return switch (device) {
      case Device.NvmeQueue queue ->
          new Device.NvmeQueue(
              queue.name(),
              queue.virtualProcessor(),
              queue.vector(),
              queue.handler(),
              queue.queueDepth(),
              stretch(queue.latency(), 1 / factor),
              queue.maximumRate() * factor,
              queue.coalescing(),
              queue.cyclesPerIo(),
              switch (queue.application()) {
                case Application.Closed(Distribution think) ->
                    new Application.Closed(stretch(think, 1 / factor));
                case Application.Open(Distribution interval) ->
                    new Application.Open(stretch(interval, 1 / factor));
              });
      case Device.NetworkQueue queue ->
          new Device.NetworkQueue(
              queue.name(),
              queue.virtualProcessor(),
              queue.vector(),
              queue.handler(),
              stretch(queue.interval(), 1 / factor),
              queue.packetsPerBurst(),
              queue.wireNanoseconds(),
              Math.round(queue.moderationNanoseconds() / factor),
              queue.ringSize(),
              queue.cyclesPerPacket());
    };
  }

  private static Guest scale(Guest guest, double factor) {
    return switch (guest) {
      case Guest.Scripted scripted -> scripted;
      case Guest.Synthetic synthetic ->
          new Guest.Synthetic(
              synthetic.idle(),
              synthetic.timer().map(timer -> scale(timer, factor)),
              synthetic.ipis().stream().map(ipi -> scale(ipi, factor)).toList(),
              synthetic.otherExits());
    };
  }

  private static Guest.Timer scale(Guest.Timer timer, double factor) {
    long period =
        Math.clamp(Math.round(timer.periodNanoseconds() / factor), 1_000, 100_000_000_000L);
    return new Guest.Timer(period, timer.vector(), timer.handler(), timer.preemptionTimer());
  }

  private static Guest.Ipi scale(Guest.Ipi ipi, double factor) {
    return new Guest.Ipi(
        ipi.target(),
        ipi.vector(),
        stretch(ipi.interval(), 1 / factor),
        ipi.awaitsHandler(),
        ipi.handler());
  }

  private static Distribution stretch(Distribution times, double by) {
    return switch (times) {
      case Distribution.Constant constant -> new Distribution.Constant(constant.value() * by);
      case Distribution.Exponential exponential ->
          new Distribution.Exponential(exponential.mean() * by);
      case Distribution.Uniform uniform ->
          new Distribution.Uniform(uniform.low() * by, uniform.high() * by);
      case Distribution.LogNormal normal ->
          new Distribution.LogNormal(normal.median() * by, normal.sigma());
      case Distribution.Empirical empirical -> {
        double[] values = empirical.values();
        for (int i = 0; i < values.length; i++) {
          values[i] *= by;
        }
        yield new Distribution.Empirical(values);
      }
    };
  }
}
