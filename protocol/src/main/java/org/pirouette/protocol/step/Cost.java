package org.pirouette.protocol.step;

/// The kinds of work that a step can be. A cost profile gives the cycles of each kind, with a
/// source.
public enum Cost {
  /// Takes no processor time: a decision of the environment, or hardware in the background.
  NONE,
  /// A plain access that hits the cache, or arithmetic.
  PLAIN,
  /// A locked instruction on a line of this processor.
  LOCKED,
  /// A locked instruction on a line that another agent changed last.
  LOCKED_CONTENDED,
  /// VM exit up to the first instruction of the hypervisor.
  VM_EXIT,
  /// VM entry from the last instruction of the hypervisor.
  VM_ENTRY,
  /// A device or the interrupt-remapping hardware: fetches an entry (background, no processor).
  REMAPPING_FETCH,
  /// The interrupt-remapping hardware changes a descriptor (background, no processor).
  REMAPPING_POST,
  /// Write to the ICR of the physical APIC: an interrupt to another pCPU or to itself.
  IPI_SEND,
  /// Host: a hardware interrupt is taken in root mode up to the handler's first instruction.
  HOST_INTERRUPT_ENTRY,
  /// Host: return from a handler.
  HOST_INTERRUPT_EXIT,
  /// Host: body of the interrupt handler of an assigned device, up to the software post.
  HOST_DEVICE_HANDLER,
  /// Host: body of the no-op handler of a notification.
  HOST_NOTIFICATION_HANDLER,
  /// Host: body of the wakeup handler, apart from its locked instructions and wakes.
  HOST_WAKEUP_HANDLER,
  /// Host: body of the reschedule and timer handlers.
  HOST_TICK_HANDLER,
  /// The processor's posted-interrupt processing as a whole, apart from its locked accesses.
  POSTED_PROCESSING,
  /// Delivery of a virtual interrupt through the guest's IDT.
  VIRTUAL_DELIVERY,
  /// EOI virtualization.
  VIRTUAL_EOI,
  /// IPI virtualization, apart from its locked accesses.
  VIRTUAL_IPI,
  /// The hypervisor's fixed work between exit and entry, whatever the reason.
  EXIT_LOOP,
  /// Handling of an exit for an external interrupt, apart from the host's handler.
  EXIT_HANDLER_EXTERNAL_INTERRUPT,
  /// Handling of an interrupt-window exit.
  EXIT_HANDLER_WINDOW,
  /// Handling of HLT up to the halt path.
  EXIT_HANDLER_HLT,
  /// Handling of an emulated EOI.
  EXIT_HANDLER_EOI,
  /// Handling of an emulated ICR write up to the software post.
  EXIT_HANDLER_ICR,
  /// Handling of another exit.
  EXIT_HANDLER_OTHER,
  /// Handling of a return to the VMM and back.
  USERSPACE,
  /// Choosing and acknowledging an interrupt in software, and writing the injection field.
  INJECT,
  /// One round of halt polling, apart from the check itself.
  HALT_POLL,
  /// try_to_wake_up of a sleeping thread.
  WAKE_UP,
  /// The scheduler takes a thread off its pCPU, apart from the descriptor.
  SCHED_OUT,
  /// The scheduler puts a thread on a pCPU, apart from the descriptor.
  SCHED_IN,
  /// The guest's own instruction (CLI, STI, IRET, MOV to CR8).
  GUEST_INSTRUCTION
}
