package org.pirouette.report.exits;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.trace.exits.CauseRow;
import org.pirouette.trace.exits.Change;
import org.pirouette.trace.exits.DetailRow;
import org.pirouette.trace.exits.Durations;
import org.pirouette.trace.exits.ExitComparison;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.Halts;
import org.pirouette.trace.exits.Interrupts;
import org.pirouette.trace.exits.ReasonRow;
import org.pirouette.trace.exits.RecordingFacts;
import org.pirouette.trace.exits.SecondRow;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.exits.Verdict;
import org.pirouette.trace.exits.VmExits;

/// Writes a report of exits as JSON; the schema is in docs/json/exits.md.
public final class ExitJson {
  /// Version of the schema.
  public static final int VERSION = 1;

  private ExitJson() {}

  /// Writes the document.
  public static void write(OutputStream out, ExitReport report) {
    try (JsonDocument json = JsonDocument.open(out, "exits", VERSION)) {
      whole(json, report);
    }
  }

  /// Writes a report into an open object.
  static void whole(JsonDocument json, ExitReport report) {
    json.field("headline", ExitSentences.headline(report));
    if (report.isApart()) {
      apart(json, report);
    } else {
      report(json, report);
      json.texts("gaps", ExitSentences.gaps(report));
    }
  }

  /// Several tables or traces of one file: nobody measured them together, so there is no total.
  private static void apart(JsonDocument json, ExitReport report) {
    json.object("recording", object -> recording(object, report.recording()));
    json.array("parts", report.parts(), ExitJson::whole);
    if (report.parts().size() == 2) {
      ExitComparison comparison =
          ExitComparison.of(report.parts().getFirst(), report.parts().getLast());
      json.object("comparison", object -> changes(object, comparison));
    }
  }

  private static void changes(JsonDocument json, ExitComparison comparison) {
    json.texts("sentences", comparison.sentences());
    json.field("perSecond", comparison.perSecond());
    json.object("change", object -> change(object, comparison.total()));
    json.array("changesByCause", comparison.causes(), ExitJson::change);
    json.array("changesByReason", comparison.reasons(), ExitJson::change);
  }

  /// Writes two reports and what changed between them.
  public static void write(OutputStream out, ExitComparison comparison) {
    try (JsonDocument json = JsonDocument.open(out, "exits", VERSION)) {
      changes(json, comparison);
      json.object("before", object -> report(object, comparison.before()));
      json.object("after", object -> report(object, comparison.after()));
    }
  }

  /// Writes how well a prediction was met.
  public static void write(OutputStream out, PredictionCheck check) {
    try (JsonDocument json = JsonDocument.open(out, "exits", VERSION)) {
      json.field("sentence", check.sentence());
      json.field("met", check.isMet());
      json.field("mode", check.mode());
      json.field("perSecond", !check.prediction().counts());
      json.array(
          "reasons",
          check.rows(),
          (object, row) ->
              object
                  .field("reason", row.reason())
                  .field("predicted", row.predicted())
                  .field("recorded", row.recorded())
                  .field("agrees", row.agrees()));
      json.object("after", object -> report(object, check.report()));
    }
  }

  private static void report(JsonDocument json, ExitReport report) {
    json.object("recording", object -> recording(object, report.recording()));
    json.object("total", object -> account(object, report.total()));
    json.array("vms", report.vms(), ExitJson::vm);
    json.array("series", report.series(), ExitJson::second);
  }

  private static void change(JsonDocument json, Change change) {
    json.field("name", change.name())
        .field("before", change.before())
        .field("after", change.after())
        .field("relative", change.relative())
        .field("noise", change.noise())
        .field("significant", change.isSignificant())
        .field("beforeShareOfCore", change.beforeShareOfCore())
        .field("afterShareOfCore", change.afterShareOfCore());
  }

  /// Writes what a recording is, into an open object.
  static void recording(JsonDocument json, RecordingFacts facts) {
    json.field("name", facts.name())
        .field("format", facts.format())
        .field("bytes", facts.bytes())
        .field("clock", facts.clock())
        .field("resolutionNanoseconds", facts.resolutionNanoseconds())
        .field("seconds", facts.seconds())
        .field("firstNanoseconds", facts.firstNanoseconds())
        .field("events", facts.events())
        .field("lostEvents", facts.lost())
        .field("lostWithoutCount", facts.lossWithoutCount())
        .field("unreadable", facts.unreadable())
        .array(
            "firstUnreadable",
            List.copyOf(facts.firstUnreadable().entrySet()),
            (object, entry) ->
                object.field("place", entry.getKey()).field("text", entry.getValue()))
        .field("timeBackwards", facts.backwards())
        .field("apicvInhibited", facts.apicvInhibited())
        .field("confidence", facts.confidence())
        .texts("warnings", facts.warnings())
        .object("eventCounts", object -> numbers(object, facts.eventCounts()))
        .object("host", object -> facts.host().forEach(object::field));
  }

  private static void vm(JsonDocument json, VmExits vm) {
    json.field("name", vm.name())
        .field("process", vm.process())
        .object("total", object -> account(object, vm.total()))
        .array("vcpus", vm.vcpus(), ExitJson::account);
  }

  private static void account(JsonDocument json, VcpuExits account) {
    json.field("label", account.label())
        .field("vcpu", account.vcpu())
        .field("thread", account.thread())
        .field("command", account.command())
        .field("vcpus", account.vcpus())
        .field("seconds", account.seconds())
        .field("exits", account.exits())
        .field("timedExits", account.exits() - account.untimed())
        .field("exitsPerSecond", account.perSecond())
        .field("lostShareOfCore", account.lostShare())
        .field("guestShareOfCore", account.guestShare())
        .field("userspaceExits", account.userspaceExits())
        .object("handling", object -> durations(object, account.handling()))
        .array("reasons", account.reasons(), ExitJson::reason)
        .array("causes", account.causes(), ExitJson::cause)
        .array("details", account.details(), ExitJson::detail)
        .array("advice", Advice.of(account), ExitJson::advice)
        .object("interrupts", object -> interrupts(object, account.interrupts()))
        .object("halts", object -> halts(object, account.halts()))
        .object("verdict", object -> verdict(object, account.verdict()));
  }

  private static void reason(JsonDocument json, ReasonRow row) {
    json.field("reason", row.reason())
        .field("exits", row.exits())
        .field("exitsPerSecond", row.perSecond())
        .field("share", row.share())
        .field("timeShare", row.timeShare());
    durations(json, row.durations());
  }

  private static void cause(JsonDocument json, CauseRow row) {
    json.field("cause", row.cause().title())
        .field("exits", row.exits())
        .field("exitsPerSecond", row.perSecond())
        .field("share", row.share())
        .field("handlingNanoseconds", row.nanoseconds())
        .field("shareOfCore", row.shareOfCore())
        .field("removedBy", row.remedy());
  }

  private static void detail(JsonDocument json, DetailRow row) {
    json.field("reason", row.reason())
        .field("kind", row.kind())
        .field("number", row.number())
        .field("write", row.write())
        .field("label", row.label())
        .field("cause", row.cause().title())
        .field("exits", row.exits())
        .field("share", row.share());
    durations(json, row.durations());
  }

  private static void advice(JsonDocument json, Advice advice) {
    json.field("what", advice.what())
        .field("share", advice.share())
        .field("of", advice.of())
        .field("meaning", advice.meaning())
        .field("remedy", advice.remedy())
        .field("risk", advice.risk())
        .field("source", advice.source());
  }

  private static void durations(JsonDocument json, Durations durations) {
    json.field("timed", durations.count())
        .field("totalNanoseconds", durations.total())
        .field("minNanoseconds", durations.least())
        .field("meanNanoseconds", durations.mean())
        .field("p50Nanoseconds", durations.median())
        .field("p99Nanoseconds", durations.percentile99())
        .field("p999Nanoseconds", durations.percentile999())
        .field("maxNanoseconds", durations.most())
        .field("relativeError", durations.relativeError());
  }

  private static void interrupts(JsonDocument json, Interrupts interrupts) {
    json.field("total", interrupts.total())
        .field("basis", basis(interrupts.basis()))
        .field("interruptsPerSecond", interrupts.perSecond())
        .field("accepted", interrupts.accepted())
        .field("posted", interrupts.posted())
        .field("injected", interrupts.injected())
        .field("reinjected", interrupts.reinjected())
        .field("messages", interrupts.messages())
        .field("interprocessor", interrupts.interprocessor())
        .field("exitsPerInterrupt", interrupts.exitsPerInterrupt());
  }

  private static String basis(Interrupts.Basis basis) {
    return switch (basis) {
      case ACCEPTED -> "accepted";
      case INJECTED -> "injected";
      case END_OF_INTERRUPT -> "eoiExits";
      case EXTERNAL_INTERRUPT_EXITS -> "externalInterruptExits";
      case NONE -> "none";
    };
  }

  private static void halts(JsonDocument json, Halts halts) {
    json.field("exits", halts.exits())
        .field("slept", halts.slept())
        .field("polled", halts.polled())
        .field("sleptNanoseconds", halts.sleptNanoseconds())
        .field("polledNanoseconds", halts.polledNanoseconds())
        .field("haltedNanoseconds", halts.haltedNanoseconds())
        .object(
            "wokenBy",
            object ->
                new TreeMap<>(halts.wokenBy())
                    .forEach((cause, count) -> object.field(cause.title(), count)));
  }

  private static void verdict(JsonDocument json, Verdict verdict) {
    String judgement =
        switch (verdict.judgement()) {
          case EXIT_BOUND -> "exitBound";
          case DISAGREE -> "disagree";
          case NOTICEABLE -> "noticeable";
          case NOT_EXIT_BOUND -> "notExitBound";
          case UNKNOWN -> "unknown";
        };
    json.field("judgement", judgement)
        .field("exitBoundByRule", verdict.byRule())
        .field("exitBoundByCost", verdict.byCost())
        .field("worst", verdict.worst())
        .field("bound", verdict.bound())
        .field("sentence", verdict.sentence());
  }

  private static void second(JsonDocument json, SecondRow row) {
    json.field("second", row.second())
        .field("handlingNanoseconds", row.handlingNanoseconds())
        .object("exits", object -> numbers(object, row.exits()));
  }

  private static void numbers(JsonDocument json, Map<String, Long> numbers) {
    numbers.forEach((name, value) -> json.field(name, value.longValue()));
  }
}
