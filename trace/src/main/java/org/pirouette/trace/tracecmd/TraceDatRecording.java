package org.pirouette.trace.tracecmd;

import java.io.IOException;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.PartedRecording;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.format.FormatTable;
import org.pirouette.trace.input.RecordingInput;

/// A trace.dat file of trace-cmd, versions 6 and 7.
public final class TraceDatRecording implements PartedRecording {
  private final RecordingInput input;
  private final RecordingNotes notes = new RecordingNotes();
  private final TraceDatDescription description = new TraceDatDescription(notes);

  /// Opens the file.
  ///
  /// @param input a mapped file; closed with this, if this could be opened
  public TraceDatRecording(RecordingInput input) throws IOException, RecordingException {
    this.input = input;
    notes.clock("", 1);
    new DescriptionReader(input, description).read();
    if (description.formats.isEmpty()) {
      throw new RecordingException(
          "Expected event formats in " + input.name() + ", found none; the file is damaged.");
    }
  }

  /// The formats of the events, as this recording has them.
  public FormatTable formats() {
    return description.formats;
  }

  @Override
  public RecordingFormat format() {
    return RecordingFormat.TRACE_DAT;
  }

  @Override
  public PartReader newReader(boolean ordered) {
    return new TraceDatReader(input, description);
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public long bytes() {
    return input.size();
  }

  @Override
  public RecordingNotes notes() {
    input.tellDamage(notes);
    return notes;
  }

  @Override
  public ReasonDictionary reasons() {
    return description.reasons;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
