package org.pirouette.host.live;

/// What an exit costs: an assumption, from measurements on other hosts.
///
/// @param interruptNanoseconds of an exit for an interrupt of the host
/// @param otherNanoseconds of any other exit but a halt
public record ExitCost(double interruptNanoseconds, double otherNanoseconds) {
  /// Intel, Windows guest, APICv inhibited, `perf kvm stat` over 5 s: EXTERNAL_INTERRUPT 2.34 us
  /// (mean of 471,831), MSR_WRITE 1.56 us (mean of 238,932); lore.kernel.org
  /// 87cztmkdlp.fsf@vitty.brq.redhat.com. Includes the host's interrupt handler.
  public static final ExitCost MEASURED = new ExitCost(2340, 1560);

  /// The share of a core from which on a vCPU is bound by its exits.
  public static final double BOUND = 0.5;

  /// The share of a core from which on exits are worth a look.
  public static final double WORTH_A_LOOK = 0.1;

  /// Interrupts per second from which on they are worth a look, whatever they cost.
  public static final double MANY_INTERRUPTS = 50_000;

  /// The share of a core that exits take from a vCPU; NaN where the rates are not known.
  public double shareLost(double exits, double interrupts, double halts) {
    double known = Double.isNaN(interrupts) ? 0 : interrupts;
    double idle = Double.isNaN(halts) ? 0 : halts;
    double other = Math.max(0, exits - known - idle);
    return (known * interruptNanoseconds + other * otherNanoseconds) / 1e9;
  }
}
