package org.pirouette.trace.perf;

import org.pirouette.trace.input.Bytes;

/// A worker's piece of the sequence of records: whole records, and which times it is responsible
/// for.
///
/// ```
/// bytes: | the last round of the chunk before | new records ...            |
///        0                                    fresh                        length
/// ```
///
/// perf writes rounds: in each it empties the buffer of one CPU after the other. What is written
/// after round n + 1 is younger than everything up to round n (that is how perf sorts). So a chunk
/// handles its events up to the greatest time before its last round; the rest of that round is
/// handled by the next chunk, which gets the round's bytes again.
final class RecordChunk {
  /// The largest chunk: rounds of perf longer than this cannot be put in order as a whole.
  static final int MOST = 16 << 20;

  final byte[] bytes;
  int length;

  /// Where records start that no chunk before had.
  int fresh;

  /// Of the records before [#fresh], those with a greater time are this chunk's.
  long after;

  /// Records with a greater time are the next chunk's.
  long until;

  long index;

  /// Where the new records stand in the sequence of all records; for messages.
  long offset;

  /// @param size of the chunk in bytes
  RecordChunk(int size) {
    bytes = new byte[size + Bytes.SLACK];
  }
}
