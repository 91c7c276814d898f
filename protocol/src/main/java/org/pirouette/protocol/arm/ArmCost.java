package org.pirouette.protocol.arm;

import java.util.List;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Cost.Work;

/// The kinds of work that only Arm machines have, and all that they have.
public final class ArmCost {
  /// The ITS translates an event (background, no processor).
  public static final Cost ITS_TRANSLATE = new Cost("ITS_TRANSLATE", Work.HARDWARE);

  /// A redistributor takes a vLPI (background, no processor).
  public static final Cost VLPI_PENDING = new Cost("VLPI_PENDING", Work.HARDWARE);

  /// A redistributor parses or writes a virtual pending table (background, no processor).
  public static final Cost PENDING_TABLE = new Cost("PENDING_TABLE", Work.HARDWARE);

  /// A write or read of a redistributor's register.
  public static final Cost GIC_MMIO = new Cost("GIC_MMIO", Work.HARDWARE);

  /// An ITS command with the wait for it.
  public static final Cost ITS_COMMAND = new Cost("ITS_COMMAND", Work.HOST_SOFTWARE);

  /// Saving or restoring one list register.
  public static final Cost LIST_REGISTER = new Cost("LIST_REGISTER", Work.EXIT_HANDLING);

  /// Host: body of the handler of an IPI that only makes its pCPU look around.
  public static final Cost HOST_IPI_HANDLER = new Cost("HOST_IPI_HANDLER", Work.HOST_SOFTWARE);

  /// Host: body of the doorbell's handler, up to the kick.
  public static final Cost HOST_DOORBELL_HANDLER =
      new Cost("HOST_DOORBELL_HANDLER", Work.HOST_SOFTWARE);

  /// Handling of WFx, apart from blocking.
  public static final Cost EXIT_HANDLER_WFX = new Cost("EXIT_HANDLER_WFX", Work.EXIT_HANDLING);

  /// Handling of a write of ICC_SGI1R_EL1.
  public static final Cost EXIT_HANDLER_SGI = new Cost("EXIT_HANDLER_SGI", Work.EXIT_HANDLING);

  /// What a profile of an Arm host has to price, in the order in which it is shown.
  static final List<Cost> ALL =
      List.of(
          Cost.PLAIN,
          Cost.LOCKED,
          Cost.LOCKED_CONTENDED,
          KvmCost.VM_EXIT,
          KvmCost.VM_ENTRY,
          ITS_TRANSLATE,
          VLPI_PENDING,
          PENDING_TABLE,
          GIC_MMIO,
          ITS_COMMAND,
          LIST_REGISTER,
          KvmCost.IPI_SEND,
          KvmCost.HOST_INTERRUPT_ENTRY,
          KvmCost.HOST_INTERRUPT_EXIT,
          KvmCost.HOST_DEVICE_HANDLER,
          HOST_IPI_HANDLER,
          HOST_DOORBELL_HANDLER,
          KvmCost.HOST_TICK_HANDLER,
          KvmCost.VIRTUAL_DELIVERY,
          KvmCost.VIRTUAL_EOI,
          KvmCost.EXIT_LOOP,
          KvmCost.EXIT_HANDLER_EXTERNAL_INTERRUPT,
          EXIT_HANDLER_WFX,
          EXIT_HANDLER_SGI,
          KvmCost.EXIT_HANDLER_OTHER,
          KvmCost.USERSPACE,
          KvmCost.INJECT,
          KvmCost.HALT_POLL,
          KvmCost.WAKE_UP,
          KvmCost.SCHED_OUT,
          KvmCost.SCHED_IN,
          KvmCost.GUEST_INSTRUCTION);

  private ArmCost() {}
}
