package org.pirouette.trace.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.format.FormatTable;
import org.pirouette.trace.input.RecordingInput;
import org.pirouette.trace.perf.PerfRecording;
import org.pirouette.trace.tracecmd.TraceDatRecording;

/// Reads [EventFormats] from another recording, from the kernel, or from a text.
public final class EventFormatReader {
  private static final int MOST_FORMATS = 20_000;
  private static final int MOST_FORMAT = 1 << 20;
  private static final int MOST_TEXT = 64 << 20;
  private static final int DEPTH = 4;

  private EventFormatReader() {}

  /// Reads formats.
  ///
  /// @param source a perf.data or trace.dat, a folder such as `/sys/kernel/tracing`, or a text of
  ///   `format` files one after the other
  /// @throws RecordingException if there are none in it
  public static EventFormats read(Path source) throws IOException, RecordingException {
    FormatTable table = Files.isDirectory(source) ? ofFolder(source) : ofFile(source);
    if (table.isEmpty()) {
      throw new RecordingException(
          "Expected event formats in "
              + source
              + ", found none; name a perf.data or trace.dat of the same kernel, or"
              + " /sys/kernel/tracing (root reads it).");
    }
    return new EventFormats(source.toString(), table);
  }

  private static FormatTable ofFile(Path file) throws IOException, RecordingException {
    try (RecordingInput input = RecordingInput.open(file, ignored -> {})) {
      byte[] head = input.head(Long.BYTES);
      String magic = new String(head, StandardCharsets.ISO_8859_1);
      if (magic.startsWith("PERFILE2")) {
        try (PerfRecording recording =
            new PerfRecording(Recordings.perfInput(input), EventFormats.NONE)) {
          return recording.formats();
        }
      }
      if (magic.startsWith("\27\10Dtra")) {
        try (TraceDatRecording recording = new TraceDatRecording(input.mappedCopy())) {
          return recording.formats();
        }
      }
      return ofText(new String(input.readAll(MOST_TEXT), StandardCharsets.UTF_8));
    }
  }

  /// `format` files one after the other, each from its line "name:".
  private static FormatTable ofText(String text) {
    FormatTable table = new FormatTable();
    int start = text.startsWith("name:") ? 0 : text.indexOf("\nname:") + 1;
    while (start >= 0 && text.startsWith("name:", start)) {
      int next = text.indexOf("\nname:", start);
      table.add(text.substring(start, next < 0 ? text.length() : next));
      start = next < 0 ? -1 : next + 1;
    }
    return table;
  }

  private static FormatTable ofFolder(Path folder) throws IOException, RecordingException {
    Path events = folder.resolve("events");
    FormatTable table = new FormatTable();
    try (Stream<Path> files = Files.walk(Files.isDirectory(events) ? events : folder, DEPTH)) {
      List<Path> formats =
          files.filter(file -> file.endsWith("format")).limit(MOST_FORMATS).toList();
      for (Path file : formats) {
        try (var bytes = Files.newInputStream(file)) {
          table.add(new String(bytes.readNBytes(MOST_FORMAT), StandardCharsets.UTF_8));
        }
      }
    } catch (UncheckedIOException | NoSuchFileException | java.nio.file.AccessDeniedException e) {
      throw new RecordingException(
          "Expected to read the event formats in "
              + folder
              + ", was refused; run as root, or name another recording of this kernel.",
          e);
    }
    return table;
  }
}
