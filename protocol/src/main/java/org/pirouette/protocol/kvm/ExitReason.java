package org.pirouette.protocol.kvm;

import java.util.Comparator;

/// Why a guest left non-root mode (its own exception level): one row of an architecture's list.
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
    /// The guest wrote a register or memory, perhaps of its interrupt controller or its timer. Its
    /// detail is the register, or 0 if it was none of those.
    REGISTER,
    /// Anything else.
    OTHER
  }

  /// As the kernel prints it.
  String name();

  /// Its place in [Architecture#exitReasons], which stands for it in words and marks.
  int ordinal();

  /// What it is.
  Kind kind();
}
