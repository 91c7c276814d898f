package org.pirouette.trace.event;

/// A recording opened for reading, as a whole or in parts by several threads.
public interface PartedRecording extends AutoCloseable {
  /// What the recording is.
  RecordingFormat format();

  /// Makes a reader for one worker. All readers together give each event once.
  ///
  /// @param ordered whether all events of a part shall come in time order, not only each thread's;
  ///   with one single reader the whole recording is then in time order
  PartReader newReader(boolean ordered);

  /// How many workers are worth while: 1 for small recordings.
  int workers();

  /// The size of the file in bytes, -1 if unknown.
  long bytes();

  /// What was found besides events; complete when all readers are at the end.
  RecordingNotes notes();

  /// The exit reasons that the events refer to.
  ReasonDictionary reasons();

  @Override
  void close() throws java.io.IOException;
}
