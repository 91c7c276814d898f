package org.pirouette.trace.exits;

import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.HostHandler;

/// What a part of the recording says about one thread that only its neighbours can finish: how the
/// part begins (up to the thread's first entry) and how it ends.
final class Seam {
  /// No such time; not the value of an event without time.
  static final long NONE = Long.MIN_VALUE + 1;

  final int thread;

  /// Learnt before the first exit or entry: belongs to an exit of an earlier part.
  final OpenExit before = new OpenExit();

  /// Time of the first exit, if it comes before any entry.
  long firstExit = NONE;

  /// The last exit before the first entry; meaningful only with [#firstExit].
  @Nullable OpenExit headExit;

  /// Time of the first entry.
  long firstEntry = NONE;

  /// With an entry in the part: whether it ends in guest mode.
  boolean endsInGuest;

  /// With an entry in the part: since when it is in guest mode.
  long guestSince;

  /// With an entry in the part that does not end in guest mode: the exit that is open.
  @Nullable OpenExit tailExit;

  /// What the host handled since the last entry, or since the part began.
  int handler = HostHandler.NONE;

  Seam(int thread) {
    this.thread = thread;
  }
}
