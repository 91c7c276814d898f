package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The KVM thread in its VMM, between two KVM_RUN: the vCPU is put without blocking, so SN is set,
/// and loaded again. The VMM may set the state of the APIC before it goes on.
public final class Userspace {
  /// Choice: KVM_RUN.
  public static final int RUN = 0;

  /// Choice: KVM_SET_LAPIC first.
  public static final int SET_LAPIC = 1;

  /// In [Registers#OPERAND] while the vCPU is loaded for KVM_SET_LAPIC.
  static final int RESTORING = 0xF;

  private final ThreadLabels labels;

  Userspace(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler, MachineConfiguration configuration) {
    boolean restores = configuration.limits().allows(Limit.RESTORES);
    assembler
        .label(labels.userspace)
        .step(new Put(labels.put))
        .label(labels.afterPut)
        .step(new Load(labels.load, restores ? Decision.ENVIRONMENT : Decision.NONE));
  }

  /// KVM_RUN returns: vcpu_put.
  public static class Put extends KvmStep {
    private final Label put;

    /// @param put the descriptor's part
    public Put(Label put) {
      super("return to VMM", "Linux kvm_arch_vcpu_ioctl_run, vcpu_put", KvmCost.USERSPACE);
      this.put = put;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      machine.set(machine.pcpus.flags(machine.processorOf(agent)), ProcessorBank.PREEMPTION_OFF, 1);
      machine.setRegister(agent, Registers.IN_USERSPACE, 1);
      return put.pc();
    }
  }

  /// The VMM calls the next ioctl: vcpu_load.
  public static class Load extends KvmStep {
    private final Label load;

    Load(Label load, Decision decision) {
      super("ioctl", "Linux kvm_vcpu_ioctl, vcpu_load", Cost.PLAIN, decision);
      this.load = load;
    }

    @Override
    public boolean optional(KvmMachine machine, int agent) {
      return false;
    }

    @Override
    public int alternatives(KvmMachine machine, int agent) {
      long budgets = machine.words.load(machine.vcpus.budgets(machine.numberOf(agent)));
      return mayBlock() && Budget.of(Limit.RESTORES).left(budgets) ? 2 : 1;
    }

    @Override
    public String describe(KvmMachine machine, int agent, int choice) {
      return choice == RUN ? "KVM_RUN" : "KVM_SET_LAPIC";
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (choice == SET_LAPIC) {
        machine.spend(machine.vcpus.budgets(v), Limit.RESTORES);
        machine.set(machine.vcpus.threadScratch(v), Registers.OPERAND, RESTORING);
      }
      machine.words.store(machine.pcpus.runningVcpu(machine.processorOf(agent)), v + 1);
      return load.pc();
    }
  }
}
