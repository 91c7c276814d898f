package org.pirouette.trace.exits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
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

/// Makes the report of a recording: who exits, why, and what it costs.
public final class ExitReports {
  /// How exits of other architectures are named in texts.
  private static final Pattern OTHER_TABLE =
      Pattern.compile("^(SCAUSE:|trap=|icptcode |EXITCODE=|UNKNOWN \\(0x)");

  private static final int MOST_TABLE = 64 << 20;

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
      PartedRecording recording = Recordings.open(input, options.formats());
      return of(recording, name, options);
    } finally {
      input.close();
    }
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
    TableReader reader = new TableReader(format, notes);
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
    VcpuExits total = builder.account("all", -1, -1, "", sums);
    if (total.reasons().stream().anyMatch(row -> OTHER_TABLE.matcher(row.reason()).find())) {
      notes.warn(
          "Reasons of RISC-V, PowerPC, s390, MIPS or LoongArch are counted and timed as they stand"
              + " there; causes are known for Intel, AMD and arm64 only.");
    }
    List<SecondRow> series =
        options.bySecond()
            ? builder.series(selected(accounts.tallies().values(), vms), accounts.firstTime())
            : List.of();
    return new ExitReport(facts(recording, name, accounts, notes, seconds), total, vms, series);
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
        notes.host());
  }
}
