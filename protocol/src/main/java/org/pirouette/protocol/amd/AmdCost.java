package org.pirouette.protocol.amd;

import java.util.List;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Cost.Work;
import org.pirouette.protocol.x86.X86Cost;

/// The kinds of work that only AMD machines have, and all that they have.
public final class AmdCost {
  /// The IOMMU fetches an entry (background, no processor).
  public static final Cost IOMMU_FETCH = new Cost("IOMMU_FETCH", Work.HARDWARE);

  /// The IOMMU sets a bit in a backing page, rings, or logs (background, no processor).
  public static final Cost IOMMU_POST = new Cost("IOMMU_POST", Work.HARDWARE);

  /// Software rings a doorbell: a write of MSR C001_011Bh.
  public static final Cost DOORBELL_SEND = new Cost("DOORBELL_SEND", Work.HARDWARE);

  /// A processor in guest mode takes a doorbell and looks at the backing page again.
  public static final Cost DOORBELL_PROCESSING = new Cost("DOORBELL_PROCESSING", Work.HARDWARE);

  /// Host: body of the GALog handler, apart from the wakes.
  public static final Cost HOST_GA_LOG_HANDLER =
      new Cost("HOST_GA_LOG_HANDLER", Work.HOST_SOFTWARE);

  /// Handling of INCOMPLETE_IPI up to the wake.
  public static final Cost EXIT_HANDLER_INCOMPLETE_IPI =
      new Cost("EXIT_HANDLER_INCOMPLETE_IPI", Work.EXIT_HANDLING);

  /// What a profile of an AMD host has to price, in the order in which it is shown.
  static final List<Cost> ALL =
      List.of(
          Cost.PLAIN,
          Cost.LOCKED,
          Cost.LOCKED_CONTENDED,
          KvmCost.VM_EXIT,
          KvmCost.VM_ENTRY,
          IOMMU_FETCH,
          IOMMU_POST,
          KvmCost.IPI_SEND,
          DOORBELL_SEND,
          DOORBELL_PROCESSING,
          KvmCost.HOST_INTERRUPT_ENTRY,
          KvmCost.HOST_INTERRUPT_EXIT,
          KvmCost.HOST_DEVICE_HANDLER,
          X86Cost.HOST_NOTIFICATION_HANDLER,
          X86Cost.HOST_WAKEUP_HANDLER,
          HOST_GA_LOG_HANDLER,
          KvmCost.HOST_TICK_HANDLER,
          KvmCost.VIRTUAL_DELIVERY,
          KvmCost.VIRTUAL_EOI,
          X86Cost.VIRTUAL_IPI,
          KvmCost.EXIT_LOOP,
          KvmCost.EXIT_HANDLER_EXTERNAL_INTERRUPT,
          X86Cost.EXIT_HANDLER_WINDOW,
          X86Cost.EXIT_HANDLER_HLT,
          X86Cost.EXIT_HANDLER_EOI,
          X86Cost.EXIT_HANDLER_ICR,
          EXIT_HANDLER_INCOMPLETE_IPI,
          KvmCost.EXIT_HANDLER_OTHER,
          KvmCost.USERSPACE,
          KvmCost.INJECT,
          KvmCost.HALT_POLL,
          KvmCost.WAKE_UP,
          KvmCost.SCHED_OUT,
          KvmCost.SCHED_IN,
          KvmCost.GUEST_INSTRUCTION);

  private AmdCost() {}
}
