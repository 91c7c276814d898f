package org.pirouette.simulate.scenario;

import java.util.List;
import java.util.Optional;
import org.pirouette.protocol.kvm.ExitReason;

/// What a vCPU does apart from its devices' handlers.
public sealed interface Guest {
  /// What a guest does when it has nothing to do.
  enum Idle {
    /// Executes HLT: an exit, unless the host lets the guest halt.
    HALT,
    /// Spins in the guest (`idle=poll`).
    SPIN,
    /// Has endless work of its own: throughput of a background job.
    BUSY
  }

  /// The guest's own timer, periodic, by the TSC deadline: each expiry is armed by a write of
  /// IA32_TSC_DEADLINE.
  ///
  /// @param preemptionTimer whether KVM arms the VMX preemption timer in place of a host hrtimer:
  ///   an expiry while the vCPU is not halted is an exit of its own, and no host interrupt (ECh)
  record Timer(long periodNanoseconds, int vector, Handler handler, boolean preemptionTimer) {
    /// Checks the values.
    public Timer {
      Check.within("timer period in ns", periodNanoseconds, 1_000, 100_000_000_000L);
      Check.vector("the timer", vector);
    }
  }

  /// IPIs to another vCPU of the same machine.
  ///
  /// @param target index of the vCPU within the machine
  /// @param interval think time between two sends, ns of guest time
  /// @param awaitsHandler whether the sender waits, spinning, until the target's handler ran (as
  ///   `smp_call_function_single` does)
  record Ipi(
      int target, int vector, Distribution interval, boolean awaitsHandler, Handler handler) {
    /// Checks the values.
    public Ipi {
      Check.vector("the IPI", vector);
      Check.notNegative("target of the IPI", target);
      Check.between("mean time between IPIs", interval);
    }

    /// The same IPI to another vCPU.
    public Ipi to(int otherTarget) {
      return new Ipi(otherTarget, vector, interval, awaitsHandler, handler);
    }
  }

  /// Exits of the guest's own that have nothing to do with interrupts, for example CPUID.
  ///
  /// @param interval between two of them, ns of guest time
  /// @param reason KVM's name, see [ExitReason]
  /// @param handlingCycles from exit to entry
  record OtherExits(Distribution interval, ExitReason reason, long handlingCycles) {
    /// Checks the values.
    public OtherExits {
      Check.between("mean time between exits of the guest's own", interval);
      Check.notNegative("handling of an exit", handlingCycles);
    }
  }

  /// A guest made of parameters.
  record Synthetic(
      Idle idle, Optional<Timer> timer, List<Ipi> ipis, Optional<OtherExits> otherExits)
      implements Guest {
    /// A guest with nothing but its devices.
    public static Synthetic of(Idle idle) {
      return new Synthetic(idle, Optional.empty(), List.of(), Optional.empty());
    }

    /// Copies the list.
    public Synthetic {
      ipis = List.copyOf(ipis);
    }
  }

  /// A guest that does what a recording shows, see [GuestScript].
  ///
  /// @param main what it does outside handlers; after its end it spins
  /// @param handlers what the handler of a vector does, delivery by delivery
  record Scripted(GuestScript main, List<HandlerScripts> handlers) implements Guest {
    /// Copies the list.
    public Scripted {
      handlers = List.copyOf(handlers);
    }
  }

  /// The k-th delivery of `vector` runs the k-th script, and after the last one the last again. The
  /// guest's interrupts are disabled from the delivery to the end of the script.
  record HandlerScripts(int vector, List<GuestScript> deliveries) {
    /// Copies the list.
    public HandlerScripts {
      Check.vector("a handler", vector);
      deliveries = List.copyOf(deliveries);
      if (deliveries.isEmpty()) {
        throw new IllegalArgumentException(
            "the handler of vector %xh needs at least one script".formatted(vector));
      }
    }
  }
}
