package org.pirouette.protocol;

/// The KVM thread in its VMM, between two KVM_RUN: the vCPU is put without blocking, so SN is set,
/// and loaded again.
public final class Userspace {
  private final ThreadLabels labels;

  Userspace(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler) {
    assembler
        .label(labels.userspace)
        .step(new Put(labels.put))
        .label(labels.afterPut)
        .step(new RunAgain(labels.load));
  }

  /// KVM_RUN returns: vcpu_put.
  public static class Put extends Step {
    private final Label put;

    /// @param put the descriptor's part
    public Put(Label put) {
      super("return to VMM", "Linux kvm_arch_vcpu_ioctl_run, vcpu_put", Cost.USERSPACE);
      this.put = put;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.set(machine.flags(machine.processorOf(agent)), Registers.PREEMPTION_OFF, 1);
      machine.setRegister(agent, Registers.IN_USERSPACE, 1);
      return put.pc();
    }
  }

  /// The VMM calls KVM_RUN again: vcpu_load.
  public static class RunAgain extends Step {
    private final Label load;

    /// @param load the descriptor's part
    public RunAgain(Label load) {
      super("KVM_RUN", "Linux kvm_arch_vcpu_ioctl_run, vcpu_load", Cost.PLAIN);
      this.load = load;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int p = machine.processorOf(agent);
      machine.words.store(machine.runningVcpu(p), machine.numberOf(agent) + 1);
      return load.pc();
    }
  }
}
