package org.pirouette.protocol.x86;

import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `kvm_arch_vcpu_runnable`, a subroutine of the KVM thread: whether a halted vCPU has an interrupt
/// that it can take. Drains PIR if ON is set. Answers in FLAG.
public final class RunnableCheck {
  private final ThreadLabels labels;

  /// The comparison with the priority.
  public final Label compare = new Label("apic_has_interrupt_for_ppr");

  private final Label drained = new Label("kvm_apic_has_interrupt");

  public RunnableCheck(ThreadLabels labels) {
    this.labels = labels;
  }

  /// Adds the steps up to the drain; a nested guest's own descriptor may be looked at behind them.
  public void addAllowedTo(Program.Assembler assembler) {
    assembler.label(labels.check).step(new Allowed(labels, drained)).label(drained);
  }

  /// Adds the comparison.
  public void addCompareTo(Program.Assembler assembler) {
    assembler.label(compare).step(new Compare());
  }

  private static int answer(X86Machine machine, int agent, boolean runnable) {
    int word = machine.scratch(agent);
    long scratch = machine.words.load(word);
    int back = Registers.CHECK_RETURN.get(scratch);
    scratch = Registers.HIGHEST.set(Registers.CHECK_RETURN.set(scratch, 0), 0);
    machine.words.store(word, scratch);
    machine.setRegister(agent, Registers.FLAG, runnable ? 1 : 0);
    return back;
  }

  /// A vCPU that halted with IF = 0 takes no interrupt.
  public static class Allowed extends X86Step {
    private final ThreadLabels labels;
    private final Label drained;

    Allowed(ThreadLabels labels, Label drained) {
      super("interrupt allowed?", "Linux kvm_vcpu_has_events", Cost.PLAIN);
      this.labels = labels;
      this.drained = drained;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      return machine.get(machine.vcpus.guest(v), VcpuBank.GUEST_IF) == 0
          ? answer(machine, agent, false)
          : labels.callSync(machine, agent, drained);
    }
  }

  /// The highest pending vector against PPR.
  public static class Compare extends X86Step {
    /// The step as it is.
    public Compare() {
      super("above PPR?", "Linux apic_has_interrupt_for_ppr", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int highest = machine.get(machine.scratch(agent), Registers.HIGHEST);
      int priority = EventInjection.priority(machine, v);
      return answer(machine, agent, InterruptPriority.beats(highest, priority));
    }
  }
}
