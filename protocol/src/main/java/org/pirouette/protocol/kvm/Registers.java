package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Field;

/// The fields of the packed words: what agents keep in registers, and the state of a vCPU or pCPU
/// that the kernel spreads over variables of its own.
///
/// Registers are cleared as soon as they are dead, so that states that behave alike are equal.
public final class Registers {
  /// In [Machine#registers]: where the subroutine `vmx_sync_pir_to_irr` returns to.
  public static final Field SYNC_RETURN = new Field(0, 10);

  /// In [Machine#registers]: where a descheduled thread goes on.
  public static final Field RESUME = new Field(10, 10);

  /// In [Machine#registers]: where the software post returns to.
  public static final Field POST_RETURN = new Field(20, 10);

  /// In [Machine#registers]: the vCPU that is posted to or woken.
  public static final Field TARGET = new Field(30, 10);

  /// In [Machine#registers]: the virtual vector that is posted.
  public static final Field VECTOR = new Field(40, 8);

  /// In [Machine#registers]: ordinal of the [ExitReason].
  public static final Field EXIT_REASON = new Field(48, 5);

  /// In [Machine#registers]: the physical vector of an exit or of a handler, or the vector whose
  /// EOI exited.
  public static final Field EXIT_VECTOR = new Field(53, 8);

  /// In [Machine#registers]: `vcpu->preempted`.
  public static final Field PREEMPTED = new Field(61, 1);

  /// In [Machine#registers] of a handler: it was called after a VM exit.
  public static final Field AFTER_EXIT = new Field(61, 1);

  /// In [Machine#registers]: a bit that one step leaves for the next.
  public static final Field FLAG = new Field(62, 1);

  /// In [Machine#registers]: the thread is between `vcpu_put` and `vcpu_load` of an ioctl.
  public static final Field IN_USERSPACE = new Field(63, 1);

  /// In [Machine#scratch] of a thread: put or load saw something posted. Apart from FLAG, which the
  /// preempted code may be using.
  public static final Field POSTED_SEEN = new Field(0, 1);

  /// In [Machine#scratch]: highest pending vector found so far.
  public static final Field HIGHEST = new Field(4, 8);

  /// In [Machine#scratch]: highest vector that was new.
  public static final Field HIGHEST_NEW = new Field(12, 8);

  /// In [Machine#scratch]: an operand of the instruction that exited: [GuestChoice] and operand.
  public static final Field OPERAND = new Field(20, 24);

  /// In [Machine#scratch]: the position in a walk over vCPUs.
  public static final Field CURSOR = new Field(44, 10);

  /// In [Machine#scratch]: where the check for runnability returns to.
  public static final Field CHECK_RETURN = new Field(54, 10);

  /// In [Machine#iommuRegisters]: what to do with the message.
  public static final Field ACTION = new Field(0, 2);

  /// In [Machine#iommuRegisters]: the vCPU to post to, or the pCPU to send to.
  public static final Field DESTINATION = new Field(2, 10);

  /// In [Machine#iommuRegisters]: the vector to post or to send.
  public static final Field MESSAGE_VECTOR = new Field(12, 8);

  /// In [Machine#guestRegisters]: the vCPU that the processor posts an IPI to.
  public static final Field IPI_TARGET = new Field(0, 10);

  /// In [Machine#guestRegisters]: the vector of that IPI, then of its notification.
  public static final Field IPI_VECTOR = new Field(10, 8);

  /// In [Machine#flags]: interrupts enabled (host RFLAGS.IF).
  public static final Field INTERRUPTS_ON = new Field(0, 1);

  /// In [Machine#flags]: preemption disabled.
  public static final Field PREEMPTION_OFF = new Field(1, 1);

  /// In [Machine#flags]: the pCPU is offline.
  public static final Field OFFLINE = new Field(2, 1);

  /// In [Machine#flags]: TIF_NEED_RESCHED of what runs there.
  public static final Field NEED_RESCHED = new Field(3, 1);

  /// In [Machine#task]: TASK_INTERRUPTIBLE; else TASK_RUNNING.
  public static final Field INTERRUPTIBLE = new Field(0, 1);

  /// In [Machine#task]: on a run queue.
  public static final Field ON_QUEUE = new Field(1, 1);

  /// In [Machine#task]: executing on its pCPU.
  public static final Field ON_CPU = new Field(2, 1);

  /// In [Machine#task]: the pCPU on which it executes or last did.
  public static final Field TASK_CPU = new Field(3, 10);

  /// In [Machine#status]: RVI and SVI, as in the VMCS.
  public static final Field INTERRUPT_STATUS = new Field(0, 16);

  /// In [Machine#status]: RVI.
  public static final Field RVI = new Field(0, 8);

  /// In [Machine#status]: SVI.
  public static final Field SVI = new Field(8, 8);

  /// In [Machine#status]: VTPR.
  public static final Field VTPR = new Field(16, 8);

  /// In [Machine#status]: VPPR.
  public static final Field VPPR = new Field(24, 8);

  /// In [Machine#status]: a pending virtual interrupt is recognized.
  public static final Field RECOGNIZED = new Field(32, 1);

  /// In [Machine#inhibits]: the reasons.
  public static final Field REASONS = new Field(0, 7);

  /// In [Machine#inhibits]: `apicv_update_lock` is held for writing.
  public static final Field UPDATE_LOCK = new Field(32, 1);

  /// In [Machine#vmcs]: vector of the event to inject at VM entry.
  public static final Field INJECTION_VECTOR = new Field(0, 8);

  /// In [Machine#vmcs]: whether an event is to be injected.
  public static final Field INJECTION_VALID = new Field(8, 1);

  /// In [Machine#vmcs]: interrupt-window exiting.
  public static final Field WINDOW_EXITING = new Field(9, 1);

  /// In [Machine#vmcs]: virtual-interrupt delivery and posted-interrupt processing.
  public static final Field VIRTUAL_DELIVERY = new Field(10, 1);

  /// In [Machine#vmcs]: TPR threshold.
  public static final Field TPR_THRESHOLD = new Field(11, 4);

  /// In [Machine#guest]: RFLAGS.IF of the guest.
  public static final Field GUEST_IF = new Field(0, 1);

  /// In [Machine#guest]: 0 main line, 1 in a handler before its EOI, 2 after it.
  public static final Field PHASE = new Field(1, 2);

  /// In [Machine#guest]: `mp_state` is KVM_MP_STATE_HALTED.
  public static final Field HALTED = new Field(3, 1);

  private Registers() {}
}
