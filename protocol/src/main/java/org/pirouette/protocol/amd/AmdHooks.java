package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.ThreadHooks;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.EventInjection;
import org.pirouette.protocol.x86.GuestHooks;
import org.pirouette.protocol.x86.Restore;
import org.pirouette.protocol.x86.RunnableCheck;
import org.pirouette.protocol.x86.Timer;
import org.pirouette.protocol.x86.VmEntry;
import org.pirouette.protocol.x86.VmExit;

/// KVM's code for AMD processors (`arch/x86/kvm/svm`), at the places where the thread calls it.
final class AmdHooks implements ThreadHooks, GuestHooks {
  private final MachineConfiguration configuration;
  private final AmdFeatures features;
  private final boolean pendingHint;
  private final Label complete = new Label("svm_complete_interrupt_delivery");

  AmdHooks(MachineConfiguration configuration, AmdFeatures features) {
    this.configuration = configuration;
    this.features = features;
    pendingHint = configuration.limits().allows(Limit.INHIBITIONS);
  }

  @Override
  public void vcpuEnterGuest(Program.Assembler assembler, ThreadLabels labels) {
    new VmEntry(labels, this::refreshControls).addTo(assembler);
  }

  private void refreshControls(Program.Assembler assembler) {
    if (!features.avic() || !configuration.limits().allows(Limit.INHIBITIONS)) {
      return;
    }
    Label put = new Label("AVIC inhibited: put");
    Label done = new Label("entries follow the inhibition");
    new AvicLoad(AvicPlace.TOGGLE, features).addTo(assembler, put);
    new AvicPut(AvicPlace.TOGGLE, features).addTo(assembler.label(put), done);
    assembler.label(done);
  }

  @Override
  public void handleExit(Program.Assembler assembler, ThreadLabels labels) {
    new VmExit(labels, new AvicExits(complete, pendingHint)).addTo(assembler, configuration);
  }

  @Override
  public void injectIrq(Program.Assembler assembler, ThreadLabels labels) {
    assembler.label(labels.inject);
    EventInjection injection = new EventInjection(labels);
    if (!pendingHint) {
      injection.addTo(assembler);
      return;
    }
    Label search = new Label("apic_clear_irr");
    injection.addTo(assembler, before -> before.step(new PendingHint.Clear()), search);
    assembler.label(search).step(new PendingHint.Search(labels.disable));
  }

  @Override
  public void vcpuRunnable(Program.Assembler assembler, ThreadLabels labels) {
    RunnableCheck check = new RunnableCheck(labels);
    check.addAllowedTo(assembler);
    check.addCompareTo(assembler);
  }

  @Override
  public void syncPirToIrr(Program.Assembler assembler, ThreadLabels labels) {
    FindHighest.addTo(assembler, labels.sync, configuration.usedWords(), pendingHint);
  }

  @Override
  public void deliverInterrupt(Program.Assembler assembler, Label entry) {
    new AvicPost(entry, complete).addTo(assembler, pendingHint);
  }

  @Override
  public void vcpuPut(Program.Assembler assembler, ThreadLabels labels) {
    new AvicPut(AvicPlace.SCHEDULER, features).addTo(assembler, labels.putDone);
  }

  @Override
  public void vcpuLoad(Program.Assembler assembler, ThreadLabels labels) {
    new AvicLoad(AvicPlace.SCHEDULER, features).addTo(assembler, labels.loaded);
  }

  @Override
  public boolean actsOnBlocking() {
    return features.avic();
  }

  @Override
  public void vcpuBlocking(Program.Assembler assembler, ThreadLabels labels) {
    Label done = new Label("avic_vcpu_blocking done");
    new AvicPut(AvicPlace.HALT, features).addTo(assembler, done);
    assembler.label(done);
  }

  @Override
  public void vcpuUnblocking(Program.Assembler assembler, ThreadLabels labels) {
    Label done = new Label("avic_vcpu_unblocking done");
    new AvicLoad(AvicPlace.HALT, features).addTo(assembler, done);
    assembler.label(done);
  }

  @Override
  public void switchToHostTimer(Program.Assembler assembler, ThreadLabels labels, Label wait) {
    assembler.step(new Timer.SwitchToHost(wait, labels.post));
  }

  @Override
  public void setInterruptState(Program.Assembler assembler, ThreadLabels labels) {
    new Restore(labels).addTo(assembler);
  }

  @Override
  public void virtualizeIpi(Program.Assembler assembler, Label boundary) {
    AvicGuestIpi.addTo(assembler, boundary);
  }
}
