package org.pirouette.trace.perf;

import java.io.IOException;
import org.pirouette.trace.event.RecordingException;

/// Cuts the sequence of records into chunks for several workers, so that events come in time order
/// from chunk to chunk (see [RecordChunk]). Walking the record headers is done under the lock.
///
/// Chunks are small; where rounds of perf are longer, a chunk grows until one ends in it.
final class ChunkCutter {
  static final int SAMPLE = 9;
  static final int FINISHED_ROUND = 68;
  private static final int SIZE_SHIFT = 48;
  private static final int MISALIGNED = Long.BYTES - 1;
  private static final int MOST_MISALIGNED = 0xfff8;
  private static final long LOW = (1L << SIZE_SHIFT) - 1;
  private static final int SMALL_STEP = 64;

  /// Of a chunk, the share that a cut must at least yield: else what is kept is copied too often.
  private static final int LEAST_SHARE = 8;

  private final RecordFeed feed;
  private final PerfDescription description;
  private final Layouts layouts;
  private final int usual;
  private long[] kept = {};
  private int keptLength;
  private int keptComplete;
  private long index;
  private long offset;
  private boolean ended;
  private long greatest = Long.MIN_VALUE;
  private long greatestBeforeRound = Long.MIN_VALUE;
  private long until = Long.MIN_VALUE;

  /// Where the walk over the current chunk's records is, and what it met.
  private int at;

  private int roundStart;
  private int lastRoundStart;
  private int lastRoundEnd;
  private long untilLastRound;
  private boolean damaged;

  /// The time of the sample before [#at], and where the last sample stands that is older than the
  /// one before it; 0 if none is.
  private long lastTime = Long.MIN_VALUE;

  private int disorder;

  /// The same at the end of the last round.
  private long lastTimeOfRound = Long.MIN_VALUE;

  private int disorderOfRound;

  /// The greatest time before the last cut within a round, and whether older samples came after it.
  private long cutTime = Long.MIN_VALUE;

  private boolean isLate;

  /// How many words to read at most: few behind a record that is no whole number of words, as there
  /// may be many.
  private int step = RecordChunk.MOST;

  /// @param usual size of chunks in words, at least that of the largest record
  ChunkCutter(RecordFeed feed, PerfDescription description, int usual) {
    this.feed = feed;
    this.description = description;
    this.layouts = new Layouts(description);
    this.usual = usual;
  }

  /// Gives the next chunk.
  ///
  /// @return false at the end
  synchronized boolean next(RecordChunk chunk) throws IOException, RecordingException {
    if (ended) {
      return false;
    }
    int size = usual;
    while (size < RecordChunk.MOST && keptLength > size / 2) {
      size = Math.min(2 * size, RecordChunk.MOST);
    }
    chunk.grow(size);
    System.arraycopy(kept, 0, chunk.words, 0, keptLength);
    chunk.fresh = keptComplete;
    chunk.after = until;
    chunk.index = index++;
    chunk.offset = offset;
    fill(chunk, size);
    offset += chunk.length - chunk.fresh;
    return true;
  }

  /// Reads on and walks over the records that are new, and ends the chunk after the last complete
  /// round.
  private void fill(RecordChunk chunk, int usualSize) throws IOException, RecordingException {
    at = chunk.fresh;
    roundStart = at;
    lastRoundStart = -1;
    lastRoundEnd = -1;
    untilLastRound = until;
    damaged = false;
    disorder = Math.max(0, disorder);
    int filled = keptLength;
    int size = usualSize;
    while (true) {
      int wanted = Math.min(size - filled, step);
      int got = feed.read(chunk.words, filled, wanted);
      filled += got;
      boolean last = got < wanted;
      int whole = walk(chunk, filled);
      if (whole < filled) {
        filled = whole;
        step = SMALL_STEP;
        continue;
      }
      step = Math.min(2 * step, RecordChunk.MOST);
      if (!last && !damaged && filled < size) {
        continue;
      }
      if (last || damaged) {
        endAll(chunk, filled);
        return;
      }
      if (lastRoundEnd >= 0 && lastRoundEnd - chunk.fresh >= size / LEAST_SHARE) {
        endAfterRound(chunk, filled);
        return;
      }
      if (size == RecordChunk.MOST) {
        endWithinRound(chunk, filled);
        return;
      }
      size = Math.min(2 * size, RecordChunk.MOST);
      chunk.grow(size);
    }
  }

  /// The size of a record in bytes.
  ///
  /// @param header its first word
  static int sizeOf(long header) {
    return (int) (header >>> SIZE_SHIFT);
  }

  /// Goes on over the records.
  ///
  /// @return where words end that are records; less than `filled` where a record is no whole number
  ///   of words, so that the feed went back to its end
  private int walk(RecordChunk chunk, int filled) {
    layouts.refresh();
    long[] words = chunk.words;
    int position = at;
    long most = greatest;
    long last = lastTime;
    while (position < filled) {
      long header = words[position];
      int bytes = sizeOf(header);
      if (bytes == 0 || (bytes & MISALIGNED) != 0) {
        if (bytes < Long.BYTES || bytes > MOST_MISALIGNED) {
          description.notes.unreadable(
              chunk.placeOf(position), "a record of " + bytes + " bytes: the rest is left out");
          damaged = true;
          break;
        }
        int padded = (bytes + MISALIGNED) / Long.BYTES;
        if (position + padded > filled) {
          break;
        }
        words[position] = header & LOW | (long) padded * Long.BYTES << SIZE_SHIFT;
        feed.back((long) (filled - position) * Long.BYTES - bytes);
        greatest = most;
        lastTime = last;
        at = position;
        return position + padded;
      }
      int record = bytes / Long.BYTES;
      if (position + record > filled) {
        break;
      }
      int type = (int) header;
      if (type == SAMPLE) {
        SampleLayout layout = layouts.of(words, position);
        if (layout != null && layout.fixedLength() <= record) {
          long time = layout.timeAt(words, position);
          most = Math.max(most, time);
          if (time < last) {
            disorder = position;
            isLate |= time < cutTime;
          }
          last = time;
        }
      }
      position += record;
      if (type == FINISHED_ROUND) {
        untilLastRound = greatestBeforeRound;
        greatestBeforeRound = most;
        lastRoundStart = roundStart;
        lastRoundEnd = position;
        roundStart = position;
        lastTimeOfRound = last;
        disorderOfRound = disorder;
      }
    }
    greatest = most;
    lastTime = last;
    at = position;
    return filled;
  }

  private void endAll(RecordChunk chunk, int filled) {
    if (!damaged && (at < filled || feed.endsWithinWord())) {
      description.notes.warn(
          "The file is cut off in the middle of a record; what is complete was read.");
    }
    if (isLate) {
      description.notes.warn(
          "perf wrote more than %d MiB at a time, some of it out of order: exits of threads that moved to another CPU then may be paired wrongly."
              .formatted((long) RecordChunk.MOST * Long.BYTES >> 20));
    }
    chunk.length = at;
    chunk.until = Long.MAX_VALUE;
    chunk.sorted = disorder == 0;
    ended = true;
  }

  /// No end of a round in sight: the largest chunk is too small for it. Order over the cut is then
  /// only as good as the file's.
  private void endWithinRound(RecordChunk chunk, int filled) {
    chunk.length = at;
    chunk.until = Long.MAX_VALUE;
    until = Long.MAX_VALUE;
    greatestBeforeRound = greatest;
    cutTime = greatest;
    chunk.sorted = disorder == 0;
    keep(chunk, at, at, filled);
  }

  private void endAfterRound(RecordChunk chunk, int filled) {
    chunk.length = lastRoundEnd;
    chunk.until = untilLastRound;
    until = untilLastRound;
    chunk.sorted = disorderOfRound == 0;
    lastTime = lastTimeOfRound;
    disorder = disorderOfRound;
    keep(chunk, lastRoundStart, lastRoundEnd, filled);
  }

  /// Keeps records for the next chunk.
  ///
  /// @param from first word to keep
  /// @param complete where records start that were not part of this chunk
  private void keep(RecordChunk chunk, int from, int complete, int filled) {
    keptLength = filled - from;
    keptComplete = complete - from;
    disorder -= from;
    if (kept.length < keptLength) {
      kept = new long[Math.max(keptLength, usual)];
    }
    System.arraycopy(chunk.words, from, kept, 0, keptLength);
  }
}
