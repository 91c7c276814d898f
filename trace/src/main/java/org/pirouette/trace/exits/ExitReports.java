package org.pirouette.trace.exits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.PartedRecording;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.input.InputName;
import org.pirouette.trace.input.RecordingInput;
import org.pirouette.trace.read.Recordings;
import org.pirouette.trace.table.ReportedTable;
import org.pirouette.trace.table.TableReader;
import org.pirouette.trace.text.TextFormats;
import org.pirouette.trace.text.TextRecording;
import org.pirouette.trace.text.TextSegments;

/// Makes the report of a recording: who exits, why, and what it costs.
public final class ExitReports {
  /// How exits of other architectures are named in texts.
  private static final Pattern OTHER_TABLE =
      Pattern.compile("^(SCAUSE:|trap=|icptcode |EXITCODE=|UNKNOWN \\(0x)");

  private static final int MOST_TABLE = 64 << 20;

  /// Longer texts are no longer pasted together by hand: an assumption.
  private static final int MOST_PASTED = 16 << 20;

  private static final int HEAD = 1 << 16;

  private ExitReports() {}

  /// Reads a recording and accounts its exits.
  ///
  /// @param file "-" is standard input
  /// @param progress told how many more bytes were read, by any thread
  public static ExitReport of(Path file, ExitOptions options, LongConsumer progress)
      throws IOException, RecordingException {
    String name = InputName.brief(file);
    RecordingInput input = RecordingInput.open(file, progress);
    try {
      RecordingFormat format = Recordings.detect(input);
      if (!format.hasEvents()) {
        if (options.isPart() || options.bySecond()) {
          throw new RecordingException(
              "Expected single events for --from, --to, --vcpu, --pid and --by, found a "
                  + format.title()
                  + " in "
                  + input.name()
                  + "; leave them out.");
        }
        return ofTables(input, format, name);
      }
      List<TextSegments.Trace> traces = isText(format) ? traces(input) : List.of();
      PartedRecording recording = Recordings.open(input, options.formats());
      return traces.isEmpty() || options.isPart()
          ? of(recording, name, options)
          : apart(traces, format, input, name, options);
    } finally {
      input.close();
    }
  }

  private static boolean isText(RecordingFormat format) {
    return switch (format) {
      case FTRACE_TEXT, TRACE_CMD_REPORT, PERF_SCRIPT -> true;
      default -> false;
    };
  }

  /// The traces of a text that was pasted together; empty for one, and for what is too long to have
  /// been pasted.
  private static List<TextSegments.Trace> traces(RecordingInput input) throws IOException {
    if (input.isMapped()) {
      return input.size() > MOST_PASTED ? List.of() : TextSegments.of(input.readAll(MOST_PASTED));
    }
    byte[] head = input.head(HEAD);
    return head.length == HEAD ? List.of() : TextSegments.of(head);
  }

  private static ExitReport apart(
      List<TextSegments.Trace> traces,
      RecordingFormat format,
      RecordingInput input,
      String name,
      ExitOptions options)
      throws IOException, RecordingException {
    List<ExitReport> parts = new ArrayList<>();
    for (TextSegments.Trace trace : traces) {
      String title = "trace " + (parts.size() + 1);
      if (!trace.title().isEmpty()) {
        title += ": " + trace.title();
      }
      try (PartedRecording part =
          new TextRecording(RecordingInput.ofText(input.name(), trace.text()), format)) {
        parts.add(of(part, title, options));
      }
    }
    List<VmExits> vms = parts.stream().flatMap(part -> part.vms().stream()).toList();
    return new ExitReport(
        ofAll(parts, name, input.size()), ExitReport.largest(parts).total(), vms, List.of(), parts);
  }

  /// What a file of several traces is; it has no length, as the clock jumps between them.
  private static RecordingFacts ofAll(List<ExitReport> parts, String name, long bytes) {
    RecordingFacts first = parts.getFirst().recording();
    Map<String, Long> counts = new TreeMap<>();
    Map<Long, String> unreadable = new TreeMap<>();
    Set<String> warnings = new LinkedHashSet<>();
    for (ExitReport part : parts) {
      part.recording().eventCounts().forEach((event, n) -> counts.merge(event, n, Long::sum));
      unreadable.putAll(part.recording().firstUnreadable());
      warnings.addAll(part.recording().warnings());
    }
    List<RecordingFacts> all = parts.stream().map(ExitReport::recording).toList();
    return new RecordingFacts(
        name,
        first.format(),
        bytes,
        first.clock(),
        first.resolutionNanoseconds(),
        Double.NaN,
        first.firstNanoseconds(),
        all.stream().mapToLong(RecordingFacts::events).sum(),
        all.stream().mapToLong(RecordingFacts::lost).sum(),
        all.stream().anyMatch(RecordingFacts::lossWithoutCount),
        all.stream().mapToLong(RecordingFacts::unreadable).sum(),
        unreadable,
        all.stream().mapToLong(RecordingFacts::backwards).sum(),
        all.stream()
            .map(RecordingFacts::apicvInhibited)
            .filter(reasons -> !reasons.isEmpty())
            .distinct()
            .collect(Collectors.joining(", ")),
        List.copyOf(warnings),
        counts,
        1,
        first.host());
  }

  /// A known format of which nothing was understood is not a recording without exits.
  private static void checkUnderstood(String name, String format, long events, RecordingNotes notes)
      throws RecordingException {
    if (events > 0 || notes.unreadableCount() == 0) {
      return;
    }
    Map.Entry<Long, String> first = notes.unreadable().entrySet().iterator().next();
    throw new RecordingException(
        "Expected a recording with %s in %s, found nothing that could be read in %,d places, the first at %,d: %s"
            .formatted(format, name, notes.unreadableCount(), first.getKey(), first.getValue()));
  }

  private static ExitReport ofTables(RecordingInput input, RecordingFormat format, String name)
      throws IOException, RecordingException {
    RecordingNotes notes = new RecordingNotes();
    TableReader reader = new TableReader(format, notes, TextFormats::isEvent);
    byte[] text = input.readAll(MOST_TABLE);
    List<ReportedTable> tables = reader.read(new String(text, StandardCharsets.UTF_8));
    if (text.length == MOST_TABLE) {
      notes.warn(
          "The table is longer than %d MiB: only that much of it was read and counted."
              .formatted(MOST_TABLE >> 20));
    }
    input.tellDamage(notes);
    if (tables.stream().allMatch(table -> table.exits().isEmpty() && table.events().isEmpty())) {
      checkUnderstood(name, format.title(), 0, notes);
      if (tables.stream().noneMatch(table -> table.statedExits() >= 0)) {
        throw new RecordingException(
            "Expected rows below the header of a %s in %s, found none; paste the whole table."
                .formatted(format.title(), name));
      }
    }
    return TableReports.of(tables, format, name, input.size(), reader.seconds(), notes);
  }

  /// Accounts the exits of an open recording.
  public static ExitReport of(PartedRecording recording, String name, ExitOptions options)
      throws IOException, RecordingException {
    ExitAccounts accounts = ExitAccounts.of(recording, options);
    RecordingNotes notes = recording.notes();
    checkUnderstood(name, "events", accounts.events() + accounts.outsideTime(), notes);
    if (accounts.outsideTime() > 0) {
      if (accounts.spanNanoseconds() == 0 && accounts.events() == 0) {
        throw new RecordingException(
            "Expected events with times in "
                + name
                + " for --from and --to, found none with a time; leave them out.");
      }
      notes.warn(
          "%,d events have no time: --from and --to leave them out."
              .formatted(accounts.outsideTime()));
    }
    if (accounts.hasTooManyThreads()) {
      notes.warn("The recording names more threads than are told apart; the rest is shown as one.");
    }
    long jumps = accounts.tallies().values().stream().mapToLong(tally -> tally.jumps).sum();
    if (jumps > 0) {
      notes.warn(
          "%,d exits last for more than a minute: the clock jumps there, or the machine was stopped; they are counted, not timed."
              .formatted(jumps));
    }
    boolean nanoseconds = notes.resolutionNanoseconds() > 0;
    double seconds =
        accounts.spanNanoseconds() > 0 && nanoseconds
            ? accounts.spanNanoseconds() / 1e9
            : Double.NaN;
    boolean injections =
        accounts.eventCounts().keySet().stream()
            .anyMatch(event -> EventKind.of(event) == EventKind.INJECT_VIRQ);
    ReportBuilder builder = new ReportBuilder(recording.reasons(), seconds, injections);
    Sums sums = new Sums(recording.reasons());
    List<VmExits> vms = builder.vms(accounts.tallies().values(), options, sums);
    VcpuExits mean = builder.account("all", -1, -1, "", sums);
    List<VcpuExits> vcpus = vms.stream().flatMap(vm -> vm.vcpus().stream()).toList();
    VcpuExits total = mean.judged(Verdicts.ofWorst(mean.verdict(), vcpus));
    if (total.reasons().stream().anyMatch(row -> OTHER_TABLE.matcher(row.reason()).find())) {
      notes.warn(
          "Reasons of RISC-V, PowerPC, s390, MIPS or LoongArch are counted and timed as they stand"
              + " there; causes are known for Intel, AMD and arm64 only.");
    }
    List<SecondRow> series =
        options.bySecond()
            ? builder.series(selected(accounts.tallies().values(), vms), accounts.firstTime())
            : List.of();
    return new ExitReport(
        facts(recording, name, accounts, notes, seconds), total, vms, series, List.of());
  }

  private static List<ThreadTally> selected(Collection<ThreadTally> threads, List<VmExits> vms) {
    Set<Integer> accounted =
        vms.stream()
            .flatMap(vm -> vm.vcpus().stream())
            .map(VcpuExits::thread)
            .collect(Collectors.toSet());
    return threads.stream().filter(thread -> accounted.contains(thread.thread)).toList();
  }

  private static RecordingFacts facts(
      PartedRecording recording,
      String name,
      ExitAccounts accounts,
      RecordingNotes notes,
      double seconds) {
    long backwards = accounts.tallies().values().stream().mapToLong(tally -> tally.backwards).sum();
    Map<String, Long> counts = new TreeMap<>(accounts.eventCounts());
    return new RecordingFacts(
        name,
        recording.format().title(),
        recording.bytes(),
        notes.clock(),
        notes.resolutionNanoseconds(),
        seconds,
        accounts.spanNanoseconds() > 0 ? accounts.firstTime() : 0,
        accounts.events(),
        notes.lost(),
        notes.lossWithoutCount(),
        notes.unreadableCount(),
        notes.unreadable(),
        backwards,
        recording.reasons().inhibits().names(accounts.inhibits()),
        notes.warnings(),
        counts,
        1,
        notes.host());
  }
}
