package org.pirouette.trace.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.pirouette.trace.event.PartedRecording;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.input.RecordingInput;
import org.pirouette.trace.perf.PerfRecording;
import org.pirouette.trace.text.TextFormats;
import org.pirouette.trace.text.TextRecording;
import org.pirouette.trace.tracecmd.TraceDatRecording;

/// Opens recordings, finding the format by content.
public final class Recordings {
  private static final int HEAD = 64 << 10;
  private static final int MOST_PREFACE = 4 << 20;

  private Recordings() {}

  /// Opens a recording that has events.
  ///
  /// @param file "-" is standard input
  /// @param progress told how many more bytes were read, by any thread
  /// @throws RecordingException if the file is none, or a table that another tool made
  public static PartedRecording open(Path file, LongConsumer progress)
      throws IOException, RecordingException {
    return open(file, EventFormats.NONE, progress);
  }

  /// Opens a recording that has events.
  ///
  /// @param formats of events, used where the recording lacks them
  public static PartedRecording open(Path file, EventFormats formats, LongConsumer progress)
      throws IOException, RecordingException {
    RecordingInput input = RecordingInput.open(file, progress);
    try {
      return open(input, formats);
    } catch (IOException | RecordingException | RuntimeException failure) {
      input.close();
      throw failure;
    }
  }

  /// Opens a recording that has events; the caller closes the input.
  ///
  /// @param formats of events, used where the recording lacks them
  public static PartedRecording open(RecordingInput input, EventFormats formats)
      throws IOException, RecordingException {
    RecordingFormat format = detect(input);
    return switch (format) {
      case PERF_DATA -> new PerfRecording(perfInput(input), formats);
      case TRACE_DAT -> new TraceDatRecording(input.mappedCopy());
      case FTRACE_TEXT, TRACE_CMD_REPORT, PERF_SCRIPT -> new TextRecording(input, format);
      default ->
          throw new RecordingException(
              "Expected single events, found a "
                  + format.title()
                  + " in "
                  + input.name()
                  + "; use 'pirouette exits' for such summaries.");
    };
  }

  /// A perf.data so that it can be read: its description stands at both its ends, so that only a
  /// pipe's can be read as a stream.
  static RecordingInput perfInput(RecordingInput input) throws IOException, RecordingException {
    byte[] head = input.head(16);
    boolean pipe = head.length == 16 && head[8] == 16;
    return pipe ? input : input.mappedCopy();
  }

  /// What a recording is.
  ///
  /// @throws RecordingException if it is nothing known
  public static RecordingFormat detect(RecordingInput input)
      throws IOException, RecordingException {
    byte[] head = input.head(HEAD);
    if (head.length == 0 && input.damage().isPresent()) {
      throw new RecordingException(
          "Expected compressed data in %s, found it damaged from the start (%s); copy it again."
              .formatted(input.name(), input.damage().get()));
    }
    if (head.length == 0) {
      throw new RecordingException(
          "Expected a recording, found nothing: " + input.name() + " is empty.");
    }
    if (startsWith(head, "PERFILE2") || startsWith(head, "2ELIFREP")) {
      return RecordingFormat.PERF_DATA;
    }
    if (startsWith(head, "\27\10Dtracing")) {
      return RecordingFormat.TRACE_DAT;
    }
    Optional<RecordingFormat> format = TextFormats.detect(head);
    if (format.isEmpty() && input.isMapped() && !isBinary(head)) {
      format = detectFurtherIn(input);
    }
    if (format.isEmpty()) {
      throw new RecordingException(
          "Expected a recording (perf.data, trace.dat, text of ftrace, perf script or trace-cmd report, or a"
              + " table of perf kvm stat, kvm_stat or kvmexit), found "
              + (isBinary(head) ? "other binary data" : "a text without events")
              + " in "
              + input.name()
              + "; record with 'perf kvm stat record -a' or 'trace-cmd record -e kvm'.");
    }
    return format.get();
  }

  /// Events may come after a long preface: a log before them, the header of `perf script`.
  private static Optional<RecordingFormat> detectFurtherIn(RecordingInput input)
      throws IOException {
    Optional<RecordingFormat> format = Optional.empty();
    byte[] piece = new byte[2 * HEAD];
    for (long offset = HEAD / 2;
        format.isEmpty() && offset < Math.min(input.size(), MOST_PREFACE);
        offset += piece.length - HEAD / 4) {
      int length = (int) Math.min(piece.length, input.size() - offset);
      input.copy(offset, piece, 0, length);
      format = TextFormats.detect(Arrays.copyOf(piece, length));
    }
    return format;
  }

  private static boolean startsWith(byte[] head, String magic) {
    if (head.length < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if (head[i] != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBinary(byte[] head) {
    for (byte value : head) {
      if (value == 0) {
        return true;
      }
    }
    return false;
  }
}
