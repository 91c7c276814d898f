package org.pirouette.protocol.kvm;

import org.pirouette.protocol.intel.SoftwarePost;
import org.pirouette.protocol.intel.SyncPir;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Machine;

/// The places of the KVM thread's program that its parts jump to.
public final class ThreadLabels {
  public final Label run = new Label("vcpu_run");
  public final Label enter = new Label("vcpu_enter_guest");
  public final Label disable = new Label("local_irq_disable");
  public final Label drain = new Label("sync_pir_to_irr before entry");
  public final Label exited = new Label("after VM exit");
  public final Label inject = new Label("kvm_check_and_inject_events");
  final Label halt = new Label("vcpu_block");
  public final Label check = new Label("kvm_arch_vcpu_runnable");
  final Label schedOut = new Label("kvm_sched_out");
  final Label put = new Label("vmx_vcpu_pi_put");
  final Label schedIn = new Label("kvm_sched_in");
  final Label load = new Label("vmx_vcpu_pi_load");
  public final Label userspace = new Label("return to VMM");
  final Label afterPut = new Label("in the VMM");
  public final Label restore = new Label("KVM_SET_LAPIC");
  final SyncPir sync = new SyncPir();
  public final SoftwarePost post = new SoftwarePost();

  /// Calls the drain; it returns to `back`.
  public int callSync(Machine machine, int agent, Label back) {
    machine.setRegister(agent, Registers.SYNC_RETURN, back.pc());
    return sync.entry.pc();
  }

  /// Calls the check for runnability; it returns to `back` with the answer in FLAG.
  int callCheck(Machine machine, int agent, Label back) {
    machine.set(machine.scratch(agent), Registers.CHECK_RETURN, back.pc());
    return check.pc();
  }
}
