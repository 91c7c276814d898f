package org.pirouette.simulate.machine;

import java.util.Arrays;

/// The guests that wait until an IPI they sent was handled: by target a list of senders.
final class Waiters {
  private static final int NOBODY = -1;

  private final GuestModel[] guests;
  private final Processors processors;
  private final int[] first;
  private final int[] next;

  Waiters(GuestModel[] guests, Processors processors) {
    this.guests = guests;
    this.processors = processors;
    first = new int[guests.length];
    Arrays.fill(first, NOBODY);
    next = new int[guests.length];
  }

  void add(int sender, int target) {
    next[sender] = first[target];
    first[target] = sender;
  }

  /// The handler of an IPI, which started at a given time, ran to its end.
  void answer(int target, int vector, long handlerStart) {
    int waiter = first[target];
    first[target] = NOBODY;
    while (waiter != NOBODY) {
      int following = next[waiter];
      SyntheticGuest sender = (SyntheticGuest) guests[waiter];
      if (sender.awaits(vector, handlerStart)) {
        processors.answer(waiter, sender);
      } else {
        add(waiter, target);
      }
      waiter = following;
    }
  }
}
