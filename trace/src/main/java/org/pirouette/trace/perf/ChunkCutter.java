package org.pirouette.trace.perf;

import java.io.IOException;
import org.pirouette.trace.RecordingException;
import org.pirouette.trace.input.Bytes;

/// Cuts the sequence of records into chunks for several workers, so that events come in time order
/// from chunk to chunk (see [RecordChunk]). Walking the record headers is done under the lock.
final class ChunkCutter {
  static final int SAMPLE = 9;
  static final int FINISHED_ROUND = 68;
  private static final int HEADER = 8;

  private final RecordFeed feed;
  private final PerfDescription description;
  private final int size;
  private final byte[] kept;
  private int keptLength;
  private int keptComplete;
  private long index;
  private long offset;
  private boolean ended;
  private long greatest = Long.MIN_VALUE;
  private long greatestBeforeRound = Long.MIN_VALUE;
  private long until = Long.MIN_VALUE;

  /// @param size of chunks in bytes, at least that of the largest record
  ChunkCutter(RecordFeed feed, PerfDescription description, int size) {
    this.size = size;
    this.kept = new byte[size];
    this.feed = feed;
    this.description = description;
  }

  /// Gives the next chunk.
  ///
  /// @return false at the end
  synchronized boolean next(RecordChunk chunk) throws IOException, RecordingException {
    if (ended) {
      return false;
    }
    byte[] bytes = chunk.bytes;
    System.arraycopy(kept, 0, bytes, 0, keptLength);
    chunk.fresh = keptComplete;
    chunk.after = until;
    chunk.index = index++;
    chunk.offset = offset;
    int wanted = size - keptLength;
    int got = feed.read(bytes, keptLength, wanted);
    int filled = keptLength + got;
    boolean last = got < wanted;
    cut(chunk, filled, last);
    offset += chunk.length - chunk.fresh;
    return true;
  }

  /// Walks over the records that are new, and ends the chunk after the last complete round.
  private void cut(RecordChunk chunk, int filled, boolean last) {
    byte[] bytes = chunk.bytes;
    Layouts layouts = new Layouts(description);
    int at = chunk.fresh;
    int lastRoundStart = -1;
    int lastRoundEnd = -1;
    int roundStart = at;
    long untilLastRound = until;
    boolean damaged = false;
    while (at + HEADER <= filled) {
      int record = Bytes.shortAt(bytes, at + 6);
      if (record < HEADER) {
        description.notes.unreadable(
            chunk.offset + at - chunk.fresh,
            "a record of " + record + " bytes: the rest is left out");
        damaged = true;
        break;
      }
      if (at + record > filled) {
        break;
      }
      int type = Bytes.intAt(bytes, at);
      if (type == SAMPLE) {
        SampleLayout layout = layouts.of(bytes, at);
        if (layout != null && layout.time >= 0 && layout.fixedLength() <= record) {
          greatest = Math.max(greatest, Bytes.longAt(bytes, at + layout.time));
        }
      }
      at += record;
      if (type == FINISHED_ROUND) {
        untilLastRound = greatestBeforeRound;
        greatestBeforeRound = greatest;
        lastRoundStart = roundStart;
        lastRoundEnd = at;
        roundStart = at;
      }
    }
    if (last || damaged) {
      endAll(chunk, at, filled, damaged);
    } else if (lastRoundEnd < 0 || lastRoundEnd - chunk.fresh < size / 8) {
      endWithinRound(chunk, at, filled);
    } else {
      endAfterRound(chunk, lastRoundStart, lastRoundEnd, filled, untilLastRound);
    }
  }

  private void endAll(RecordChunk chunk, int complete, int filled, boolean damaged) {
    if (!damaged && complete < filled) {
      description.notes.warn(
          "The file is cut off in the middle of a record; what is complete was read.");
    }
    chunk.length = complete;
    chunk.until = Long.MAX_VALUE;
    ended = true;
  }

  /// No end of a round in sight: the buffer is too small for it. Order over the cut is then only as
  /// good as the file's.
  private void endWithinRound(RecordChunk chunk, int complete, int filled) {
    chunk.length = complete;
    chunk.until = Long.MAX_VALUE;
    until = Long.MAX_VALUE;
    greatestBeforeRound = greatest;
    keep(chunk, complete, complete, filled);
  }

  private void endAfterRound(
      RecordChunk chunk, int roundStart, int roundEnd, int filled, long untilRound) {
    chunk.length = roundEnd;
    chunk.until = untilRound;
    until = untilRound;
    keep(chunk, roundStart, roundEnd, filled);
  }

  /// Keeps bytes for the next chunk.
  ///
  /// @param from first byte to keep
  /// @param complete where records start that were not part of this chunk
  private void keep(RecordChunk chunk, int from, int complete, int filled) {
    keptLength = filled - from;
    keptComplete = complete - from;
    System.arraycopy(chunk.bytes, from, kept, 0, keptLength);
  }

  int chunkSize() {
    return size;
  }
}
