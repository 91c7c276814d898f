package org.pirouette.protocol.x86;

import java.util.function.Consumer;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;

/// Classical delivery: KVM chooses the interrupt, moves it from vIRR to vISR, and has VM entry
/// inject it; or it asks for an exit as soon as the guest can take it.
public final class EventInjection {
  private final ThreadLabels labels;
  private final Label drained = new Label("kvm_cpu_has_injectable_intr");

  public EventInjection(ThreadLabels labels) {
    this.labels = labels;
  }

  public void addTo(Program.Assembler assembler) {
    addTo(assembler, before -> {}, labels.disable);
  }

  /// Adds the steps, with some before an interrupt is acknowledged.
  ///
  /// @param after where to go on then
  public void addTo(Program.Assembler assembler, Consumer<Program.Assembler> before, Label after) {
    assembler.step(new Look(labels, drained)).label(drained);
    before.accept(assembler);
    assembler.step(new Inject(after));
  }

  /// The processor priority in software (Linux apic_update_ppr).
  public static int priority(X86Machine machine, int v) {
    return InterruptPriority.processorPriority(
        machine.get(machine.vapics.status(v), VirtualApicBank.VTPR), machine.highestInService(v));
  }

  /// With APICv there is nothing to inject; without, what was posted all the same is drained first.
  public static class Look extends X86Step {
    private final ThreadLabels labels;
    private final Label drained;

    Look(ThreadLabels labels, Label drained) {
      super("anything to inject?", "Linux kvm_check_and_inject_events", Cost.PLAIN);
      this.labels = labels;
      this.drained = drained;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      return machine.words.load(machine.vapics.apicvActive(v)) == 1
          ? labels.disable.pc()
          : labels.callSync(machine, agent, drained);
    }
  }

  /// Acknowledges the highest interrupt above PPR and fills the injection field; or asks for an
  /// interrupt window, or for an exit when TPR falls.
  public static class Inject extends X86Step {
    private final Label disable;

    /// @param disable where the entry goes on
    public Inject(Label disable) {
      super("inject", "Linux kvm_cpu_get_interrupt, vmx_inject_irq", KvmCost.INJECT);
      this.disable = disable;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      Words words = machine.words;
      int highest = machine.get(machine.scratch(agent), Registers.HIGHEST);
      machine.set(machine.scratch(agent), Registers.HIGHEST, 0);
      long vmcs = words.load(machine.vapics.vmcs(v));
      int vectorClass = InterruptPriority.priorityClass(highest);
      int tpr = machine.get(machine.vapics.status(v), VirtualApicBank.VTPR);
      boolean masked = highest != 0 && InterruptPriority.priorityClass(tpr) >= vectorClass;
      vmcs = VirtualApicBank.TPR_THRESHOLD.set(vmcs, masked ? vectorClass : 0);
      boolean pending = InterruptPriority.beats(highest, priority(machine, v));
      boolean injecting = VirtualApicBank.INJECTION_VALID.get(vmcs) == 1;
      boolean allowed = machine.get(machine.vcpus.guest(v), VcpuBank.GUEST_IF) == 1;
      if (pending && !injecting && allowed) {
        int word = VectorBitmap.word(highest);
        words.getAndAnd(machine.vapics.virr(v, word), ~VectorBitmap.bit(highest));
        words.getAndOr(machine.vapics.visr(v, word), VectorBitmap.bit(highest));
        vmcs = VirtualApicBank.INJECTION_VECTOR.set(vmcs, highest);
        vmcs = VirtualApicBank.INJECTION_VALID.set(vmcs, 1);
        machine.mark(agent, Mark.INJECTED, v, highest);
      } else if (pending) {
        vmcs = VirtualApicBank.WINDOW_EXITING.set(vmcs, 1);
      }
      words.store(machine.vapics.vmcs(v), vmcs);
      return disable.pc();
    }
  }
}
