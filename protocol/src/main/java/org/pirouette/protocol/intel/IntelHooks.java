package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.ThreadHooks;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.EventInjection;
import org.pirouette.protocol.x86.ExitHooks;
import org.pirouette.protocol.x86.GuestHooks;
import org.pirouette.protocol.x86.Restore;
import org.pirouette.protocol.x86.RunnableCheck;
import org.pirouette.protocol.x86.Timer;
import org.pirouette.protocol.x86.VmEntry;
import org.pirouette.protocol.x86.VmExit;

/// KVM's code for Intel processors (`arch/x86/kvm/vmx`), at the places where the thread calls it.
final class IntelHooks implements ThreadHooks, GuestHooks, ExitHooks {
  private final MachineConfiguration configuration;
  private final int[] usedWords;

  IntelHooks(MachineConfiguration configuration) {
    this.configuration = configuration;
    usedWords = configuration.usedWords();
  }

  private boolean nested() {
    return IntelFeatures.of(configuration).nested();
  }

  @Override
  public void vcpuEnterGuest(Program.Assembler assembler, ThreadLabels labels) {
    new VmEntry(labels).addTo(assembler);
  }

  @Override
  public void handleExit(Program.Assembler assembler, ThreadLabels labels) {
    new VmExit(labels, this).addTo(assembler, configuration);
  }

  @Override
  public void injectIrq(Program.Assembler assembler, ThreadLabels labels) {
    assembler.label(labels.inject);
    if (nested()) {
      Nested.addCompletionTo(assembler, labels.disable);
    }
    new EventInjection(labels).addTo(assembler);
  }

  @Override
  public void vcpuRunnable(Program.Assembler assembler, ThreadLabels labels) {
    RunnableCheck check = new RunnableCheck(labels);
    check.addAllowedTo(assembler);
    if (nested()) {
      Nested.addCheckTo(assembler, check.compare);
    }
    check.addCompareTo(assembler);
  }

  @Override
  public void syncPirToIrr(Program.Assembler assembler, ThreadLabels labels) {
    new SyncPir(labels.sync).addTo(assembler, usedWords);
  }

  @Override
  public void deliverInterrupt(Program.Assembler assembler, Label entry) {
    new SoftwarePost(entry).addTo(assembler, configuration);
  }

  @Override
  public void vcpuPut(Program.Assembler assembler, ThreadLabels labels) {
    VcpuPut.addTo(assembler, labels);
  }

  @Override
  public void vcpuLoad(Program.Assembler assembler, ThreadLabels labels) {
    VcpuLoad.addTo(assembler, labels, usedWords);
  }

  @Override
  public void switchToHostTimer(Program.Assembler assembler, ThreadLabels labels, Label wait) {
    assembler.step(new Timer.SwitchToHost(wait, labels.post));
  }

  @Override
  public void setInterruptState(Program.Assembler assembler, ThreadLabels labels) {
    PreStateRestore.addTo(assembler, usedWords);
    new Restore(labels).addTo(assembler);
  }

  @Override
  public void virtualizeIpi(Program.Assembler assembler, Label boundary) {
    if (nested()) {
      assembler.step(new Nested.SetRequest()).step(new Nested.SetOutstanding(boundary));
    } else {
      VirtualIpi.addTo(assembler, boundary);
    }
  }
}
