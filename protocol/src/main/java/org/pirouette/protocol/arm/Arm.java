package org.pirouette.protocol.arm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Exhibit;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Cost;

/// Arm processors with virtualization and a GIC.
public enum Arm implements Architecture {
  /// The one object.
  ARCHITECTURE;

  /// Register number of ICC_SGI1R_EL1, as op0, op1, CRn, CRm, op2 are encoded in an instruction.
  public static final int ICC_SGI1R = 3 << 14 | 12 << 7 | 11 << 3 | 5;

  private static final List<ExitReason> EXIT_REASONS = List.of(ArmExitReason.values());

  @Override
  public String key() {
    return "arm";
  }

  @Override
  public ArmMachine machine(MachineConfiguration configuration) {
    return new ArmParts(this, configuration.withFeatures(ArmFeatures.of(configuration))).machine();
  }

  @Override
  public List<DeliveryMode> modes() {
    return List.of(ArmMode.values());
  }

  @Override
  public List<Cost> costs() {
    return ArmCost.ALL;
  }

  @Override
  public List<ExitReason> exitReasons() {
    return EXIT_REASONS;
  }

  @Override
  public int writtenRegister(ExitReason reason, int choice) {
    return reason == ArmExitReason.SYS64 && GuestChoice.of(choice) == GuestChoice.SEND_IPI
        ? ICC_SGI1R
        : 0;
  }

  @Override
  public int interrupts() {
    return HostIrq.COUNT;
  }

  @Override
  public int deviceInterrupt(int device) {
    return HostIrq.device(device);
  }

  @Override
  public Cost handlerCost(int irq) {
    if (HostIrq.isDoorbell(irq)) {
      return ArmCost.HOST_DOORBELL_HANDLER;
    }
    if (irq == HostIrq.RESCHEDULE || irq == HostIrq.CALL_FUNCTION) {
      return ArmCost.HOST_IPI_HANDLER;
    }
    return irq >= HostIrq.FIRST_DEVICE ? KvmCost.HOST_DEVICE_HANDLER : KvmCost.HOST_TICK_HANDLER;
  }

  @Override
  public Exhibit exhibit(KvmMachine machine) {
    return new ArmExhibit((ArmMachine) machine);
  }

  @Override
  public String recordedAs() {
    return "ARM64";
  }

  @Override
  public boolean isControllerRegister(long register) {
    return register == ICC_SGI1R;
  }

  @Override
  public boolean isControllerAddress(long address) {
    return false; // the VMM chooses where a guest has its GIC
  }

  @Override
  public long writtenAddress(ExitReason reason, long register) {
    return -1;
  }

  @Override
  public int anyDeviceInterrupt() {
    return HostIrq.COUNT - 1;
  }

  @Override
  public String directInterrupts() {
    return "directly injected interrupts";
  }

  @Override
  public String notifications() {
    return "doorbells";
  }

  @Override
  public List<String> caveats() {
    return List.of(
        "nobody has published what GICv4 costs or how long its delivery takes: latencies and host"
            + " times here are predictions from counted steps",
        "with vLPIs mapped, WFI does not trap where a vCPU is the only task of its pCPU (KVM's"
            + " default): there are no WFx exits then, but the pCPU never idles, and its ticks are"
            + " exits");
  }

  @Override
  public Optional<String> remedy(ExitReason reason, int detail) {
    return switch (reason.kind()) {
      case HOST_INTERRUPT ->
          switch (reason.meaning(detail)) {
            case DEVICE -> Optional.of("direct injection (GICv4)");
            case KICK ->
                Optional.of("direct injection of what devices send (GICv4), vSGIs (GICv4.1)");
            case WAKEUP -> Optional.of("its vCPU alone on a pCPU, where WFI does not trap");
            case NOTIFICATION, HOST_TIMER, END_OF_INTERRUPT, SEND_IPI, ARM_TIMER, NOTHING ->
                Optional.empty();
          };
      case HALT -> Optional.of("cpuidle-haltpoll or nohlt in the guest");
      case SYSTEM_REGISTER ->
          reason.meaning(detail) == ExitReason.Meaning.SEND_IPI
              ? Optional.of("fewer IPIs in the guest: ICC_SGI1R_EL1 traps in every mode")
              : Optional.empty();
      case INTERRUPT_WINDOW,
          PRIORITY_WINDOW,
          GUEST_TIMER,
          END_OF_INTERRUPT,
          CONTROLLER,
          MEMORY,
          INSTRUCTION,
          OTHER ->
          Optional.empty();
    };
  }

  @Override
  public int lowestGuestInterrupt() {
    return 1;
  }

  @Override
  public int guestTimer() {
    return 27; // PPI of the virtual timer
  }

  @Override
  public int guestIpi() {
    return 1; // SGI of a guest's function calls
  }

  @Override
  public int guestTimerInterrupt() {
    return HostIrq.GUEST_TIMER;
  }

  @Override
  public Map<String, String> stories() {
    return Map.of(
        "resident", "running",
        "doorbell", "blocked",
        "wfi", "blocked",
        "preempted", "preempted",
        "moving", "migrating",
        "unmapped", "fault");
  }

  @Override
  public boolean holdsByPriority() {
    return false; // not modelled: each interrupt of a guest has one priority
  }

  @Override
  public boolean tellsDirectIpis() {
    return true;
  }

  @Override
  public String waitingGuests() {
    return "whether WFI traps is a setting of KVM (kvm-arm.wfi_trap_policy) and depends on other"
        + " tasks of its pCPU";
  }

  @Override
  public boolean arrivalsByHandlers() {
    return true;
  }

  @Override
  public String arrivalEvents() {
    return "no irq_handler_entry event in this recording, and KVM has no event for an LPI that"
        + " arrives; record again with 'trace-cmd record -e kvm -e irq_handler_entry -e ipi -e"
        + " sched_switch -e sched_waking'";
  }

  @Override
  public int timerInterrupt() {
    return HostIrq.TIMER;
  }

  @Override
  public boolean totalStoreOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "Arm";
  }
}
