package org.pirouette.trace.perf;

import java.io.IOException;
import org.pirouette.trace.event.RecordingException;

/// Gives the records of a perf.data file, one after the other, decompressed, whatever way they are
/// stored. Not for several threads at once.
interface RecordFeed {
  /// Copies more words of the sequence of records; a record may be cut at the end of what is
  /// copied.
  ///
  /// @return how many words; fewer than `length` only at the end
  int read(long[] target, int at, int length) throws IOException, RecordingException;

  /// Goes back, so that what follows a record whose length is no multiple of a word is read as
  /// words again.
  ///
  /// @param bytes how far; not more than was read
  void back(long bytes);

  /// Whether there are bytes after the last word.
  boolean endsWithinWord();
}
