package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.simulate.ExitCount;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.ModeSummary;

/// Exits that direct delivery leaves as they are, and what would change them.
///
/// @param what the exits, in words
/// @param perSecond their rate, all vCPUs
/// @param remedy what would change them
public record Remaining(String what, double perSecond, String remedy) {
  /// What remains in a mode, most frequent first.
  public static List<Remaining> of(ModeSummary mode) {
    Map<String, double[]> rates = new LinkedHashMap<>();
    Map<String, String> remedies = new LinkedHashMap<>();
    int runs = mode.replications().size();
    for (ModeResult result : mode.replications()) {
      for (ExitCount exit : result.exits()) {
        String what = what(exit, mode.mode().architecture());
        rates.computeIfAbsent(what, ignored -> new double[1])[0] +=
            exit.count() / result.seconds() / runs;
        remedies.put(what, remedy(exit, mode.mode().architecture()));
      }
    }
    List<Remaining> remaining = new ArrayList<>();
    rates.forEach(
        (what, rate) ->
            remaining.add(new Remaining(what, rate[0], remedies.getOrDefault(what, ""))));
    remaining.sort(Comparator.comparingDouble(Remaining::perSecond).reversed());
    return List.copyOf(remaining);
  }

  private static boolean isTick(ExitCount exit, Architecture architecture) {
    return exit.detail() == architecture.timerInterrupt();
  }

  private static String what(ExitCount exit, Architecture architecture) {
    String name = exit.reason().name();
    return switch (exit.reason().kind()) {
      case HOST_INTERRUPT ->
          isTick(exit, architecture) ? "timers of the host" : named(exit, architecture);
      case HALT -> name + " (the guest halts)";
      case GUEST_TIMER, INTERRUPT_WINDOW, PRIORITY_WINDOW, END_OF_INTERRUPT, INSTRUCTION, OTHER ->
          name;
      case SYSTEM_REGISTER, CONTROLLER, MEMORY ->
          exit.detail() == 0 ? name : name + " (the guest's timers and IPIs)";
    };
  }

  /// Exits that have remedies of their own are told apart.
  private static String named(ExitCount exit, Architecture architecture) {
    String words = exit.reason().words(exit.detail());
    boolean together = architecture.remedy(exit.reason(), exit.detail()).isEmpty();
    return together || words.isEmpty()
        ? exit.reason().name()
        : exit.reason().name() + " (" + words + ")";
  }

  private static String remedy(ExitCount exit, Architecture architecture) {
    return architecture
        .remedy(exit.reason(), exit.detail())
        .orElseGet(() -> usualRemedy(exit, architecture));
  }

  private static String usualRemedy(ExitCount exit, Architecture architecture) {
    return switch (exit.reason().kind()) {
      case HOST_INTERRUPT ->
          isTick(exit, architecture)
              ? "nohz_full on the host, fewer timers in the guest"
              : "other pCPUs for the host's interrupts";
      case HALT -> "haltpoll or idle=poll in the guest";
      case SYSTEM_REGISTER, CONTROLLER, MEMORY ->
          exit.detail() == 0
              ? "nothing, it is the guest's own work"
              : "fewer timers in the guest (nohz_full), IPI virtualization";
      case GUEST_TIMER -> "fewer timers in the guest (nohz_full)";
      case INTERRUPT_WINDOW, PRIORITY_WINDOW, END_OF_INTERRUPT ->
          "edge-triggered interrupts in place of level-triggered ones";
      case INSTRUCTION, OTHER -> "nothing, it is the guest's own work";
    };
  }
}
