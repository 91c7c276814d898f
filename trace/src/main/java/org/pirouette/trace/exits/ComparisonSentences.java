package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Says what changed between two recordings, and why.
final class ComparisonSentences {
  private static final double FELL_MUCH = -0.5;

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
      sentences.add(
          "Exits by EOI "
              + moved(endOfInterrupt)
              + (endOfInterrupt.relative() < FELL_MUCH
                  ? ": APICv now handles the end of interrupts."
                  : "."));
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
    return List.copyOf(sentences);
  }

  private static String externalInterrupts(
      Change change, VcpuExits before, VcpuExits after, List<Change> causes) {
    String sentence = change.name() + " exits " + moved(change);
    Change device = find(causes, Cause.DEVICE_INTERRUPT.title());
    boolean deviceFell = device != null && device.relative() < FELL_MUCH;
    boolean stillInterrupts =
        after.interrupts().basis() != Interrupts.Basis.ACCEPTED
            || after.interrupts().accepted() > 0;
    if (change.relative() < FELL_MUCH && deviceFell && stillInterrupts) {
      boolean seen = after.interrupts().posted() > before.interrupts().posted();
      return sentence
          + ": device interrupts are now posted"
          + (seen
              ? " (%,d posted, %,d injected)."
                  .formatted(after.interrupts().posted(), after.interrupts().injected())
              : ".");
    }
    return sentence + ".";
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
