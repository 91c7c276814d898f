package org.pirouette.protocol.intel;

import java.util.List;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Cost.Work;
import org.pirouette.protocol.x86.X86Cost;

/// The kinds of work that only Intel machines have, and all that they have.
public final class IntelCost {
  /// A device or the interrupt-remapping hardware: fetches an entry (background, no processor).
  public static final Cost REMAPPING_FETCH = new Cost("REMAPPING_FETCH", Work.HARDWARE);

  /// The interrupt-remapping hardware changes a descriptor (background, no processor).
  public static final Cost REMAPPING_POST = new Cost("REMAPPING_POST", Work.HARDWARE);

  /// The processor's posted-interrupt processing as a whole, apart from its locked accesses.
  public static final Cost POSTED_PROCESSING = new Cost("POSTED_PROCESSING", Work.HARDWARE);

  /// What a profile of an Intel host has to price, in the order in which it is shown.
  static final List<Cost> ALL =
      List.of(
          Cost.PLAIN,
          Cost.LOCKED,
          Cost.LOCKED_CONTENDED,
          KvmCost.VM_EXIT,
          KvmCost.VM_ENTRY,
          REMAPPING_FETCH,
          REMAPPING_POST,
          KvmCost.IPI_SEND,
          KvmCost.HOST_INTERRUPT_ENTRY,
          KvmCost.HOST_INTERRUPT_EXIT,
          KvmCost.HOST_DEVICE_HANDLER,
          X86Cost.HOST_NOTIFICATION_HANDLER,
          X86Cost.HOST_WAKEUP_HANDLER,
          KvmCost.HOST_TICK_HANDLER,
          POSTED_PROCESSING,
          KvmCost.VIRTUAL_DELIVERY,
          KvmCost.VIRTUAL_EOI,
          X86Cost.VIRTUAL_IPI,
          KvmCost.EXIT_LOOP,
          KvmCost.EXIT_HANDLER_EXTERNAL_INTERRUPT,
          X86Cost.EXIT_HANDLER_WINDOW,
          X86Cost.EXIT_HANDLER_HLT,
          X86Cost.EXIT_HANDLER_EOI,
          X86Cost.EXIT_HANDLER_ICR,
          KvmCost.EXIT_HANDLER_OTHER,
          KvmCost.USERSPACE,
          KvmCost.INJECT,
          KvmCost.HALT_POLL,
          KvmCost.WAKE_UP,
          KvmCost.SCHED_OUT,
          KvmCost.SCHED_IN,
          KvmCost.GUEST_INSTRUCTION);

  private IntelCost() {}
}
