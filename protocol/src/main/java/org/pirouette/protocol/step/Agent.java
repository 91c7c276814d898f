package org.pirouette.protocol.step;

/// One of the parties that take steps: a device, an IOMMU port, a message bus, a processor, a
/// thread.
///
/// @param id its number, see [Machine]
/// @param name for charts, for example `KVM thread 0`
/// @param kind what it is
/// @param number of the pCPU, vCPU or device that it belongs to
/// @param counter index of the word with its program counter
public record Agent(int id, String name, Kind kind, int number, int counter) {
  /// What an agent is, which decides when it may step.
  public enum Kind {
    /// Accepts interrupts at the instruction boundaries of a pCPU, and runs its microcode.
    PROCESSOR,
    /// Interrupt context of the host on a pCPU.
    HANDLER,
    /// The host's scheduler and idle task on a pCPU.
    SCHEDULER,
    /// Ends time slices on a pCPU.
    TICK,
    /// Messages on their way to the local APIC of a pCPU.
    BUS,
    /// The KVM thread of a vCPU.
    THREAD,
    /// A vCPU in non-root mode.
    GUEST,
    /// The clock of a vCPU's emulated APIC timer.
    TIMER,
    /// A device, with one message-signalled interrupt.
    DEVICE,
    /// The interrupt-remapping hardware at work on a device's message.
    IOMMU,
    /// The interrupt controller of a pCPU, at work on its own.
    CONTROLLER,
    /// VMM threads and administrators.
    ENVIRONMENT;

    /// Whether agents of this kind step only while they are the context of a pCPU.
    public boolean needsContext() {
      return this == HANDLER || this == SCHEDULER || this == THREAD || this == GUEST;
    }
  }
}
