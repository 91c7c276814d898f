package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.ThreadHooks;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// What Arm adds to the KVM thread.
final class ArmHooks implements ThreadHooks {
  private final ArmFeatures features;
  private final int[] usedWords;

  ArmHooks(MachineConfiguration configuration) {
    features = ArmFeatures.of(configuration);
    usedWords = configuration.usedWords();
  }

  private boolean direct() {
    return features.gic().direct();
  }

  @Override
  public void vcpuEnterGuest(Program.Assembler assembler, ThreadLabels labels) {
    new GuestEntry(labels).addTo(assembler, usedWords, direct());
  }

  @Override
  public void handleExit(Program.Assembler assembler, ThreadLabels labels) {
    new GuestExit(labels).addTo(assembler, usedWords);
  }

  @Override
  public void injectIrq(Program.Assembler assembler, ThreadLabels labels) {
    assembler.label(labels.inject); // the list registers are filled at every entry
  }

  @Override
  public void vcpuRunnable(Program.Assembler assembler, ThreadLabels labels) {
    PendingCheck.addTo(assembler, labels, usedWords, direct());
  }

  @Override
  public void syncPirToIrr(Program.Assembler assembler, ThreadLabels labels) {
    assembler.label(labels.sync); // the redistributor has what is pending
  }

  @Override
  public void deliverInterrupt(Program.Assembler assembler, Label entry) {
    new VgicInject(entry).addTo(assembler);
  }

  @Override
  public void vcpuPut(Program.Assembler assembler, ThreadLabels labels) {
    if (direct()) {
      VgicV4Put.addTo(assembler, features, labels.putDone);
    }
  }

  @Override
  public void vcpuLoad(Program.Assembler assembler, ThreadLabels labels) {
    if (features.has(ArmFeatures.Option.UNTRAPPED_WFI)) {
      assembler.step(new Wfi.ChooseTrap());
    }
    if (direct()) {
      VgicV4Load.addTo(assembler, features, labels.loaded);
    }
  }

  @Override
  public void beforeHalt(Program.Assembler assembler, ThreadLabels labels) {
    if (direct()) {
      Wfi.addPutTo(assembler, features);
    }
  }

  @Override
  public void afterHalt(Program.Assembler assembler, ThreadLabels labels) {
    if (direct()) {
      Wfi.addLoadTo(assembler, features);
    }
  }

  @Override
  public boolean wakeEndsHalt() {
    return true;
  }

  @Override
  public void switchToHostTimer(Program.Assembler assembler, ThreadLabels labels, Label wait) {
    // the guest's timer counts whether its vCPU is in or out
  }

  @Override
  public void setInterruptState(Program.Assembler assembler, ThreadLabels labels) {
    assembler.step(new GuestExit.Other(labels.run));
  }
}
