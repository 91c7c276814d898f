package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Says what changed between two recordings, and why.
final class ComparisonSentences {
  private static final double FELL_MUCH = -0.5;

  /// How many times the interrupts of the other recording make it another workload.
  private static final double OTHER_WORK = 1.5;

  private ComparisonSentences() {}

  static List<String> of(
      VcpuExits before, VcpuExits after, Change total, List<Change> reasons, List<Change> causes) {
    List<String> sentences = new ArrayList<>();
    for (Change change : reasons) {
      if (isExternalInterrupt(change.name()) && change.isSignificant()) {
        sentences.add(externalInterrupts(change, before, after, causes));
      }
    }
    Change endOfInterrupt = find(causes, Cause.END_OF_INTERRUPT.title());
    if (endOfInterrupt != null && endOfInterrupt.isSignificant()) {
      boolean byHardware =
          endOfInterrupt.relative() < FELL_MUCH
              && (nowPosted(before, after) || wakesAsOften(find(causes, Cause.HALT.title())));
      sentences.add(
          "Exits by EOI "
              + moved(endOfInterrupt)
              + (byHardware ? ": APICv now handles the end of interrupts." : "."));
    }
    sentences.add(
        total.isSignificant()
            ? "Exits in all " + moved(total) + "."
            : "Exits in all did not change by more than chance (%s, noise %s)."
                .formatted(percent(total.relative()), percent(total.noise())));
    if (!Double.isNaN(before.lostShare()) && !Double.isNaN(after.lostShare())) {
      sentences.add(
          "Handling exits took %s of a core before and takes %s after."
              .formatted(percent(before.lostShare()), percent(after.lostShare())));
    }
    sentences.addAll(workloads(before, after));
    return List.copyOf(sentences);
  }

  private static String externalInterrupts(
      Change change, VcpuExits before, VcpuExits after, List<Change> causes) {
    String sentence = change.name() + " exits " + moved(change);
    boolean deviceFell =
        Stream.of(Cause.DEVICE_INTERRUPT, Cause.DEVICE_VECTOR)
            .map(cause -> find(causes, cause.title()))
            .anyMatch(device -> device != null && device.relative() < FELL_MUCH);
    if (change.relative() < FELL_MUCH && deviceFell && nowPosted(before, after)) {
      return sentence
          + ": device interrupts are now posted (%,d posted, %,d injected)."
              .formatted(after.interrupts().posted(), after.interrupts().injected());
    }
    return sentence + ".";
  }

  /// Why exits fell needs evidence: interrupts still come, and KVM posts them rather than injects
  /// them. A guest that merely sleeps has fewer exits, too.
  private static boolean nowPosted(VcpuExits before, VcpuExits after) {
    Interrupts now = after.interrupts();
    Interrupts then = before.interrupts();
    return now.accepted() > 0
        && now.posted() * 2 > now.accepted()
        && then.posted() * 2 <= then.accepted()
        && now.injected() < now.posted();
  }

  /// A guest that is woken as often as before still takes its interrupts.
  private static boolean wakesAsOften(@org.jspecify.annotations.Nullable Change halts) {
    return halts != null && halts.before() > 0 && halts.noise() < 0.5 && !halts.isSignificant();
  }

  /// Recordings of different work say nothing about the host.
  private static List<String> workloads(VcpuExits before, VcpuExits after) {
    double then = before.interrupts().perSecond();
    double now = after.interrupts().perSecond();
    boolean same = before.interrupts().basis() == after.interrupts().basis();
    boolean told = same && before.interrupts().basis() == Interrupts.Basis.ACCEPTED;
    if (!told || Math.max(then, now) <= OTHER_WORK * Math.min(then, now)) {
      return List.of();
    }
    return List.of(
        "The work differs: %,d interrupts/s before, %,d after; what changed is not the host's doing alone."
            .formatted(Math.round(then), Math.round(now)));
  }

  private static boolean isExternalInterrupt(String reason) {
    return reason.equals("EXTERNAL_INTERRUPT")
        || reason.equals("interrupt")
        || reason.equals("IRQ");
  }

  private static @org.jspecify.annotations.Nullable Change find(List<Change> changes, String name) {
    return changes.stream().filter(change -> change.name().equals(name)).findFirst().orElse(null);
  }

  private static String moved(Change change) {
    double relative = change.relative();
    if (Double.isInfinite(relative)) {
      return "are new";
    }
    return (relative < 0 ? "fell by " : "rose by ") + percent(Math.abs(relative));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
