package org.pirouette.protocol.kvm;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.pirouette.protocol.step.Cost;

/// What differs between processor architectures, and the words for it: how a machine is built, its
/// delivery modes, what its steps cost, why its guests exit, what a physical interrupt of the host
/// means. There is one object for each architecture, in the package of its name.
public interface Architecture {
  /// Its name in scenarios and cost profiles, for example `intel`.
  String key();

  /// Its name for users, for example `Intel`.
  @Override
  String toString();

  /// A machine in its initial state, on plain words.
  KvmMachine machine(MachineConfiguration configuration);

  /// What is shown of a machine of this architecture.
  Exhibit exhibit(KvmMachine machine);

  /// Its delivery modes, in the order in which they are compared: at least one baseline and one
  /// that is direct. One that is delivered by the host may be missing, see [#mode(Role)].
  List<DeliveryMode> modes();

  /// The kinds of work that its steps and its hardware do: what a cost profile has to price, in the
  /// order in which it is shown. [Cost#NONE] is not among them.
  List<Cost> costs();

  /// Why its guests exit; each reason stands at its [ExitReason#ordinal].
  List<ExitReason> exitReasons();

  /// What tells exits of one reason apart where the guest caused them: the register of the
  /// interrupt controller or the timer that it wrote.
  ///
  /// @param reason of a kind that [ExitReason.Kind#isRegister]
  /// @param choice what the guest did last, see [GuestChoice]
  /// @return number of the register, 0 to 65,535; 0 if it was none of these
  int writtenRegister(ExitReason reason, int choice);

  /// What recordings of its hosts call it: `VMX`, `SVM` or `ARM64`.
  String recordedAs();

  /// Whether a system register that a guest wrote is one of its interrupt controller.
  boolean isControllerRegister(long register);

  /// Whether a guest-physical address is one of its interrupt controller.
  boolean isControllerAddress(long address);

  /// The guest-physical address of a register of the interrupt controller that KVM says was
  /// written, where that is all a recording tells of exits for a reason; else -1.
  long writtenAddress(ExitReason reason, long register);

  /// The physical interrupt that stands for those of all devices, which hosts number as they like.
  int anyDeviceInterrupt();

  /// What interrupts are called that reach the guest without the host, in the middle of a sentence
  /// and in the plural.
  default String directInterrupts() {
    return "posted interrupts";
  }

  /// What the hardware's message for a vCPU that does not run is called in output, in the plural.
  default String notifications() {
    return "notifications";
  }

  /// What has to be said of every figure that is simulated for its hosts, a sentence each.
  default List<String> caveats() {
    return List.of();
  }

  /// What would take exits of a kind away, in the words of this architecture, as a clause; empty if
  /// what helps everywhere is all.
  default Optional<String> remedy(ExitReason reason, int detail) {
    return Optional.empty();
  }

  /// The lowest number of an interrupt of a guest: 16 on x86, 1 where a guest's IPIs are numbers of
  /// their own (Arm's SGIs).
  default int lowestGuestInterrupt() {
    return 16;
  }

  /// The interrupt that guests' timers have where a scenario does not say it.
  int guestTimer();

  /// The interrupt that guests send each other where a scenario does not say it.
  int guestIpi();

  /// The physical interrupt by which the hardware of a guest's timer interrupts the host; that of
  /// the host's own timer where there is none of its own.
  default int guestTimerInterrupt() {
    return timerInterrupt();
  }

  /// The first physical interrupt of the host with a meaning; -1 if there is none.
  default int interrupt(ExitReason.Meaning meaning) {
    for (int interrupt = 0; interrupt < interrupts(); interrupt++) {
      if (meaning(interrupt) == meaning) {
        return interrupt;
      }
    }
    return -1;
  }

  /// The events that a recording needs for the interrupts that arrived to be known, and how to
  /// record them, as a clause.
  default String arrivalEvents() {
    return "no kvm_apic_accept_irq event in this recording, so the interrupts that arrived are not"
        + " known; record again with all events of KVM, for example 'trace-cmd record -e kvm' or"
        + " 'perf record -a -e kvm:*'";
  }

  /// Stories of one interrupt by the words of this architecture: each word with the case that it
  /// is.
  default Map<String, String> stories() {
    return Map.of();
  }

  /// Whether a guest's task priority holds interrupts back.
  default boolean holdsByPriority() {
    return true;
  }

  /// Whether the story of an IPI is told with the hardware that delivers IPIs without an exit of
  /// their target.
  default boolean tellsDirectIpis() {
    return false;
  }

  /// What decides whether guests that wait for an interrupt exit although a delivery mode lets them
  /// stay, as a clause; empty where they always exit.
  default String waitingGuests() {
    return "";
  }

  /// Whether interrupts that arrive are told by the host's handlers (`irq_handler_entry`), not by
  /// an event of KVM.
  default boolean arrivalsByHandlers() {
    return false;
  }

  /// Above all numbers of physical interrupts, at most 65,536.
  int interrupts();

  /// The physical interrupt by which the host takes what a device raises.
  int deviceInterrupt(int device);

  /// The kind of work that the host's handler of a physical interrupt is.
  ///
  /// @param interrupt number of the interrupt on this architecture, for example an x86 vector
  Cost handlerCost(int interrupt);

  /// The physical interrupt of the host's timer.
  int timerInterrupt();

  /// Whether its processors keep stores in order and let only later loads overtake them (x86-TSO);
  /// else they order nothing that is not told to be.
  boolean totalStoreOrder();

  /// The first exit reason of a kind, if guests here exit for that.
  default Optional<ExitReason> exitReason(ExitReason.Kind kind) {
    return exitReasons().stream().filter(reason -> reason.kind() == kind).findFirst();
  }

  /// The exit reason that the kernel prints so, if guests here exit for it.
  default Optional<ExitReason> exitReason(String name) {
    return exitReasons().stream().filter(reason -> reason.name().equals(name)).findFirst();
  }

  /// What a physical interrupt of the host is for.
  default ExitReason.Meaning meaning(int interrupt) {
    return exitReason(ExitReason.Kind.HOST_INTERRUPT)
        .map(reason -> reason.meaning(interrupt))
        .orElse(ExitReason.Meaning.NOTHING);
  }

  /// The first delivery mode with a role. Where the hardware helps with what the host delivers in
  /// every mode (Arm's list registers), no mode is host-delivered: the baseline stands for it.
  ///
  /// @throws NoSuchElementException if it has none
  default DeliveryMode mode(Role role) {
    return first(role)
        .or(() -> role == Role.HOST_DELIVERED ? first(Role.BASELINE) : Optional.empty())
        .orElseThrow();
  }

  private Optional<DeliveryMode> first(Role role) {
    return modes().stream().filter(mode -> mode.role() == role).findFirst();
  }

  /// Whether it has a delivery mode with a role.
  default boolean has(Role role) {
    return modes().stream().anyMatch(mode -> mode.role() == role);
  }

  /// The delivery mode with a role whose host interrupts come to a given pCPU; else the first one
  /// with the role.
  ///
  /// @throws NoSuchElementException if it has none
  default DeliveryMode mode(Role role, DeliveryMode.HostInterrupts hostInterrupts) {
    return modes().stream()
        .filter(mode -> mode.role() == role && mode.hostInterrupts() == hostInterrupts)
        .findFirst()
        .orElseGet(() -> mode(role));
  }
}
