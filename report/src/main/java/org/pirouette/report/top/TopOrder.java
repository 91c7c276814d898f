package org.pirouette.report.top;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.pirouette.host.live.Counter;
import org.pirouette.host.live.VcpuRates;

/// What the table is sorted by. Names sort upwards, numbers downwards, unknown ones last.
public enum TopOrder {
  NAME('n', null),
  EXITS('e', Counter.EXITS),
  INTERRUPTS('i', Counter.INTERRUPTS),
  INJECTIONS('j', Counter.INJECTIONS),
  HALTS('h', Counter.HALTS),
  WAKEUPS('w', Counter.WAKEUPS),
  LOST('l', null),
  CPU('c', null);

  private final char key;
  private final @Nullable Counter counter;

  TopOrder(char key, @Nullable Counter counter) {
    this.key = key;
    this.counter = counter;
  }

  /// The key on the keyboard that asks for it.
  public char key() {
    return key;
  }

  /// As it is written on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  Comparator<VcpuRates> comparator() {
    Comparator<VcpuRates> byName =
        Comparator.comparing(VcpuRates::machine)
            .thenComparing(VcpuRates::processId)
            .thenComparing(VcpuRates::vcpu);
    return this == NAME
        ? byName
        : Comparator.<VcpuRates>comparingDouble(rates -> -known(value(rates)))
            .thenComparing(byName);
  }

  private double value(VcpuRates rates) {
    if (counter != null) {
      return rates.rate(counter);
    }
    return this == CPU ? rates.cpuShare() : rates.shareLost();
  }

  private static double known(double value) {
    return Double.isNaN(value) ? -1 : value;
  }
}
