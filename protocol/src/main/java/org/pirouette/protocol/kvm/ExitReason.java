package org.pirouette.protocol.kvm;

import java.util.Comparator;

/// Why a guest left non-root mode (its own exception level): one row of an architecture's list.
///
/// What tells exits of one reason apart is their *detail*: the number of the physical interrupt,
/// the register that the guest wrote, or 0.
public interface ExitReason {
  /// The order of the architecture's list.
  Comparator<ExitReason> ORDER = Comparator.comparingInt(ExitReason::ordinal);

  /// What a reason is, whatever the architecture.
  enum Kind {
    /// An interrupt of the host. Its detail is the number of the physical interrupt.
    HOST_INTERRUPT,
    /// The guest can take an interrupt again and the hypervisor asked to be told.
    INTERRUPT_WINDOW,
    /// The guest's priority fell so far that the hypervisor asked to be told.
    PRIORITY_WINDOW,
    /// The guest waits for an interrupt.
    HALT,
    /// The hardware's timer ended the guest.
    GUEST_TIMER,
    /// The guest ended an interrupt, and the hardware tells the hypervisor.
    END_OF_INTERRUPT,
    /// The guest wrote a system register, perhaps of its interrupt controller or timer: the detail.
    SYSTEM_REGISTER,
    /// The guest reached a register of its interrupt controller by memory: the detail.
    CONTROLLER,
    /// The guest reached memory that is not mapped, perhaps its interrupt controller: the detail is
    /// the register, or 0.
    MEMORY,
    /// An instruction that the hypervisor emulates.
    INSTRUCTION,
    /// Anything else.
    OTHER;

    /// Whether the detail is a register that the guest reached.
    public boolean isRegister() {
      return this == SYSTEM_REGISTER || this == CONTROLLER || this == MEMORY;
    }
  }

  /// What a detail stands for, whatever the architecture.
  enum Meaning {
    /// Nothing that matters to interrupt delivery.
    NOTHING,
    /// The physical interrupt of a device.
    DEVICE,
    /// The physical interrupt by which KVM makes a vCPU leave its guest.
    KICK,
    /// The physical interrupt by which hardware tells a running vCPU of posted interrupts.
    NOTIFICATION,
    /// The physical interrupt by which hardware has the host wake a vCPU.
    WAKEUP,
    /// The physical interrupt of the host's timer.
    HOST_TIMER,
    /// The register that ends an interrupt.
    END_OF_INTERRUPT,
    /// The register that sends an interrupt to another vCPU.
    SEND_IPI,
    /// The register that arms the guest's timer.
    ARM_TIMER
  }

  /// As the kernel prints it.
  String name();

  /// Its place in [Architecture#exitReasons], which stands for it in words and marks.
  int ordinal();

  /// What it is.
  Kind kind();

  /// What a detail of exits for this reason stands for.
  Meaning meaning(int detail);

  /// What a detail is called in output; empty if it has no name.
  String words(int detail);

  /// The detail of an exit for this reason, of what a recording shows of it.
  ///
  /// @param interrupt number of the physical interrupt; negative if none was told
  /// @param systemRegister the system register that the guest wrote; negative if it wrote none
  /// @param address guest-physical address that it reached; negative if none was told
  int recordedDetail(int interrupt, int systemRegister, long address);

  /// Whether the delivery mode decides how many exits with a detail there are.
  default boolean ofDelivery(int detail) {
    return switch (kind()) {
      case INTERRUPT_WINDOW, PRIORITY_WINDOW, HALT, END_OF_INTERRUPT -> true;
      case HOST_INTERRUPT, GUEST_TIMER, SYSTEM_REGISTER, CONTROLLER, MEMORY, INSTRUCTION, OTHER ->
          switch (meaning(detail)) {
            case DEVICE, KICK, NOTIFICATION, WAKEUP, END_OF_INTERRUPT -> true;
            case NOTHING, HOST_TIMER, SEND_IPI, ARM_TIMER -> false;
          };
    };
  }
}
