package org.pirouette.trace.exits;

/// Exits of one reason that have a vector or register in common.
///
/// @param reason as KVM prints it
/// @param kind "vector", "msr", "apic", "port" or "mmio"
/// @param number the vector, the MSR's index, the APIC register's offset, the port, or the address
///   of the page; -1 if not recorded
/// @param write for registers: whether it was written
/// @param label what it is: "local timer (ec)", "EOI (80b)"
/// @param cause which cause these exits count for
/// @param exits how many, timed or not
/// @param share of the exits of that reason
/// @param durations from exit to entry
public record DetailRow(
    String reason,
    String kind,
    long number,
    boolean write,
    String label,
    Cause cause,
    long exits,
    double share,
    Durations durations) {
  /// Under another name.
  DetailRow labelled(String other) {
    return new DetailRow(reason, kind, number, write, other, cause, exits, share, durations);
  }
}
