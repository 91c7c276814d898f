package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.VectorBitmap;

/// Posting, draining, delivery and EOI allocate nothing. `bench/run model` shows the same with
/// JMH's gc profiler.
class AllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 100_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void postAndDrainAllocateNothing() {
    long[] into = new long[VectorBitmap.WORDS];
    PostedInterruptDescriptor onHeap = PostedInterruptDescriptor.onHeap();
    assertAllocatesNothing(() -> postAndDrain(onHeap, into));
    try (Arena arena = Arena.ofConfined()) {
      PostedInterruptDescriptor offHeap = PostedInterruptDescriptor.allocate(arena);
      assertAllocatesNothing(() -> postAndDrain(offHeap, into));
    }
  }

  @Test
  void deliveryAndEoiAllocateNothingEvenWithAnExit() {
    VirtualApic apic = new VirtualApic(VirtualApicPage.onHeap(), ApicVirtualizationControls.X2APIC);
    PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();
    apic.setEoiExitBitmap(VectorBitmap.of(0x41));
    assertAllocatesNothing(
        () -> {
          descriptor.post(0x41, false, true);
          descriptor.post(0x51, false, true);
          apic.processPostedInterrupts(descriptor);
          while (apic.isRecognized()) {
            apic.deliverVirtualInterrupt();
            apic.writeMsr(0x80B, 0);
          }
        });
  }

  private static void postAndDrain(PostedInterruptDescriptor descriptor, long[] into) {
    descriptor.post(0x41, false, true);
    descriptor.request(0x51);
    descriptor.markOutstanding();
    descriptor.drain(into);
  }

  /// Compilation may allocate a little on behalf of the thread: less than a byte a round.
  private static void assertAllocatesNothing(Runnable operation) {
    repeat(operation, WARM_UP);
    long thread = Thread.currentThread().threadId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    repeat(operation, ROUNDS);
    assertThat(THREADS.getThreadAllocatedBytes(thread) - before).isLessThan(ROUNDS);
  }

  private static void repeat(Runnable operation, int rounds) {
    for (int round = 0; round < rounds; round++) {
      operation.run();
    }
  }
}
