package org.pirouette.protocol.x86;

import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.intel.Nested;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;

/// Classical delivery: KVM chooses the interrupt, moves it from vIRR to vISR, and has VM entry
/// inject it; or it asks for an exit as soon as the guest can take it.
public final class EventInjection {
  private final ThreadLabels labels;
  private final Label drained = new Label("kvm_cpu_has_injectable_intr");

  public EventInjection(ThreadLabels labels) {
    this.labels = labels;
  }

  public void addTo(Program.Assembler assembler, MachineConfiguration configuration) {
    assembler.label(labels.inject);
    if (configuration.features().nested()) {
      Nested.addCompletionTo(assembler, labels.disable);
    }
    assembler.step(new Look(labels, drained)).label(drained).step(new Inject(labels.disable));
  }

  /// The processor priority in software (Linux apic_update_ppr).
  public static int priority(Machine machine, int v) {
    return InterruptPriority.processorPriority(
        machine.get(machine.status(v), Registers.VTPR), machine.highestInService(v));
  }

  /// With APICv there is nothing to inject; without, what was posted all the same is drained first.
  public static class Look extends Step {
    private final ThreadLabels labels;
    private final Label drained;

    Look(ThreadLabels labels, Label drained) {
      super("anything to inject?", "Linux kvm_check_and_inject_events", Cost.PLAIN);
      this.labels = labels;
      this.drained = drained;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      return machine.words.load(machine.apicvActive(v)) == 1
          ? labels.disable.pc()
          : labels.callSync(machine, agent, drained);
    }
  }

  /// Acknowledges the highest interrupt above PPR and fills the injection field; or asks for an
  /// interrupt window, or for an exit when TPR falls.
  public static class Inject extends Step {
    private final Label disable;

    /// @param disable where the entry goes on
    public Inject(Label disable) {
      super("inject", "Linux kvm_cpu_get_interrupt, vmx_inject_irq", Cost.INJECT);
      this.disable = disable;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      Words words = machine.words;
      int highest = machine.get(machine.scratch(agent), Registers.HIGHEST);
      machine.set(machine.scratch(agent), Registers.HIGHEST, 0);
      long vmcs = words.load(machine.vmcs(v));
      int vectorClass = InterruptPriority.priorityClass(highest);
      int tpr = machine.get(machine.status(v), Registers.VTPR);
      boolean masked = highest != 0 && InterruptPriority.priorityClass(tpr) >= vectorClass;
      vmcs = Registers.TPR_THRESHOLD.set(vmcs, masked ? vectorClass : 0);
      boolean pending = vectorClass > InterruptPriority.priorityClass(priority(machine, v));
      boolean injecting = Registers.INJECTION_VALID.get(vmcs) == 1;
      boolean allowed = machine.get(machine.guest(v), Registers.GUEST_IF) == 1;
      if (pending && !injecting && allowed) {
        int word = VectorBitmap.word(highest);
        words.getAndAnd(machine.virr(v, word), ~VectorBitmap.bit(highest));
        words.getAndOr(machine.visr(v, word), VectorBitmap.bit(highest));
        vmcs = Registers.INJECTION_VECTOR.set(vmcs, highest);
        vmcs = Registers.INJECTION_VALID.set(vmcs, 1);
        machine.mark(agent, Mark.INJECTED, v, highest);
      } else if (pending) {
        vmcs = Registers.WINDOW_EXITING.set(vmcs, 1);
      }
      words.store(machine.vmcs(v), vmcs);
      return disable.pc();
    }
  }
}
