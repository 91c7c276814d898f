package org.pirouette.host.live;

/// What is counted for a vCPU.
public enum Counter {
  /// All VM exits.
  EXITS("exits"),
  /// Exits for an interrupt of the host, a timer tick and a kick among them (EXTERNAL_INTERRUPT).
  INTERRUPTS("irq_exits"),
  /// Events that KVM injected: the classical path. A cancelled one is counted again.
  INJECTIONS("irq_injections"),
  /// Exits for HLT (x86) or WFI (arm64): idle, not lost.
  HALTS("halt_exits"),
  /// Wakeups out of a halt.
  WAKEUPS("halt_wakeup");

  private final String statistic;

  Counter(String statistic) {
    this.statistic = statistic;
  }

  /// The name of the statistic, in debugfs and in the binary statistics.
  public String statistic() {
    return statistic;
  }

  /// How many there are.
  static final int COUNT = values().length;
}
