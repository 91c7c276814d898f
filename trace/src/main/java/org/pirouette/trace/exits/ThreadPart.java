package org.pirouette.trace.exits;

import org.pirouette.trace.event.HostHandler;
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

  /// What the host handled since the entry.
  private int handler = HostHandler.NONE;

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
    handler = HostHandler.NONE;
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
    handler = HostHandler.NONE;
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
    open.handler = handler;
    handler = HostHandler.NONE;
  }

  /// The host handles an interrupt on this thread: on arm64, what made the guest exit.
  void handles(int number) {
    if (phase == Phase.GUEST || phase == Phase.UNSEEN) {
      handler = HostHandler.chosen(handler, number);
    }
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
    seam.handler = handler;
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
