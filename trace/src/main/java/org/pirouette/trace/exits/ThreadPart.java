package org.pirouette.trace.exits;

import org.pirouette.trace.event.RecordedEvent;

/// Follows one thread through one part of a recording: pairs its exits with its entries, and keeps
/// apart what only the parts before can finish (see [Seam]).
final class ThreadPart {
  private enum Phase {
    /// Neither exit nor entry so far in this part.
    UNSEEN,
    /// An exit, but no entry so far in this part.
    HEAD,
    /// In guest mode.
    GUEST,
    /// An exit after an entry of this part.
    HOST
  }

  final ThreadTally tally;
  private final OpenExit open = new OpenExit();
  private Seam seam;
  private Phase phase = Phase.UNSEEN;
  private long guestSince;

  /// The part that this state belongs to.
  long part = -1;

  ThreadPart(int thread) {
    tally = new ThreadTally(thread);
    seam = new Seam(thread);
  }

  /// Forgets the part before.
  Seam beginPart(long number) {
    part = number;
    phase = Phase.UNSEEN;
    seam = new Seam(tally.thread);
    return seam;
  }

  void entry(long time, boolean bySecond) {
    switch (phase) {
      case HOST -> tally.complete(open, time, bySecond);
      case UNSEEN -> seam.firstEntry = time;
      case HEAD -> {
        seam.firstEntry = time;
        seam.headExit = copy();
      }
      case GUEST -> {}
    }
    phase = Phase.GUEST;
    guestSince = time;
  }

  void exit(RecordedEvent event) {
    switch (phase) {
      case GUEST -> {
        tally.addGuest(guestSince, event.time);
        phase = Phase.HOST;
      }
      case HOST, HEAD -> tally.leaveOpen(open);
      case UNSEEN -> {
        seam.firstExit = event.time;
        phase = Phase.HEAD;
      }
    }
    open.begin(event);
  }

  void learn(RecordedEvent event) {
    switch (phase) {
      case UNSEEN -> seam.before.learn(event);
      case HEAD, HOST -> open.learn(event);
      case GUEST -> {}
    }
  }

  /// Closes the part.
  void endPart() {
    switch (phase) {
      case UNSEEN -> {}
      case HEAD -> seam.headExit = copy();
      case GUEST -> {
        seam.endsInGuest = true;
        seam.guestSince = guestSince;
      }
      case HOST -> seam.tailExit = copy();
    }
  }

  private OpenExit copy() {
    OpenExit copy = new OpenExit();
    copy.copyFrom(open);
    return copy;
  }
}
