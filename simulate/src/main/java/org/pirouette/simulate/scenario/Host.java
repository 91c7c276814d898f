package org.pirouette.simulate.scenario;

import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;

/// The machine below: processors that all run at one constant clock, and the host's settings.
///
/// @param architecture of its processors
/// @param processors number of pCPUs, 1 to 1,024
/// @param hertz clock of the pCPUs, cycles per second
/// @param timeSliceNanoseconds how long a vCPU runs while another one waits for the same pCPU
/// @param tickNanoseconds period of the host's own timer tick on each busy pCPU (vector ECh); 0 for
///   none (`nohz_full`)
/// @param haltPolling how KVM polls before it lets a halted vCPU sleep
/// @param interruptProcessor the pCPU that the host keeps for interrupts, for delivery modes with
///   `HostInterrupts.OTHER` and as the place of software sources that name no other
/// @param waiting whether guests that wait for an interrupt exit even where KVM's default lets them
///   stay (Arm)
public record Host(
    Architecture architecture,
    int processors,
    long hertz,
    long timeSliceNanoseconds,
    long tickNanoseconds,
    HaltPolling haltPolling,
    int interruptProcessor,
    DeliveryMode.Waiting waiting) {

  /// A host with KVM's default for guests that wait.
  public Host(
      Architecture architecture,
      int processors,
      long hertz,
      long timeSliceNanoseconds,
      long tickNanoseconds,
      HaltPolling haltPolling,
      int interruptProcessor) {
    this(
        architecture,
        processors,
        hertz,
        timeSliceNanoseconds,
        tickNanoseconds,
        haltPolling,
        interruptProcessor,
        DeliveryMode.Waiting.DEFAULT);
  }

  /// Halt polling of KVM (`halt_poll_ns` and its growth, Documentation/virt/kvm/halt-polling.rst).
  ///
  /// @param maximumNanoseconds `halt_poll_ns`; 0 switches polling off
  /// @param startNanoseconds `halt_poll_ns_grow_start`
  /// @param grow factor by which the window grows when a wake-up came soon after it ended; 0 keeps
  ///   the window at its maximum all the time
  /// @param shrink divisor by which it shrinks when the sleep was long; 0 resets it to 0
  public record HaltPolling(long maximumNanoseconds, long startNanoseconds, int grow, int shrink) {
    /// No polling.
    public static final HaltPolling OFF = new HaltPolling(0, 0, 0, 0);

    /// The defaults of Linux on x86: up to 200 us, from 10 us, doubling, reset to 0.
    public static final HaltPolling LINUX = new HaltPolling(200_000, 10_000, 2, 0);

    /// Checks the values.
    public HaltPolling {
      Check.notNegative("halt polling maximum", maximumNanoseconds);
      Check.notNegative("halt polling start", startNanoseconds);
      Check.notNegative("halt polling growth", grow);
      Check.notNegative("halt polling shrink", shrink);
    }
  }

  /// Checks the values.
  public Host {
    Check.within("number of pCPUs", processors, 1, 1024);
    Check.within("clock in Hz", hertz, 1_000_000, 100_000_000_000L);
    Check.within("time slice in ns", timeSliceNanoseconds, 1_000, 10_000_000_000L);
    if (tickNanoseconds != 0) {
      Check.within("host tick period in ns", tickNanoseconds, 1_000, 100_000_000_000L);
    }
    Check.within("pCPU kept for interrupts", interruptProcessor, 0, processors - 1L);
  }

  /// The same host with another setting for guests that wait.
  public Host waiting(DeliveryMode.Waiting other) {
    return new Host(
        architecture,
        processors,
        hertz,
        timeSliceNanoseconds,
        tickNanoseconds,
        haltPolling,
        interruptProcessor,
        other);
  }

  /// A host of the usual architecture with Linux' defaults, no tick, whose last pCPU takes the
  /// interrupts.
  public static Host of(int processors, long hertz) {
    return new Host(
        Architectures.usual(), processors, hertz, 3_000_000, 0, HaltPolling.LINUX, processors - 1);
  }
}
