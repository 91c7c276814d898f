package org.pirouette.bench.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.ApicOutcome;
import org.pirouette.model.intel.ApicVirtualizationControls;
import org.pirouette.model.intel.GuestInterruptStatus;
import org.pirouette.model.intel.VirtualApic;
import org.pirouette.model.intel.VirtualApicPage;
import org.pirouette.model.intel.VirtualApicRegister;

/// A pair of virtual-interrupt delivery and EOI, in Java and in C. One vector of each of 14 classes
/// is made pending, then all are delivered and ended; the score is per pair and has its share of
/// making them pending.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualApicBenchmark {
  private static final int ROUNDS = 100;
  private static final int VECTORS = 14;

  /// A virtual APIC of each kind, in x2APIC mode.
  @State(Scope.Thread)
  public static class Apic {
    final VirtualApicPage page = VirtualApicPage.allocate(Arena.global());
    final VirtualApic apic = new VirtualApic(page, ApicVirtualizationControls.X2APIC);
    final MemorySegment nativeApic = NativeModel.newVirtualApic();
    final long[] vectors = new long[VectorBitmap.WORDS];
    final MemorySegment nativeVectors;

    /// Vectors 25h, 35h ... F5h.
    public Apic() {
      for (int priorityClass = 2; priorityClass < 16; priorityClass++) {
        VectorBitmap.set(vectors, priorityClass << 4 | 5);
      }
      nativeVectors = NativeModel.copyOf(vectors);
    }
  }

  /// Java.
  @Benchmark
  @OperationsPerInvocation(ROUNDS * VECTORS)
  public long deliverAndEnd(Apic state) {
    VirtualApic apic = state.apic;
    long result = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (int word = 0; word < VectorBitmap.WORDS; word++) {
        state.page.addAll(VirtualApicRegister.VIRR, word, state.vectors[word]);
      }
      int highest = state.page.highest(VirtualApicRegister.VIRR);
      apic.setGuestInterruptStatus(GuestInterruptStatus.of(highest, apic.svi()));
      apic.vmEntry();
      while (apic.isRecognized()) {
        result += apic.deliverVirtualInterrupt();
        result += apic.writeMsr(0x80B, 0) == ApicOutcome.Plain.COMPLETED ? 1 : 0;
      }
    }
    return result;
  }

  /// C.
  @Benchmark
  @OperationsPerInvocation(ROUNDS * VECTORS)
  public long deliverAndEndInC(Apic state) {
    return NativeModel.deliverAndEnd(state.nativeApic, state.nativeVectors, ROUNDS);
  }
}
