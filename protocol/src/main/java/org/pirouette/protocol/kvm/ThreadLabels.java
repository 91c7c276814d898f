package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Label;

/// The places of the KVM thread's program that its parts jump to.
public final class ThreadLabels {
  public final Label run = new Label("vcpu_run");
  public final Label enter = new Label("vcpu_enter_guest");
  public final Label disable = new Label("local_irq_disable");
  public final Label drain = new Label("sync_pir_to_irr before entry");
  public final Label exited = new Label("after VM exit");
  public final Label inject = new Label("kvm_check_and_inject_events");
  public final Label halt = new Label("vcpu_block");
  public final Label check = new Label("kvm_arch_vcpu_runnable");
  public final Label schedOut = new Label("kvm_sched_out");
  public final Label put = new Label("vmx_vcpu_pi_put");
  public final Label schedIn = new Label("kvm_sched_in");
  public final Label load = new Label("vmx_vcpu_pi_load");
  public final Label userspace = new Label("return to VMM");
  public final Label afterPut = new Label("in the VMM");
  public final Label restore = new Label("KVM_SET_LAPIC");
  public final Label loaded = new Label("load done");
  public final Label putDone = new Label("put done");
  public final Label sync = new Label("vmx_sync_pir_to_irr");
  public final Label post = new Label("vmx_deliver_interrupt");

  /// Calls the drain; it returns to `back`.
  public int callSync(KvmMachine machine, int agent, Label back) {
    machine.setRegister(agent, Registers.SYNC_RETURN, back.pc());
    return sync.pc();
  }

  /// Calls the check for runnability; it returns to `back` with the answer in FLAG.
  public int callCheck(KvmMachine machine, int agent, Label back) {
    machine.set(machine.scratch(agent), Registers.CHECK_RETURN, back.pc());
    return check.pc();
  }
}
