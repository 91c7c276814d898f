package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// What happens when a KVM thread gets a pCPU (A6): `kvm_sched_in`. Preemption is off. What the
/// architecture has to load is its `vcpu_load`.
public final class SchedIn {
  private final ThreadLabels labels;

  SchedIn(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler, ThreadHooks hooks) {
    assembler.label(labels.schedIn).step(new NoteLoaded()).label(labels.load);
    hooks.vcpuLoad(assembler, labels);
    assembler.label(labels.loaded).step(new Finish(labels.run, labels.restore));
  }

  /// The vCPU is loaded on this pCPU.
  public static class NoteLoaded extends KvmStep {
    /// The step as it is.
    public NoteLoaded() {
      super("kvm_running_vcpu := v", "Linux kvm_sched_in", KvmCost.SCHED_IN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.setRegister(agent, Registers.PREEMPTED, 0);
      machine.words.store(machine.pcpus.runningVcpu(machine.processorOf(agent)), v + 1);
      return NEXT;
    }
  }

  /// `vcpu->cpu` names this pCPU, and the thread goes on where it was.
  public static class Finish extends KvmStep {
    private final Label run;
    private final Label restore;

    /// @param run where the thread goes on after the load of KVM_RUN
    /// @param restore where it goes on after the load of KVM_SET_LAPIC
    public Finish(Label run, Label restore) {
      super("vcpu->cpu := here", "Linux kvm_arch_vcpu_load", Cost.PLAIN);
      this.run = run;
      this.restore = restore;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      machine.words.store(machine.vcpus.vcpuCpu(v), p);
      machine.mark(agent, Mark.SCHEDULED_IN, v, p);
      if (machine.register(agent, Registers.IN_USERSPACE) == 1) {
        machine.setRegister(agent, Registers.IN_USERSPACE, 0);
        int scratch = machine.vcpus.threadScratch(v);
        boolean restoring = machine.get(scratch, Registers.OPERAND) == Userspace.RESTORING;
        machine.set(scratch, Registers.OPERAND, 0);
        return machine.enableAndGoOn(agent, (restoring ? restore : run).pc());
      }
      int resume = machine.register(agent, Registers.RESUME);
      machine.setRegister(agent, Registers.RESUME, 0);
      return machine.enableAndGoOn(agent, resume);
    }
  }
}
