package org.pirouette.report.exits;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.Cause;
import org.pirouette.trace.exits.CauseRow;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.Interrupts;
import org.pirouette.trace.exits.RecordingFacts;
import org.pirouette.trace.exits.VcpuExits;

/// The sentences of a report of exits.
public final class ExitSentences {
  /// What events are counted as whose format the recording lacks.
  private static final String UNKNOWN_FORMAT = "(unknown format)";

  private ExitSentences() {}

  /// The most important sentence: what exits cost, and how much of it interrupts cause.
  public static String headline(ExitReport report) {
    VcpuExits total = report.total();
    if (total.exits() == 0) {
      boolean without = report.recording().eventCounts().containsKey(UNKNOWN_FORMAT);
      return without
          ? "No exits could be told: formats of events are missing."
          : "No exits in this recording.";
    }
    double forInterrupts = 0;
    for (CauseRow row : total.causes()) {
      forInterrupts += row.cause().isInterruptDelivery() ? row.share() : 0;
    }
    String who = total.vcpus() > 1 ? total.vcpus() + " vCPUs" : "One vCPU";
    if (Double.isNaN(total.lostShare())) {
      return "%s: %s exits, %s of them to deliver interrupts."
          .formatted(who, Units.count(total.exits()), Units.percent(forInterrupts));
    }
    return "%s: handling exits takes %s of a core%s; %s of the exits deliver interrupts."
        .formatted(
            who,
            Units.percent(total.lostShare()),
            total.vcpus() > 1 ? " each" : "",
            Units.percent(forInterrupts));
  }

  /// What the recording is, in one line.
  public static String recording(ExitReport report) {
    RecordingFacts facts = report.recording();
    StringBuilder line = new StringBuilder(facts.format());
    if (facts.bytes() >= 0) {
      line.append(", ").append(Units.bytes(facts.bytes()));
    }
    if (!Double.isNaN(facts.seconds())) {
      line.append(", ").append(Units.nanoseconds(facts.seconds() * 1e9)).append(" long");
    }
    line.append(", ").append(Units.count(facts.events())).append(" events, ");
    line.append(Units.count(report.total().exits())).append(" exits");
    if (report.total().untimed() > 0) {
      line.append(" (")
          .append(Units.count(report.total().untimed()))
          .append(" without an entry before and after: counted, not timed)");
    }
    return line.append('.').toString();
  }

  /// What lowers the confidence in the numbers.
  public static List<String> warnings(RecordingFacts facts) {
    List<String> sentences = new ArrayList<>(facts.warnings());
    if (facts.lost() > 0) {
      sentences.add(
          "%s events were lost while recording (%s kept): counts and shares are too low."
              .formatted(Units.count(facts.lost()), Units.count(facts.events())));
    } else if (facts.lossWithoutCount()) {
      sentences.add("Events were lost while recording, an unknown number: counts are too low.");
    }
    if (facts.unreadable() > 0) {
      StringBuilder places = new StringBuilder();
      facts
          .firstUnreadable()
          .forEach(
              (place, text) -> {
                if (place != Long.MAX_VALUE) {
                  places.append("\n  ").append(place).append(": ").append(text);
                }
              });
      sentences.add(
          "%s could not be read and %s left out; by line or byte:%s"
              .formatted(
                  facts.unreadable() == 1
                      ? "One place"
                      : Units.count(facts.unreadable()) + " places",
                  facts.unreadable() == 1 ? "is" : "are",
                  places));
    }
    if (facts.backwards() > 0) {
      sentences.add(
          "Time goes backwards %s times within a thread: these exits are not timed."
              .formatted(Units.count(facts.backwards())));
    }
    if (facts.resolutionNanoseconds() == 0) {
      sentences.add("The time stamps are a counter's, not nanoseconds: no rates and no shares.");
    }
    return sentences;
  }

  /// How interrupts were delivered.
  public static String interrupts(VcpuExits account) {
    Interrupts interrupts = account.interrupts();
    if (interrupts.basis() == Interrupts.Basis.NONE) {
      return "";
    }
    String what =
        switch (interrupts.basis()) {
          case ACCEPTED -> "interrupts accepted";
          case INJECTED -> "interrupts injected";
          case END_OF_INTERRUPT -> "interrupts ended (EOI exits)";
          case EXTERNAL_INTERRUPT_EXITS -> "exits by external interrupts";
          case NONE -> "";
        };
    StringBuilder line = new StringBuilder();
    line.append(Units.count(interrupts.total())).append(' ').append(what);
    if (!Double.isNaN(interrupts.perSecond())) {
      line.append(" (").append(Units.rate(interrupts.perSecond())).append(')');
    }
    if (interrupts.basis() == Interrupts.Basis.ACCEPTED) {
      line.append(": ").append(Units.count(interrupts.posted())).append(" posted by KVM, ");
      line.append(Units.count(interrupts.injected())).append(" injected at an entry");
      if (interrupts.reinjected() > 0) {
        line.append(", ").append(Units.count(interrupts.reinjected())).append(" re-injected");
      }
    }
    if (!Double.isNaN(interrupts.exitsPerInterrupt())) {
      line.append("; %.2f exits per interrupt".formatted(interrupts.exitsPerInterrupt()));
    }
    return line.append('.').toString();
  }

  /// What could be removed, largest first; empty if nothing.
  public static List<String> remedies(VcpuExits account) {
    List<String> sentences = new ArrayList<>();
    account.causes().stream()
        .filter(row -> !row.cause().remedy().isEmpty() && row.cause() != Cause.HALT)
        .sorted((a, b) -> Long.compare(b.exits(), a.exits()))
        .forEach(
            row ->
                sentences.add(
                    "%s (%s of the exits): %s."
                        .formatted(
                            row.cause().title(),
                            Units.percent(row.share()),
                            row.cause().remedy())));
    return sentences;
  }
}
