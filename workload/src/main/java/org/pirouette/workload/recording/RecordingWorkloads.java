package org.pirouette.workload.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.pirouette.protocol.Architectures;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.input.InputName;
import org.pirouette.trace.read.RecordingReader;
import org.pirouette.trace.read.RecordingSummary;

/// Reads a recording and makes a workload of it.
public final class RecordingWorkloads {
  private static final long LONGEST_JUMP_NANOSECONDS = 3_600_000_000_000L;

  /// As a scenario may have.
  private static final int MOST_PROCESSORS = 4096;

  private static final String RECORD =
      "record again with all events of KVM, for example 'trace-cmd record -e kvm' or"
          + " 'perf record -a -e kvm:*'";

  private RecordingWorkloads() {}

  /// Reads a recording of any format that holds single events.
  ///
  /// @param hertz clock of the host, which no recording tells
  /// @throws RecordingException if the file is no recording, or shows too little; the sentence says
  ///   what to do
  public static RecordedWorkload read(Path file, long hertz)
      throws RecordingException, IOException {
    return read(file, EventFormats.NONE, hertz, ignored -> {});
  }

  /// Reads a recording, telling how far it is.
  ///
  /// @param formats of events, used where the recording lacks them
  /// @param progress told how many more bytes were read
  public static RecordedWorkload read(
      Path file, EventFormats formats, long hertz, LongConsumer progress)
      throws RecordingException, IOException {
    return read(file, formats, hertz, FirstPart.MOST_KEPT, progress);
  }

  static RecordedWorkload read(
      Path file, EventFormats formats, long hertz, int mostKept, LongConsumer progress)
      throws RecordingException, IOException {
    String name = InputName.of(file);
    RecordingScan scan = new RecordingScan();
    FirstPart first = new FirstPart(scan, mostKept);
    RecordingSummary summary = RecordingReader.read(file, formats, first, progress);
    if (scan.exitCount() == 0 && !scan.withoutTimes() && !summary.warnings().isEmpty()) {
      throw new RecordingException(
          name + ": no kvm_exit event could be read. " + String.join(" ", summary.warnings()));
    }
    if (scan.exitCount() == 0 && !scan.withoutTimes()) {
      throw new RecordingException(
          name
              + ": no kvm_exit event in this recording, so there is no guest to compare; "
              + RECORD
              + ".");
    }
    if (scan.withoutTimes()) {
      throw new RecordingException(
          name
              + ": its events have no times, so no workload can be taken out of it ('pirouette"
              + " exits' still counts them); "
              + RECORD
              + ".");
    }
    if (scan.otherArchitecture()) {
      throw new RecordingException(
          name
              + ": expected a recording of a host that is "
              + Architectures.all().stream()
                  .map(known -> known + " (" + known.recordedAs() + ")")
                  .collect(Collectors.joining(" or "))
              + ", found exits of another architecture, which 'compare' does not know yet"
              + " ('pirouette exits' reads them).");
    }
    if (scan.longestJump() > LONGEST_JUMP_NANOSECONDS) {
      throw new RecordingException(
          name
              + ": expected times that follow each other, found %,d s without any event: a time"
                  .formatted(scan.longestJump() / 1_000_000_000)
              + " stamp is damaged, or two recordings were joined; record again, or give one of"
              + " them.");
    }
    if (!summary.nanoseconds()) {
      throw new RecordingException(
          name
              + ": its times are ticks of a counter ('"
              + summary.clock()
              + "'), not nanoseconds; record with the trace clock 'local', 'global' or 'mono'.");
    }
    if (scan.acceptCount() == 0 && scan.evidence().handlers() == 0) {
      throw new RecordingException(name + ": " + scan.architecture().arrivalEvents() + ".");
    }
    long processors = scan.machines().stream().mapToLong(List::size).sum();
    if (processors > MOST_PROCESSORS) {
      throw new RecordingException(
          name
              + ": expected at most %,d vCPUs to simulate, found %,d ('pirouette exits' counts them all)."
                  .formatted(MOST_PROCESSORS, processors));
    }
    return new WorkloadBuilder(
            InputName.brief(file),
            scan,
            first.exitsAfter(),
            hertz,
            summary.lostEvents(),
            summary.inhibits().names(scan.inhibitions()),
            RecordingNotes.of(summary))
        .build();
  }
}
