package org.pirouette.simulate.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.VectorCount;
import org.pirouette.simulate.runs.Ledger;
import org.pirouette.simulate.statistics.Latency;

/// Everything that is counted while a machine runs. Its size does not depend on simulated time.
final class Measurements implements Ledger {
  private static final int VECTORS = 256;
  private static final int SPENDING_SHIFT = 4;
  private static final long NOT_RAISED = -1;

  final long[] counters = new long[Counter.values().length];
  final ExitTable exits;
  private final int processorCount;
  private final int virtualProcessorCount;
  private final long[] processors;
  private final long[] virtualProcessors;
  private final long[] delivered;
  private final long[] injected;
  private final long[] raisedAt;
  private final long[] lastRaisedAt;
  private final Latency interruptLatency;
  private final Latency itemLatency;
  private final long hertz;
  private boolean counting;

  /// @param reasons why guests exit, by ordinal
  /// @param interruptLatency where to note latencies; may be shared by machines
  /// @param itemLatency likewise
  Measurements(
      List<ExitReason> reasons,
      int processorCount,
      int virtualProcessorCount,
      long hertz,
      Latency interruptLatency,
      Latency itemLatency) {
    exits = new ExitTable(reasons);
    this.hertz = hertz;
    this.interruptLatency = interruptLatency;
    this.itemLatency = itemLatency;
    this.processorCount = processorCount;
    this.virtualProcessorCount = virtualProcessorCount;
    processors = new long[processorCount << SPENDING_SHIFT];
    virtualProcessors = new long[virtualProcessorCount << SPENDING_SHIFT];
    delivered = new long[virtualProcessorCount * VECTORS];
    injected = new long[virtualProcessorCount * VECTORS];
    raisedAt = new long[virtualProcessorCount * VECTORS];
    Arrays.fill(raisedAt, NOT_RAISED);
    lastRaisedAt = raisedAt.clone();
  }

  /// Counts from now on: forgets what was counted; what is under way goes on.
  void start() {
    counting = true;
    Arrays.fill(counters, 0);
    exits.clear();
    Arrays.fill(processors, 0);
    Arrays.fill(virtualProcessors, 0);
    Arrays.fill(delivered, 0);
    Arrays.fill(injected, 0);
  }

  void count(Counter counter) {
    counters[counter.ordinal()]++;
  }

  /// @param virtualProcessor on whose behalf, or -1
  @Override
  public void spend(int processor, int virtualProcessor, int spending, long cycles) {
    processors[(processor << SPENDING_SHIFT) + spending] += cycles;
    if (virtualProcessor >= 0) {
      virtualProcessors[(virtualProcessor << SPENDING_SHIFT) + spending] += cycles;
    }
  }

  @Override
  public void countExits(long key, long number) {
    exits.count(key, number);
  }

  @Override
  public void spendOnExit(long key, long cycles) {
    exits.spend(key, cycles);
  }

  @Override
  public void count(Counter counter, long number) {
    counters[counter.ordinal()] += number;
  }

  /// A vector was raised for a vCPU. Until it is delivered, later ones merge with it.
  void raised(int virtualProcessor, int vector, long now) {
    counters[Counter.RAISED.ordinal()]++;
    int index = virtualProcessor * VECTORS + vector;
    if (raisedAt[index] == NOT_RAISED) {
      raisedAt[index] = now;
    }
    lastRaisedAt[index] = now;
  }

  /// @return when it was raised, or -1 if nobody said so
  long delivered(int virtualProcessor, int vector, long now) {
    counters[Counter.INTERRUPTS.ordinal()]++;
    int index = virtualProcessor * VECTORS + vector;
    delivered[index]++;
    // An interrupt that was raised while an earlier one was on its way into the guest may have
    // merged
    // with it, or comes as a second delivery; then it counts from the latest raising.
    long raised = raisedAt[index] != NOT_RAISED ? raisedAt[index] : lastRaisedAt[index];
    raisedAt[index] = NOT_RAISED;
    if (raised != NOT_RAISED && counting) {
      interruptLatency.record(Math.max(0, now - raised));
    }
    return raised;
  }

  @Override
  public void injected(int virtualProcessor, int vector, long number) {
    counters[Counter.INJECTIONS.ordinal()] += number;
    injected[virtualProcessor * VECTORS + vector] += number;
  }

  void itemHandled(long latency) {
    counters[Counter.ITEMS.ordinal()]++;
    if (counting) {
      itemLatency.record(Math.max(0, latency));
    }
  }

  ModeResult result(DeliveryMode mode, RunOptions options, boolean[] homeProcessors) {
    return new ModeResult(
        mode,
        options.seed(),
        options.durationNanoseconds() / 1e9,
        hertz,
        exits.list(),
        vectors(),
        counters.clone(),
        rows(processors, processorCount),
        rows(virtualProcessors, virtualProcessorCount),
        homeProcessors,
        interruptLatency,
        itemLatency);
  }

  private static long[][] rows(long[] flat, int count) {
    long[][] rows = new long[count][];
    for (int row = 0; row < count; row++) {
      int from = row << SPENDING_SHIFT;
      rows[row] = Arrays.copyOfRange(flat, from, from + Spending.values().length);
    }
    return rows;
  }

  private List<VectorCount> vectors() {
    List<VectorCount> vectors = new ArrayList<>();
    for (int i = 0; i < delivered.length; i++) {
      if (delivered[i] > 0) {
        vectors.add(new VectorCount(i / VECTORS, i % VECTORS, delivered[i], injected[i]));
      }
    }
    return vectors;
  }
}
