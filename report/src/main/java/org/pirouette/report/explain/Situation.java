package org.pirouette.report.explain;

import java.util.Locale;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.Role;

/// What the vCPU is doing, or what is wrong, when the interrupt comes.
public enum Situation {
  /// In guest mode, ready to take it.
  RUNNING("the vCPU runs in guest mode"),
  /// In root mode, between an exit and the next entry.
  EXITED("the vCPU has just exited; KVM handles the exit"),
  /// Another vCPU has its pCPU.
  PREEMPTED("the vCPU is preempted: another one has its pCPU"),
  /// Asleep after HLT.
  BLOCKED("the vCPU sleeps after %2$s"),
  /// The notification goes to the pCPU that the vCPU has just left.
  MIGRATING("the vCPU moves to another pCPU while the interrupt is on its way"),
  /// The guest's task priority holds the interrupt back.
  LOW_PRIORITY("the interrupt is below the guest's task priority"),
  /// The hypervisor has switched the hardware's help off for the VM.
  INHIBITED("%s is inhibited for the VM"),
  /// The remapping entry is gone when the message arrives.
  FAULT("what maps the device's message is gone");

  private final String words;

  Situation(String words) {
    this.words = words;
  }

  /// The name on the command line: `below-priority` and so on.
  public String key() {
    return this == LOW_PRIORITY ? "below-priority" : name().toLowerCase(Locale.ROOT);
  }

  /// The situation as a clause, in the words of an architecture.
  public String words(Architecture architecture) {
    String halt =
        architecture.exitReason(ExitReason.Kind.HALT).map(ExitReason::name).orElse("a halt");
    return words.formatted(architecture.mode(Role.HOST_DELIVERED).hardware(), halt);
  }

  @Override
  public String toString() {
    return key();
  }
}
