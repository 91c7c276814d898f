package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Field;

/// The fields of the packed words: what agents keep in registers, and the state of a vCPU or pCPU
/// that the kernel spreads over variables of its own.
///
/// Registers are cleared as soon as they are dead, so that states that behave alike are equal.
public final class Registers {
  /// In [KvmMachine#registers]: where the subroutine `vmx_sync_pir_to_irr` returns to.
  public static final Field SYNC_RETURN = new Field(0, 10);

  /// In [KvmMachine#registers]: where a descheduled thread goes on.
  public static final Field RESUME = new Field(10, 10);

  /// In [KvmMachine#registers]: where the software post returns to.
  public static final Field POST_RETURN = new Field(20, 10);

  /// In [KvmMachine#registers]: the vCPU that is posted to or woken.
  public static final Field TARGET = new Field(30, 10);

  /// In [KvmMachine#registers]: the virtual vector that is posted.
  public static final Field VECTOR = new Field(40, 8);

  /// In `KvmMachine.registers`: ordinal of the `ExitReason`.
  public static final Field EXIT_REASON = new Field(48, 5);

  /// In [KvmMachine#registers]: the physical vector of an exit or of a handler, or the vector whose
  /// EOI exited.
  public static final Field EXIT_VECTOR = new Field(53, 8);

  /// In [KvmMachine#registers]: `vcpu->preempted`.
  public static final Field PREEMPTED = new Field(61, 1);

  /// In [KvmMachine#registers] of a handler: it was called after a VM exit.
  public static final Field AFTER_EXIT = new Field(61, 1);

  /// In [KvmMachine#registers]: a bit that one step leaves for the next.
  public static final Field FLAG = new Field(62, 1);

  /// In [KvmMachine#registers]: the thread is between `vcpu_put` and `vcpu_load` of an ioctl.
  public static final Field IN_USERSPACE = new Field(63, 1);

  /// In [KvmMachine#scratch] of a thread: put or load saw something posted. Apart from FLAG, which
  /// the preempted code may be using.
  public static final Field POSTED_SEEN = new Field(0, 1);

  /// In [KvmMachine#scratch]: highest pending vector found so far.
  public static final Field HIGHEST = new Field(4, 8);

  /// In [KvmMachine#scratch]: highest vector that was new.
  public static final Field HIGHEST_NEW = new Field(12, 8);

  /// In `KvmMachine.scratch`: an operand of the instruction that exited: `GuestChoice` and operand.
  public static final Field OPERAND = new Field(20, 24);

  /// In [KvmMachine#scratch]: the position in a walk over vCPUs.
  public static final Field CURSOR = new Field(44, 10);

  /// In [KvmMachine#scratch]: where the check for runnability returns to.
  public static final Field CHECK_RETURN = new Field(54, 10);

  private Registers() {}
}
