package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// What an architecture adds to the program of the KVM thread, under the kernel's own names. Each
/// method appends steps; the labels that it has to place, and those to which its steps return, are
/// named with it.
public interface ThreadHooks {
  /// `vcpu_enter_guest` up to the entry. Places `enter`, `disable` and `drain`; goes on at `exited`
  /// after the entry, at `run` if the entry is given up.
  void vcpuEnterGuest(Program.Assembler assembler, ThreadLabels labels);

  /// What follows an exit. Places `exited`; goes on at `run` or `userspace`.
  void handleExit(Program.Assembler assembler, ThreadLabels labels);

  /// `inject_irq` with what decides about it. Places `inject`; goes on at `disable`.
  void injectIrq(Program.Assembler assembler, ThreadLabels labels);

  /// `kvm_arch_vcpu_runnable`. Places `check`; leaves the answer in [Registers#FLAG] and goes on at
  /// the place in [Registers#CHECK_RETURN].
  void vcpuRunnable(Program.Assembler assembler, ThreadLabels labels);

  /// `sync_pir_to_irr`. Places `sync`; goes on at the place in [Registers#SYNC_RETURN].
  void syncPirToIrr(Program.Assembler assembler, ThreadLabels labels);

  /// `deliver_interrupt`, for a thread or an interrupt handler: the vector in [Registers#VECTOR]
  /// for the vCPU in [Registers#TARGET]. Places `entry`; goes on at the place in
  /// [Registers#POST_RETURN].
  void deliverInterrupt(Program.Assembler assembler, Label entry);

  /// `vcpu_put`. Goes on below, which is `putDone`.
  void vcpuPut(Program.Assembler assembler, ThreadLabels labels);

  /// `vcpu_load`. Goes on below, which is `loaded`.
  void vcpuLoad(Program.Assembler assembler, ThreadLabels labels);

  /// What comes before a vCPU that its guest halted polls or blocks, as in `kvm_vcpu_wfi`. Goes on
  /// below.
  default void beforeHalt(Program.Assembler assembler, ThreadLabels labels) {}

  /// What comes when the halt is over. Goes on below.
  default void afterHalt(Program.Assembler assembler, ThreadLabels labels) {}

  /// Whether a vCPU that is woken goes back to its guest even if nothing is pending: the guest's
  /// instruction may end for no reason, as WFI may.
  default boolean wakeEndsHalt() {
    return false;
  }

  /// Whether the architecture does anything in [#vcpuBlocking] and [#vcpuUnblocking].
  default boolean actsOnBlocking() {
    return false;
  }

  /// `kvm_arch_vcpu_blocking`: the vCPU is about to publish that it blocks. Preemption is off. Goes
  /// on below.
  default void vcpuBlocking(Program.Assembler assembler, ThreadLabels labels) {}

  /// `kvm_arch_vcpu_unblocking`: the vCPU does not block any more. Preemption is off. Goes on
  /// below.
  default void vcpuUnblocking(Program.Assembler assembler, ThreadLabels labels) {}

  /// `set_hv_timer`, the other way round: before it blocks, a vCPU whose timer ends its guest hands
  /// the timer to the host. Goes on at `wait`.
  void switchToHostTimer(Program.Assembler assembler, ThreadLabels labels, Label wait);

  /// The VMM sets the state of the interrupt controller, beginning with `apicv_pre_state_restore`.
  /// `restore` is placed; goes on at `run`.
  void setInterruptState(Program.Assembler assembler, ThreadLabels labels);
}
