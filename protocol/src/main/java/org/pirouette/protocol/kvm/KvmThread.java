package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The KVM thread of a vCPU: the loop `vcpu_run`, with VM entry, exit handling, the halt path, and
/// what the scheduler's notifiers do when the thread loses or gets a pCPU.
public final class KvmThread {
  private KvmThread() {}

  /// The thread's program.
  ///
  /// @param labels its places, which get their values here
  /// @param hooks what the architecture adds
  public static Program program(Assembly assembly, ThreadLabels labels, ThreadHooks hooks) {
    MachineConfiguration configuration = assembly.configuration();
    Program.Assembler assembler = assembly.assembler("KVM thread");
    assembler.label(labels.run).step(new Loop(labels.halt, labels.enter));
    hooks.vcpuEnterGuest(assembler, labels);
    hooks.handleExit(assembler, labels);
    hooks.injectIrq(assembler, labels);
    new HaltPath(labels).addTo(assembler, configuration, hooks);
    hooks.vcpuRunnable(assembler, labels);
    hooks.syncPirToIrr(assembler, labels);
    assembler.begin(ThreadRegion.POST);
    hooks.deliverInterrupt(assembler, labels.post);
    assembler.end(ThreadRegion.POST).begin(ThreadRegion.SWITCH);
    new SchedOut(labels).addTo(assembler, hooks);
    new SchedIn(labels).addTo(assembler, hooks);
    assembler.end(ThreadRegion.SWITCH);
    new Userspace(labels).addTo(assembler, configuration);
    assembler.label(labels.restore);
    hooks.setInterruptState(assembler, labels);
    return assembler.assemble();
  }

  /// The loop: a halted vCPU blocks, any other enters.
  public static class Loop extends KvmStep {
    private final Label halt;
    private final Label enter;

    /// @param halt the halt path
    /// @param enter VM entry
    public Loop(Label halt, Label enter) {
      super("vcpu_run", "Linux vcpu_run", KvmCost.EXIT_LOOP);
      this.halt = halt;
      this.enter = enter;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.words.getAndAnd(machine.vcpus.requests(v), ~Request.UNBLOCK);
      return (machine.get(machine.vcpus.guest(v), VcpuBank.HALTED) == 1 ? halt : enter).pc();
    }
  }
}
