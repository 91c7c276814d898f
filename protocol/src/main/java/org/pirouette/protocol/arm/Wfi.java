package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `kvm_vcpu_wfi`: the flag IN_WFI around the halt. While it is set, a preemption of the blocking
/// thread neither makes the vPE resident again nor takes the request for a doorbell back.
public final class Wfi {
  /// The phase of a guest whose WFI did not trap.
  static final int IN_GUEST = 3;

  private Wfi() {}

  /// `kvm_vcpu_should_clear_twi`: with the load of the vCPU it is decided whether WFI traps.
  public static class ChooseTrap extends ArmStep {
    /// The step as it is.
    public ChooseTrap() {
      super("WFI traps?", "Linux kvm_vcpu_should_clear_twi", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      boolean free = machine.isSoleTask(v) && machine.hasDirectInterrupts(v);
      machine.set(machine.vpes.state(v), VpeBank.WFI_UNTRAPPED, free ? 1 : 0);
      return NEXT;
    }
  }

  /// Before the halt: the vPE goes out, with a doorbell.
  static void addPutTo(Program.Assembler assembler, ArmFeatures features) {
    Label done = new Label("kvm_vcpu_wfi: put done");
    assembler.step(new Enter());
    VgicV4Put.addTo(assembler, features, done);
    assembler.label(done).step(new EnablePreemption());
  }

  /// After the halt: the vPE comes in again.
  static void addLoadTo(Program.Assembler assembler, ArmFeatures features) {
    Label done = new Label("kvm_vcpu_wfi: load done");
    assembler.step(new Leave());
    VgicV4Load.addTo(assembler, features, done);
    assembler.label(done).step(new EnablePreemption());
  }

  private static void disablePreemption(ArmMachine machine, int agent) {
    machine.set(machine.pcpus.flags(machine.processorOf(agent)), ProcessorBank.PREEMPTION_OFF, 1);
  }

  /// IN_WFI := 1.
  public static class Enter extends ArmStep {
    /// The step as it is.
    public Enter() {
      super("IN_WFI := 1", "Linux kvm_vcpu_wfi", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      disablePreemption(machine, agent);
      machine.set(machine.vpes.state(machine.numberOf(agent)), VpeBank.IN_WFI, 1);
      return NEXT;
    }
  }

  /// IN_WFI := 0.
  public static class Leave extends ArmStep {
    /// The step as it is.
    public Leave() {
      super("IN_WFI := 0", "Linux kvm_vcpu_wfi", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      disablePreemption(machine, agent);
      machine.set(machine.vpes.state(machine.numberOf(agent)), VpeBank.IN_WFI, 0);
      return NEXT;
    }
  }

  /// Preemption is on again.
  public static class EnablePreemption extends ArmStep {
    /// The step as it is.
    public EnablePreemption() {
      super("preemption on", "Linux kvm_vcpu_wfi, preempt_enable", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return machine.enableAndGoOn(agent, machine.nextPc(agent));
    }
  }
}
