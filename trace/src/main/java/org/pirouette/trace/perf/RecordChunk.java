package org.pirouette.trace.perf;

import java.util.Arrays;

/// A worker's piece of the sequence of records: whole records, and which times it is responsible
/// for.
///
/// ```
/// words: | the last round of the chunk before | new records ...            |
///        0                                    fresh                        length
/// ```
///
/// perf writes rounds: in each it empties the buffer of one CPU after the other. What is written
/// after round n + 1 is younger than everything up to round n (that is how perf sorts). So a chunk
/// handles its events up to the greatest time before its last round; the rest of that round is
/// handled by the next chunk, which gets the round's records again.
///
/// A record is a multiple of 64-bit words, little-endian: its first word has the type in bits 31:0
/// and the size in bytes in bits 63:48.
final class RecordChunk {
  /// What a chunk begins with, in words: it and what is done with it stay in a core's own cache.
  static final int USUAL = (1 << 20) / Long.BYTES;

  /// The largest chunk, in words: rounds of perf longer than this cannot be put in order as a
  /// whole.
  static final int MOST = (16 << 20) / Long.BYTES;

  /// How many words past the content an array must have, so that a field may be read at its end.
  private static final int SLACK = 2;

  long[] words = {};
  int length;

  /// Where records start that no chunk before had.
  int fresh;

  /// Of the records before [#fresh], those with a greater time are this chunk's.
  long after;

  /// Records with a greater time are the next chunk's.
  long until;

  /// Whether the samples stand in time order already.
  boolean sorted;

  long index;

  /// Where the new records stand in the sequence of all records, in words; for messages.
  long offset;

  /// Makes room, keeping what is there.
  ///
  /// @param size in words
  void grow(int size) {
    if (words.length < size + SLACK) {
      words = Arrays.copyOf(words, size + SLACK);
    }
  }

  /// Where a record of this chunk stands in the sequence of all records, in bytes.
  long placeOf(int at) {
    return (offset + at - fresh) * Long.BYTES;
  }
}
