package org.pirouette.host.live;

import java.util.Optional;
import org.pirouette.host.kvm.StatisticsReader;
import org.pirouette.host.linux.ForeignDescriptor;

/// Counts of a vCPU through the statistics descriptor that its VMM holds.
final class StatisticsSource implements CounterSource {
  private static final Counter[] COUNTERS = Counter.values();

  private final StatisticsReader reader;

  private StatisticsSource(StatisticsReader reader) {
    this.reader = reader;
  }

  static Optional<CounterSource> open(long processId, int descriptor) {
    return ForeignDescriptor.duplicate(processId, descriptor).stream()
        .boxed()
        .findFirst()
        .flatMap(StatisticsReader::open)
        .map(StatisticsSource::new);
  }

  @Override
  public boolean read(long[] counts) {
    if (!reader.refresh()) {
      return false;
    }
    for (Counter counter : COUNTERS) {
      counts[counter.ordinal()] = reader.value(counter.statistic());
    }
    return true;
  }

  @Override
  public void close() {
    reader.close();
  }
}
