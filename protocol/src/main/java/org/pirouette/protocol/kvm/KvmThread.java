package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.x86.EventInjection;
import org.pirouette.protocol.x86.Restore;
import org.pirouette.protocol.x86.RunnableCheck;
import org.pirouette.protocol.x86.VmEntry;
import org.pirouette.protocol.x86.VmExit;

/// The KVM thread of a vCPU: the loop `vcpu_run`, with VM entry, exit handling, the halt path, and
/// what the scheduler's notifiers do when the thread loses or gets a pCPU.
public final class KvmThread {
  private KvmThread() {}

  public static Program program(Assembly assembly) {
    ThreadLabels labels = new ThreadLabels();
    MachineConfiguration configuration = assembly.configuration();
    Program.Assembler assembler = assembly.assembler("KVM thread");
    assembler.label(labels.run).step(new Loop(labels.halt, labels.enter));
    new VmEntry(labels).addTo(assembler);
    new VmExit(labels).addTo(assembler, configuration);
    new EventInjection(labels).addTo(assembler, configuration);
    new HaltPath(labels).addTo(assembler, configuration);
    new RunnableCheck(labels).addTo(assembler, configuration);
    labels.sync.addTo(assembler, assembly.usedWords());
    labels.post.addTo(assembler, configuration);
    new SchedOut(labels).addTo(assembler);
    new SchedIn(labels).addTo(assembler, assembly.usedWords());
    new Userspace(labels).addTo(assembler, configuration);
    new Restore(labels).addTo(assembler, assembly.usedWords());
    return assembler.assemble();
  }

  /// The loop: a halted vCPU blocks, any other enters.
  public static class Loop extends Step {
    private final Label halt;
    private final Label enter;

    /// @param halt the halt path
    /// @param enter VM entry
    public Loop(Label halt, Label enter) {
      super("vcpu_run", "Linux vcpu_run", Cost.EXIT_LOOP);
      this.halt = halt;
      this.enter = enter;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.words.getAndAnd(machine.requests(v), ~Request.UNBLOCK);
      return (machine.get(machine.guest(v), Registers.HALTED) == 1 ? halt : enter).pc();
    }
  }
}
