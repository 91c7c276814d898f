package org.pirouette.trace.exits;

import java.util.Comparator;
import java.util.List;

/// The account of one vCPU, of a virtual machine, or of the whole recording.
///
/// @param label "vCPU 0", "VM 1892", "all"
/// @param vcpu its number, -1 for sums and where unknown
/// @param thread its thread, -1 for sums
/// @param command its thread's name
/// @param vcpus how many vCPUs are in it; 0 if that is not told, as in a table of another tool
/// @param seconds length of the recording; NaN if unknown
/// @param exits how many, timed or not
/// @param untimed exits without a known end
/// @param perSecond exits per second; NaN if unknown
/// @param handling all exits but halts: from exit to entry
/// @param lostShare share of a core (of all its cores, for sums) spent handling exits; NaN if
///   unknown
/// @param guestShare share of a core in guest mode; NaN if unknown
/// @param userspaceExits returns to the virtual machine monitor
/// @param reasons most frequent first
/// @param causes in the order of [Cause]
/// @param details by vector and register, most frequent first
/// @param interrupts taken
/// @param halts and wakeups
/// @param verdict whether it is exit-bound
public record VcpuExits(
    String label,
    int vcpu,
    int thread,
    String command,
    int vcpus,
    double seconds,
    long exits,
    long untimed,
    double perSecond,
    Durations handling,
    double lostShare,
    double guestShare,
    long userspaceExits,
    List<ReasonRow> reasons,
    List<CauseRow> causes,
    List<DetailRow> details,
    Interrupts interrupts,
    Halts halts,
    Verdict verdict) {
  /// With another verdict.
  VcpuExits judged(Verdict other) {
    return with(details, other);
  }

  /// With other names of what exits were for.
  VcpuExits detailed(List<DetailRow> others) {
    return with(others, verdict);
  }

  private VcpuExits with(List<DetailRow> otherDetails, Verdict otherVerdict) {
    return new VcpuExits(
        label,
        vcpu,
        thread,
        command,
        vcpus,
        seconds,
        exits,
        untimed,
        perSecond,
        handling,
        lostShare,
        guestShare,
        userspaceExits,
        reasons,
        causes,
        otherDetails,
        interrupts,
        halts,
        otherVerdict);
  }

  /// The worst first: by what handling exits takes, then by their number.
  public static List<VcpuExits> byCost(List<VcpuExits> vcpus) {
    return vcpus.stream()
        .sorted(
            Comparator.comparing((VcpuExits vcpu) -> vcpu.verdict().isBound())
                .thenComparingDouble(vcpu -> Double.isNaN(vcpu.lostShare()) ? -1 : vcpu.lostShare())
                .thenComparingLong(VcpuExits::exits)
                .reversed()
                .thenComparingInt(VcpuExits::vcpu))
        .toList();
  }

  /// The exits of one reason, 0 if there is none.
  public long exitsOf(String reason) {
    return reasons.stream()
        .filter(row -> row.reason().equals(reason))
        .mapToLong(ReasonRow::exits)
        .sum();
  }
}
