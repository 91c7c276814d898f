package org.pirouette.protocol.x86;

import java.util.function.Consumer;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// VM entry, `vcpu_enter_guest` (A5): requests first, then E1 to E5. From E1 on host interrupts are
/// off, so a notification that arrives after the drain is taken right after the entry, in non-root
/// mode.
public final class VmEntry {
  private final ThreadLabels labels;
  private final Label requests = new Label("kvm_check_request");
  private final Label scan = new Label("KVM_REQ_SCAN_IOAPIC");
  private final Label drained = new Label("kvm_vcpu_exit_request");
  private final Label abort = new Label("entry aborted");

  private final Consumer<Program.Assembler> refresh;

  /// For an architecture that has nothing but its controls to refresh when APICv changes.
  public VmEntry(ThreadLabels labels) {
    this(labels, assembler -> {});
  }

  /// @param refresh adds the rest of `refresh_apicv_exec_ctrl`, before the controls
  public VmEntry(ThreadLabels labels, Consumer<Program.Assembler> refresh) {
    this.labels = labels;
    this.refresh = refresh;
  }

  public void addTo(Program.Assembler assembler) {
    assembler.label(labels.enter).step(new ReadRequests(labels.disable)).label(requests);
    new ApicvUpdate(scan).addTo(assembler, refresh);
    assembler
        .label(scan)
        .step(new TakeScan())
        .step(new TakeEvent(labels.disable, labels.inject))
        .label(labels.disable)
        .step(new DisableInterrupts())
        .step(new SetInGuest())
        .step(new OrderMode())
        .begin(ThreadRegion.ENTRY)
        .label(labels.drain)
        .step(new Drain(labels, drained))
        .label(drained)
        .step(new CheckMode(abort))
        .step(new CheckRequests(abort))
        .step(new Enter(labels.exited))
        .end(ThreadRegion.ENTRY)
        .label(abort)
        .step(new Abort())
        .step(new EnableAfterAbort(labels.run));
  }

  /// Whether there is any request.
  public static class ReadRequests extends X86Step {
    private final Label disable;

    /// @param disable where to go on without one
    public ReadRequests(Label disable) {
      super("any requests?", "Linux kvm_request_pending", Cost.PLAIN);
      this.disable = disable;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      long requests = machine.words.load(machine.vcpus.requests(machine.numberOf(agent)));
      return requests == 0 ? disable.pc() : NEXT;
    }
  }

  /// KVM_REQ_SCAN_IOAPIC: the EOI-exit bitmap follows the guest's level-triggered routes.
  public static class TakeScan extends X86Step {
    /// The step as it is.
    public TakeScan() {
      super("take SCAN_IOAPIC", "Linux vcpu_scan_ioapic, vmx_load_eoi_exitmap", Cost.LOCKED);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long before = machine.words.getAndAnd(machine.vcpus.requests(v), ~Request.SCAN_IOAPIC);
      if ((before & Request.SCAN_IOAPIC) != 0) {
        machine.scanIoapic(v);
      }
      return NEXT;
    }
  }

  /// KVM_REQ_EVENT: what cannot be delivered by hardware is injected.
  public static class TakeEvent extends X86Step {
    private final Label disable;
    private final Label inject;

    /// @param disable where to go on without the request
    /// @param inject event injection
    public TakeEvent(Label disable, Label inject) {
      super("take EVENT", "Linux kvm_check_request(KVM_REQ_EVENT)", Cost.LOCKED);
      this.disable = disable;
      this.inject = inject;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long before = machine.words.getAndAnd(machine.vcpus.requests(v), ~Request.EVENT);
      return ((before & Request.EVENT) != 0 ? inject : disable).pc();
    }
  }

  /// E1: preemption and host interrupts off.
  public static class DisableInterrupts extends X86Step {
    /// The step as it is.
    public DisableInterrupts() {
      super("E1 interrupts off", "Linux vcpu_enter_guest, local_irq_disable", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int flags = machine.pcpus.flags(machine.processorOf(agent));
      long value = ProcessorBank.INTERRUPTS_ON.set(machine.words.load(flags), 0);
      machine.words.store(flags, ProcessorBank.PREEMPTION_OFF.set(value, 1));
      return NEXT;
    }
  }

  /// E2: tell posters that from now on a notification is needed.
  public static class SetInGuest extends X86Step {
    /// The step as it is.
    public SetInGuest() {
      super("E2 mode := IN_GUEST", "Linux vcpu_enter_guest, smp_store_release", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.mode(machine.numberOf(agent)), Mode.IN_GUEST);
      return NEXT;
    }
  }

  /// E2: order the store before the loads of E3 and E4; pairs with the barrier of P3.
  public static class OrderMode extends X86Step {
    /// The step as it is.
    public OrderMode() {
      super("E2 barrier", "Linux smp_mb__after_srcu_read_unlock", Cost.LOCKED);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.words.fence();
      return NEXT;
    }
  }

  /// E3: drain PIR, even if APICv is inhibited for the vCPU: devices may post all the same.
  public static class Drain extends X86Step {
    private final ThreadLabels labels;
    private final Label drained;

    Drain(ThreadLabels labels, Label drained) {
      super("E3 sync_pir_to_irr", "Linux vcpu_enter_guest", Cost.PLAIN);
      this.labels = labels;
      this.drained = drained;
    }

    /// Goes on without the drain.
    public int skip() {
      return drained.pc();
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      if (!machine.drains()) {
        return drained.pc();
      }
      return labels.callSync(machine, agent, drained);
    }
  }

  /// E4: a kick aborts the entry ...
  public static class CheckMode extends X86Step {
    private final Label abort;

    /// @param abort the way back
    public CheckMode(Label abort) {
      super("E4 kicked?", "Linux kvm_vcpu_exit_request", Cost.PLAIN);
      this.abort = abort;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.set(machine.vcpus.threadScratch(v), Registers.HIGHEST, 0); // dead since the drain
      long mode = machine.words.load(machine.vcpus.mode(v));
      return mode == Mode.EXITING_GUEST ? abort.pc() : NEXT;
    }
  }

  /// E4: ... and so do requests, and the end of the time slice.
  public static class CheckRequests extends X86Step {
    private final Label abort;

    /// @param abort the way back
    public CheckRequests(Label abort) {
      super("E4 requests?", "Linux kvm_vcpu_exit_request", Cost.PLAIN);
      this.abort = abort;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int p = machine.processorOf(agent);
      boolean due = machine.get(machine.pcpus.flags(p), ProcessorBank.NEED_RESCHED) == 1;
      return due || machine.words.load(machine.vcpus.requests(machine.numberOf(agent))) != 0
          ? abort.pc()
          : NEXT;
    }
  }

  /// E5: VM entry. PPR virtualization and evaluation follow, or the injected event is delivered
  /// (SDM 3C 26.3.2.5, 26.5).
  public static class Enter extends X86Step {
    private final Label exited;

    /// @param exited where the thread goes on after the exit
    public Enter(Label exited) {
      super("E5 VM entry", "Linux vmx_vcpu_run; SDM 3C 26", KvmCost.VM_ENTRY);
      this.exited = exited;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      machine.mark(agent, Mark.ENTRY, v, p);
      long vmcs = machine.words.load(machine.vapics.vmcs(v));
      if (VirtualApicBank.VIRTUAL_DELIVERY.get(vmcs) == 1) {
        machine.virtualizeEntry(v);
      }
      if (VirtualApicBank.INJECTION_VALID.get(vmcs) == 1) {
        long consumed = VirtualApicBank.INJECTION_VALID.set(vmcs, 0);
        machine.words.store(
            machine.vapics.vmcs(v), VirtualApicBank.INJECTION_VECTOR.set(consumed, 0));
        machine.startHandler(agent, v, VirtualApicBank.INJECTION_VECTOR.get(vmcs));
      }
      machine.run(p, machine.guestAgent(v));
      return exited.pc();
    }
  }

  /// The entry is given up.
  public static class Abort extends X86Step {
    /// The step as it is.
    public Abort() {
      super("abort: mode := OUTSIDE", "Linux vcpu_enter_guest, cancel_injection", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.mode(machine.numberOf(agent)), Mode.OUTSIDE_GUEST);
      return NEXT;
    }
  }

  /// Host interrupts and preemption are on again.
  public static class EnableAfterAbort extends X86Step {
    private final Label run;

    /// @param run the loop
    public EnableAfterAbort(Label run) {
      super("abort: interrupts on", "Linux vcpu_enter_guest, preempt_enable", Cost.PLAIN);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      return machine.enableAndGoOn(agent, run.pc());
    }
  }
}
