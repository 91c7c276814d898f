package org.pirouette.trace.exits;

import java.util.Collection;

/// Where the vectors of one virtual machine come from: devices' messages, interprocessor
/// interrupts, or else the vCPU's own timer.
final class VectorOrigins {
  private final long[] messages = new long[256];
  private final long[] interprocessor = new long[256];
  private final long[] fromOwnThread = new long[256];
  private final long[] fromOthers = new long[256];
  private boolean injectionsRecorded;
  private long messagesInAll;
  private long commands;

  /// @param threads all of the virtual machine's: vCPUs and others
  /// @param injectionsRecorded whether `kvm_inj_virq` was recorded at all
  VectorOrigins(Collection<ThreadTally> threads, boolean injectionsRecorded) {
    this.injectionsRecorded = injectionsRecorded;
    for (ThreadTally thread : threads) {
      thread.counts.forEach((key, count) -> take(thread, key, count[0]));
      thread.exits.forEach((key, counter) -> takeCommand(key, counter));
    }
  }

  private void take(ThreadTally thread, long key, long count) {
    int vector = ThreadTally.countVector(key);
    if (vector > 255) {
      return;
    }
    switch (ThreadTally.countKind(key)) {
      case ThreadTally.MESSAGE -> {
        messages[vector] += count;
        messagesInAll += count;
      }
      case ThreadTally.INTERPROCESSOR -> {
        interprocessor[vector] += count;
        commands += count;
      }
      case ThreadTally.ACCEPTED -> {
        if (thread.vcpu >= 0 && thread.vcpu == ThreadTally.countTarget(key)) {
          fromOwnThread[vector] += count;
        } else {
          fromOthers[vector] += count;
        }
      }
      default -> {}
    }
  }

  private void takeCommand(long key, DurationCounter counter) {
    int type = ExitDetail.type(key);
    long value = ExitDetail.value(key);
    if ((type == ExitDetail.MSR_WRITE && (value == 0x830 || value == 0x83f))
        || (type == ExitDetail.APIC_WRITE && value == 0x300)) {
      commands += counter.occurrences();
    }
  }

  /// Whether injections are in the recording, so that their absence means something.
  boolean injectionsRecorded() {
    return injectionsRecorded;
  }

  /// What raises a guest vector: nobody knows where neither messages, commands nor acceptances of
  /// it were recorded.
  Cause of(int vector) {
    int index = vector & 0xff;
    if (messages[index] > 0 || interprocessor[index] > 0) {
      return messages[index] >= interprocessor[index]
          ? Cause.DEVICE_INTERRUPT
          : Cause.INTERPROCESSOR_INTERRUPT;
    }
    if (fromOwnThread[index] > 0) {
      return Cause.TIMER;
    }
    return fromOthers[index] > 0 ? Cause.DEVICE_INTERRUPT : Cause.UNKNOWN_INTERRUPT;
  }

  /// What most interrupts from outside come from, as far as any were recorded.
  Cause usual() {
    if (commands == 0 && messagesInAll == 0) {
      return Cause.UNKNOWN_INTERRUPT;
    }
    return commands > messagesInAll ? Cause.INTERPROCESSOR_INTERRUPT : Cause.DEVICE_INTERRUPT;
  }
}
