package org.pirouette.protocol.x86;

import java.util.function.Consumer;
import org.pirouette.protocol.kvm.GlobalBank;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// KVM_REQ_APICV_UPDATE: a vCPU follows a change of the VM's inhibit reasons
/// (`kvm_vcpu_update_apicv`).
public final class ApicvUpdate {
  private final Label scan;

  ApicvUpdate(Label scan) {
    this.scan = scan;
  }

  /// @param refresh adds what the architecture changes besides the controls, before them;
  ///   preemption is off, and FLAG says whether APICv is active now
  void addTo(Program.Assembler assembler, Consumer<Program.Assembler> refresh) {
    assembler.step(new Take(scan)).step(new ReadInhibits(scan)).step(new SetActive());
    refresh.accept(assembler);
    assembler.step(new ApplyControls());
  }

  /// Takes the request.
  public static class Take extends X86Step {
    private final Label scan;

    /// @param scan where to go on without the request
    public Take(Label scan) {
      super("take APICV_UPDATE", "Linux kvm_check_request(KVM_REQ_APICV_UPDATE)", Cost.LOCKED);
      this.scan = scan;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long before = machine.words.getAndAnd(machine.vcpus.requests(v), ~Request.APICV_UPDATE);
      return (before & Request.APICV_UPDATE) == 0 ? scan.pc() : NEXT;
    }
  }

  /// Reads the reasons, once whoever changes them has let go of the lock. From here until the
  /// controls are written, preemption is off.
  public static class ReadInhibits extends X86Step {
    private final Label scan;

    /// @param scan where to go on if nothing changes for this vCPU
    public ReadInhibits(Label scan) {
      super("read inhibits", "Linux kvm_vcpu_update_apicv", Cost.PLAIN, Decision.WAIT);
      this.scan = scan;
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return machine.get(machine.vm.inhibits(), GlobalBank.UPDATE_LOCK) == 0 ? 1 : 0;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long active = machine.get(machine.vm.inhibits(), GlobalBank.REASONS) == 0 ? 1 : 0;
      if (machine.words.load(machine.vapics.apicvActive(v)) == active) {
        return scan.pc();
      }
      machine.set(machine.pcpus.flags(machine.processorOf(agent)), ProcessorBank.PREEMPTION_OFF, 1);
      machine.setRegister(agent, Registers.FLAG, (int) active);
      return NEXT;
    }
  }

  /// From here on posters see the new state.
  public static class SetActive extends X86Step {
    /// The step as it is.
    public SetActive() {
      super("set apicv_active", "Linux kvm_vcpu_update_apicv", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int active = machine.register(agent, Registers.FLAG);
      machine.words.store(machine.vapics.apicvActive(machine.numberOf(agent)), active);
      return NEXT;
    }
  }

  /// The controls in the VMCS follow, and SVI is the highest vector in service. Without APICv what
  /// is pending has to be injected.
  public static class ApplyControls extends X86Step {
    /// The step as it is.
    public ApplyControls() {
      super("refresh controls", "Linux vmx_refresh_apicv_exec_ctrl", Cost.LOCKED);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int active = machine.register(agent, Registers.FLAG);
      machine.setRegister(agent, Registers.FLAG, 0);
      long vmcs = machine.words.load(machine.vapics.vmcs(v));
      vmcs = VirtualApicBank.VIRTUAL_DELIVERY.set(vmcs, active);
      if (active == 1) {
        vmcs = VirtualApicBank.WINDOW_EXITING.set(vmcs, 0);
        vmcs = VirtualApicBank.TPR_THRESHOLD.set(vmcs, 0);
      } else {
        machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      }
      machine.words.store(machine.vapics.vmcs(v), vmcs);
      machine.refreshVirtualization(v, active == 1);
      return machine.enableAndGoOn(agent, machine.nextPc(agent));
    }
  }
}
