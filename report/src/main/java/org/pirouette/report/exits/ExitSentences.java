package org.pirouette.report.exits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.report.text.Units;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.exits.Attribution;
import org.pirouette.trace.exits.Cause;
import org.pirouette.trace.exits.CauseRow;
import org.pirouette.trace.exits.DetailRow;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.Interrupts;
import org.pirouette.trace.exits.RecordingFacts;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.exits.Verdict;

/// The sentences of a report of exits.
public final class ExitSentences {
  /// What events are counted as whose format the recording lacks.
  private static final String UNKNOWN_FORMAT = "(unknown format)";

  /// A smaller share is not worth a sentence.
  private static final double NAMED = 0.005;

  /// How many times the mean a vCPU must cost to be named first.
  private static final double HOT = 2;

  private static final int MOST_PARTS_NAMED = 4;

  private ExitSentences() {}

  /// The most important sentence: what exits cost, and how much of it interrupts cause.
  public static String headline(ExitReport report) {
    VcpuExits total = report.total();
    if (total.exits() == 0) {
      boolean without = report.recording().eventCounts().containsKey(UNKNOWN_FORMAT);
      return without
          ? "No exits could be told: formats of events are missing."
          : accesses(total).orElseGet(() -> without(report.recording()));
    }
    if (report.isApart()) {
      return apart(report);
    }
    List<VcpuExits> vcpus = report.vms().stream().flatMap(vm -> vm.vcpus().stream()).toList();
    VcpuExits worst = total.vcpus() > 1 ? VcpuExits.byCost(vcpus).getFirst() : total;
    boolean isHot =
        total.vcpus() > 1
            && worst.lostShare() >= Verdict.NOTICEABLE_SHARE
            && worst.lostShare() > total.lostShare() * HOT;
    VcpuExits account = isHot ? worst : total;
    return who(report, account, isHot)
        + LargestCause.of(account, report.recording().listedShare())
            .map(largest -> " " + largest.sentence())
            .orElse(
                isKvm(report.recording())
                    ? " Their reasons were not recorded: 'perf kvm stat record -a sleep 10' tells them."
                    : " Their reasons are not told.")
        + delivery(account);
  }

  /// A table of accesses by port, page or register tells which devices they are of.
  private static Optional<String> accesses(VcpuExits account) {
    long all = account.details().stream().mapToLong(DetailRow::exits).sum();
    return account.details().stream()
        .findFirst()
        .map(
            most -> {
              String meaning =
                  Attribution.of(most.kind(), most.number())
                      .map(known -> ": " + known.meaning())
                      .orElse("");
              return "%s accesses, whose exits are not told. %s is %s of them%s."
                  .formatted(Units.count(all), most.label(), Units.percent(most.share()), meaning);
            });
  }

  private static String without(RecordingFacts facts) {
    return facts.eventCounts().entrySet().stream()
        .max(java.util.Map.Entry.comparingByValue())
        .filter(most -> most.getValue() > 0)
        .map(
            most ->
                "No exits in this recording: it holds %s events, most of them %s (%s)."
                    .formatted(
                        Units.count(facts.events()), most.getKey(), Units.count(most.getValue())))
        .orElse("No exits in this recording.");
  }

  private static String who(ExitReport report, VcpuExits account, boolean isHot) {
    VcpuExits total = report.total();
    String exits = exits(account.exits());
    if (account.vcpus() == 0) {
      return Double.isNaN(account.perSecond())
          ? exits + "."
          : "%s (%s).".formatted(exits, Units.rate(account.perSecond()));
    }
    String who = total.vcpus() > 1 ? total.vcpus() + " vCPUs" : "One vCPU";
    if (isHot) {
      who = "%s of %d vCPUs is hot".formatted(account.label(), total.vcpus());
    }
    if (Double.isNaN(account.lostShare()) || !isJudged(account)) {
      return "%s: %s.".formatted(who, exits);
    }
    return "%s: handling exits takes %s of %s%s."
        .formatted(
            who,
            Units.percent(account.lostShare()),
            isHot ? "its core" : "a core",
            isHot
                ? " (%s on average of all)".formatted(Units.percent(total.lostShare()))
                : total.vcpus() > 1 ? " each" : "");
  }

  private static String exits(long count) {
    return Units.count(count) + (count == 1 ? " exit" : " exits");
  }

  /// Whether the recording is long enough for rates and shares.
  static boolean isJudged(VcpuExits account) {
    return !account.verdict().sentence().startsWith("Too ");
  }

  /// How many of the exits deliver interrupts, as far as their causes are recorded.
  private static String delivery(VcpuExits account) {
    double delivers = 0;
    double unknown = 0;
    for (CauseRow row : account.causes()) {
      delivers += row.cause().isInterruptDelivery() ? row.share() : 0;
      boolean isUnknown =
          switch (row.cause()) {
            case UNKNOWN, UNKNOWN_INTERRUPT, DEVICE_VECTOR -> true;
            case DEVICE_INTERRUPT,
                TIMER,
                INTERPROCESSOR_INTERRUPT,
                END_OF_INTERRUPT,
                INTERRUPT_WINDOW,
                HALT,
                HOST_INTERRUPT,
                OTHER ->
                false;
          };
      unknown += isUnknown ? row.share() : 0;
    }
    if (delivers < NAMED) {
      return "";
    }
    return unknown > 0
        ? " At least %s of the exits deliver interrupts; of %s the cause is not recorded."
            .formatted(Units.percent(delivers), Units.percent(unknown))
        : " %s of the exits deliver interrupts.".formatted(Units.percent(delivers));
  }

  private static String apart(ExitReport report) {
    List<String> parts = new ArrayList<>();
    for (ExitReport part : report.parts()) {
      parts.add(part.recording().name() + ": " + exits(part.total().exits()));
    }
    int more = parts.size() - MOST_PARTS_NAMED;
    String what = report.parts().getFirst().recording().name().replaceAll(" .*", "s");
    return "%d %s in one file, kept apart: %s%s."
        .formatted(
            parts.size(),
            what,
            String.join("; ", parts.subList(0, Math.min(parts.size(), MOST_PARTS_NAMED))),
            more > 0 ? "; and " + more + " more" : "");
  }

  /// What the recording does not tell, and which one would.
  public static List<String> gaps(ExitReport report) {
    List<String> sentences = new ArrayList<>();
    for (CauseRow row : report.total().causes()) {
      if (row.cause() == Cause.UNKNOWN_INTERRUPT) {
        sentences.add(
            "%s by interrupts of unknown origin: a device, the tick, or another CPU. What tells: %s."
                .formatted(
                    exits(row.exits()),
                    isKvm(report.recording())
                        ? "perf record -a -e '%s'".formatted(tellingEvents(report))
                        : "a trace of that hypervisor (of Xen: xentrace, then xenalyze)"));
      }
      if (row.cause() == Cause.DEVICE_VECTOR) {
        sentences.add(
            "%s by vectors of devices, of the guest or of the host. What tells: perf record -a -e 'kvm:*,irq_vectors:*,irq:irq_handler_entry', and /proc/interrupts."
                .formatted(exits(row.exits())));
      }
    }
    return sentences;
  }

  private static boolean isKvm(RecordingFacts facts) {
    return !facts.format().equals(RecordingFormat.OTHER_HYPERVISOR.title())
        && !facts.format().equals(RecordingFormat.ACRN.title());
  }

  private static String tellingEvents(ExitReport report) {
    boolean arm = report.total().reasons().stream().anyMatch(row -> row.reason().equals("IRQ"));
    return arm ? "kvm:*,irq:irq_handler_entry,ipi:*" : "kvm:*,irq_vectors:*";
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
    line.append(exits(report.total().exits()));
    if (report.total().untimed() > 0) {
      line.append(" (")
          .append(Units.count(report.total().untimed()))
          .append(
              report.recording().hasEvents()
                  ? " without an entry before and after: counted, not timed)"
                  : " counted, not timed)");
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
      line.append(": ");
      if (interrupts.posted() > 0) {
        line.append(Units.count(interrupts.posted())).append(" posted by KVM, ");
      }
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
        .filter(row -> !row.remedy().isEmpty() && row.cause() != Cause.HALT)
        .sorted((a, b) -> Long.compare(b.exits(), a.exits()))
        .forEach(
            row ->
                sentences.add(
                    "%s (%s of the exits): %s."
                        .formatted(row.cause().title(), Units.percent(row.share()), row.remedy())));
    return sentences;
  }
}
