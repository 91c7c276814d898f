package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Cost.Work;

/// The kinds of work that hosts with KVM have on every architecture.
public final class KvmCost {
  /// VM exit up to the first instruction of the hypervisor.
  public static final Cost VM_EXIT = new Cost("VM_EXIT", Work.WORLD_SWITCH);

  /// VM entry from the last instruction of the hypervisor.
  public static final Cost VM_ENTRY = new Cost("VM_ENTRY", Work.WORLD_SWITCH);

  /// An interrupt is sent to another pCPU or to this one.
  public static final Cost IPI_SEND = new Cost("IPI_SEND", Work.HARDWARE);

  /// Host: a hardware interrupt is taken in root mode up to the handler's first instruction.
  public static final Cost HOST_INTERRUPT_ENTRY =
      new Cost("HOST_INTERRUPT_ENTRY", Work.HOST_SOFTWARE);

  /// Host: return from a handler.
  public static final Cost HOST_INTERRUPT_EXIT =
      new Cost("HOST_INTERRUPT_EXIT", Work.HOST_SOFTWARE);

  /// Host: body of the interrupt handler of an assigned device, up to the software post.
  public static final Cost HOST_DEVICE_HANDLER =
      new Cost("HOST_DEVICE_HANDLER", Work.HOST_SOFTWARE);

  /// Host: body of the timer handler and of those like it.
  public static final Cost HOST_TICK_HANDLER = new Cost("HOST_TICK_HANDLER", Work.HOST_SOFTWARE);

  /// The hardware delivers a virtual interrupt to the guest's handler.
  public static final Cost VIRTUAL_DELIVERY = new Cost("VIRTUAL_DELIVERY", Work.HARDWARE);

  /// The hardware takes the guest's end of an interrupt.
  public static final Cost VIRTUAL_EOI = new Cost("VIRTUAL_EOI", Work.HARDWARE);

  /// The hypervisor's fixed work between exit and entry, whatever the reason.
  public static final Cost EXIT_LOOP = new Cost("EXIT_LOOP", Work.EXIT_HANDLING);

  /// Handling of an exit for an interrupt of the host, apart from the host's handler.
  public static final Cost EXIT_HANDLER_EXTERNAL_INTERRUPT =
      new Cost("EXIT_HANDLER_EXTERNAL_INTERRUPT", Work.EXIT_HANDLING);

  /// Handling of another exit.
  public static final Cost EXIT_HANDLER_OTHER = new Cost("EXIT_HANDLER_OTHER", Work.EXIT_HANDLING);

  /// Handling of a return to the VMM and back.
  public static final Cost USERSPACE = new Cost("USERSPACE", Work.HOST_SOFTWARE);

  /// Choosing and acknowledging an interrupt in software, and handing it to the hardware.
  public static final Cost INJECT = new Cost("INJECT", Work.HOST_SOFTWARE);

  /// One round of halt polling, apart from the check itself.
  public static final Cost HALT_POLL = new Cost("HALT_POLL", Work.HOST_SOFTWARE);

  /// try_to_wake_up of a sleeping thread.
  public static final Cost WAKE_UP = new Cost("WAKE_UP", Work.HOST_SOFTWARE);

  /// The scheduler takes a thread off its pCPU, apart from what the architecture does then.
  public static final Cost SCHED_OUT = new Cost("SCHED_OUT", Work.HOST_SOFTWARE);

  /// The scheduler puts a thread on a pCPU, apart from what the architecture does then.
  public static final Cost SCHED_IN = new Cost("SCHED_IN", Work.HOST_SOFTWARE);

  /// The guest's own instruction, for example one that masks interrupts.
  public static final Cost GUEST_INSTRUCTION = new Cost("GUEST_INSTRUCTION", Work.HARDWARE);

  private KvmCost() {}
}
