package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The classical end of `deliver_interrupt`: KVM_REQ_EVENT and `kvm_vcpu_kick`. TARGET and
/// POST_RETURN are in the agent's registers.
public final class VcpuKick {
  private VcpuKick() {}

  /// Adds the steps; they leave the subroutine.
  ///
  /// @param kick placed before the kick
  public static void addTo(Program.Assembler assembler, Label kick) {
    assembler
        .step(new RequestEvent())
        .label(kick)
        .step(new ReadWait())
        .step(new Wake())
        .step(new LeaveGuestMode())
        .step(new Interrupt());
  }

  /// The classical way: ask the target to look.
  public static class RequestEvent extends KvmStep {
    /// The step as it is.
    public RequestEvent() {
      super("P1 request EVENT", "Linux kvm_make_request(KVM_REQ_EVENT)", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      machine.signal(machine.thread(v)); // it may poll
      return NEXT;
    }
  }

  /// Kick: wake the target if it blocks ...
  public static class ReadWait extends KvmStep {
    /// The step as it is.
    public ReadWait() {
      super("kick: read rcuwait", "Linux __kvm_vcpu_kick", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      machine.words.fence(); // smp_mb (A) of rcuwait_wake_up
      boolean waits = machine.words.load(machine.vcpus.rcuwait(v)) == 1;
      machine.setRegister(agent, Registers.FLAG, waits ? 1 : 0);
      return NEXT;
    }
  }

  /// ... and if it really slept, that is all ...
  public static class Wake extends KvmStep {
    /// The step as it is.
    public Wake() {
      super("kick: wake", "Linux __kvm_vcpu_kick, kvm_vcpu_wake_up", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      boolean waits = machine.register(agent, Registers.FLAG) == 1;
      machine.setRegister(agent, Registers.FLAG, 0);
      boolean woken = waits && machine.wake(agent, machine.register(agent, Registers.TARGET));
      return woken ? VcpuWakeUp.leave(machine, agent) : NEXT;
    }
  }

  /// ... else make it leave guest mode ...
  public static class LeaveGuestMode extends KvmStep {
    /// The step as it is.
    public LeaveGuestMode() {
      super(
          "kick: IN_GUEST -> EXITING", "Linux kvm_vcpu_exiting_guest_mode", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      boolean wasInGuest =
          machine.words.compareAndSet(machine.vcpus.mode(v), Mode.IN_GUEST, Mode.EXITING_GUEST);
      return wasInGuest ? NEXT : VcpuWakeUp.leave(machine, agent);
    }
  }

  /// ... with a reschedule interrupt to the pCPU that `vcpu->cpu` names, if that is another one.
  public static class Interrupt extends KvmStep {
    /// The step as it is.
    public Interrupt() {
      super("kick: reschedule interrupt", "Linux __kvm_vcpu_kick", KvmCost.IPI_SEND);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int p = (int) machine.words.load(machine.vcpus.vcpuCpu(v));
      if (p != machine.processorOf(agent) && p < machine.configuration().processors()) {
        machine.sendReschedule(agent, p);
      }
      return VcpuWakeUp.leave(machine, agent);
    }
  }
}
