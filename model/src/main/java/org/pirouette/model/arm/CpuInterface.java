package org.pirouette.model.arm;

/// What delivery needs of a CPU interface, physical or virtual: priority mask, Group 1 enable, and
/// the active priorities that acknowledging raises and the end of interrupt drops. LPIs are Group 1
/// and have no active state of their own. Five priority bits are implemented.
public final class CpuInterface {
  private static final int IMPLEMENTED = 0xF8;
  private static final int IDLE = 0x100;

  private int priorityMask;
  private boolean group1Enabled;
  private int activePriorities;

  CpuInterface() {}

  /// Writes ICC_PMR_EL1, or VPMR: only priorities above it (lower numbers) are signalled.
  public void setPriorityMask(int value) {
    priorityMask = value & IMPLEMENTED;
  }

  /// Writes ICC_IGRPEN1_EL1, or VENG1.
  public void setGroup1Enabled(boolean enabled) {
    group1Enabled = enabled;
  }

  /// The running priority; 100h if nothing runs.
  public int runningPriority() {
    return activePriorities == 0 ? IDLE : Integer.numberOfTrailingZeros(activePriorities) << 3;
  }

  /// Whether a pending interrupt is signalled to the processor.
  public boolean signals(HighestPending pending) {
    return pending.exists()
        && group1Enabled
        && pending.priority() < priorityMask
        && (pending.priority() & IMPLEMENTED) < runningPriority();
  }

  /// Raises the running priority to that of an interrupt which is acknowledged.
  void activate(int priority) {
    activePriorities |= 1 << (priority >>> 3);
  }

  /// Writes EOIR: the highest active priority is dropped, if there is one.
  public void endOfInterrupt() {
    activePriorities &= activePriorities - 1;
  }
}
