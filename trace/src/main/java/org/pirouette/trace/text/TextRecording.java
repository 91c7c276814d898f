package org.pirouette.trace.text;

import java.io.IOException;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.PartedRecording;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.input.RecordingInput;

/// A recording as text: ftrace's `trace` and `trace_pipe`, `trace-cmd report`, `perf script`, in
/// all their variants, also quoted, wrapped and cut.
public final class TextRecording implements PartedRecording {
  private static final int HEAD = 64 << 10;

  private final RecordingInput input;
  private final RecordingFormat format;
  private final ReasonDictionary reasons = new ReasonDictionary();
  private final RecordingNotes notes = new RecordingNotes();
  private final LineNumbers numbers = new LineNumbers();
  private final TextLines lines;
  private final TextChunks chunks;

  /// @param input closed with this
  /// @param format which of the text formats it is; they are all read alike
  public TextRecording(RecordingInput input, RecordingFormat format) throws IOException {
    this.input = input;
    this.lines = TextLines.of(input.head(HEAD));
    this.format = format;
    this.chunks = new TextChunks(input);
    notes.clock("", 1000);
    if (lines.timesAreDifferences()) {
      notes.warn(
          "The times start at 0 and go back again and again, so they are differences: exits were"
              + " counted, not timed. Print them again without --deltatime.");
    }
  }

  @Override
  public RecordingFormat format() {
    return format;
  }

  @Override
  public PartReader newReader(boolean ordered) {
    return new TextPartReader(chunks, new LineParser(reasons), notes, numbers, lines);
  }

  @Override
  public int workers() {
    long chunksInAll = input.size() < 0 ? 64 : input.size() / TextChunks.SIZE;
    return (int) Math.clamp(chunksInAll, 1, Runtime.getRuntime().availableProcessors());
  }

  @Override
  public long bytes() {
    return input.size();
  }

  @Override
  public RecordingNotes notes() {
    numbers.tell(notes);
    input.tellDamage(notes);
    return notes;
  }

  @Override
  public ReasonDictionary reasons() {
    return reasons;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
