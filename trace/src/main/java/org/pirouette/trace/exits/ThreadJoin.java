package org.pirouette.trace.exits;

import org.pirouette.trace.event.HostHandler;

/// Carries one thread's state over the seams between parts, in the order of the parts.
///
/// As in `perf kvm stat`, an exit is timed only if the thread had an entry before it: the first
/// exit of a recording that starts in the middle has no known beginning of its vCPU.
final class ThreadJoin {
  final ThreadTally tally;
  private final OpenExit open = new OpenExit();
  private boolean isOpen;
  private boolean inGuest;
  private boolean entered;
  private long guestSince;
  private int handler = HostHandler.NONE;

  ThreadJoin(int thread) {
    tally = new ThreadTally(thread);
  }

  void join(Seam seam, boolean bySecond) {
    if (isOpen) {
      open.learn(seam.before);
    }
    OpenExit headExit = seam.headExit;
    if (headExit != null) {
      if (inGuest) {
        tally.addGuest(guestSince, seam.firstExit);
      } else if (isOpen) {
        tally.leaveOpen(open);
      }
      inGuest = false;
      isOpen = true;
      open.copyFrom(headExit);
      open.handler = HostHandler.chosen(open.handler, handler);
      handler = HostHandler.NONE;
    }
    if (seam.firstEntry == Seam.NONE) {
      handler = HostHandler.chosen(handler, seam.handler);
      return;
    }
    handler = seam.handler;
    if (isOpen) {
      finish(seam.firstEntry, bySecond);
    }
    entered = true;
    inGuest = seam.endsInGuest;
    guestSince = seam.guestSince;
    OpenExit tailExit = seam.tailExit;
    isOpen = tailExit != null;
    if (tailExit != null) {
      open.copyFrom(tailExit);
    }
  }

  private void finish(long entry, boolean bySecond) {
    if (entered) {
      tally.complete(open, entry, bySecond);
    } else {
      tally.leaveOpen(open);
    }
  }

  /// The recording ends: an exit that is still open is counted without time.
  void end() {
    if (isOpen) {
      tally.leaveOpen(open);
      isOpen = false;
    }
  }
}
