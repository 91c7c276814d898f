package org.pirouette.prove.rule;

/// Where the interrupts of a vCPU may be, as an architecture has it. The rules that are true for
/// every architecture ask this and [KvmView], and nothing else.
public interface InterruptState {
  /// Vectors 64i to 64i + 63 that wait for vCPU v somewhere: posted, on the way, requested, or
  /// about to be injected.
  long pending(int v, int i);

  /// In how many places a vector waits for vCPU v.
  int places(int v, int vector);

  /// Whether vCPU v would take a vector now, were it recognized: nothing masks it.
  boolean takes(int v, int vector);

  /// Whether the thread of vCPU v has begun to forget what was posted before, and has not ended.
  boolean forgets(int v);

  /// Whether no interrupt is on its way in the hardware, nor being handled by the host.
  boolean hardwareIsDone();

  /// Whether the locks of this architecture are free.
  boolean locksAreFree();

  /// Whether the interrupt controller has no vector in service for vCPU v.
  boolean nothingInService(int v);
}
