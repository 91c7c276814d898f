package org.pirouette.simulate.machine;

import org.pirouette.protocol.x86.GuestChoice;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.GuestScript;

/// Does what a recording shows.
final class ScriptedGuest extends GuestModel {
  private final Position main;
  private final Guest.Scripted guest;
  private final Position[] handlers = new Position[256];
  private final int[] deliveries = new int[256];
  private final int firstVirtualProcessor;
  private final double cyclesPerNanosecond;
  private Position current;
  private long interruptedRemaining;

  /// Where a script stands.
  private static final class Position {
    GuestScript script = GuestScript.EMPTY;
    int next;
  }

  /// @param firstVirtualProcessor number of the machine's first vCPU
  ScriptedGuest(Guest.Scripted guest, int firstVirtualProcessor, long hertz) {
    this.guest = guest;
    this.firstVirtualProcessor = firstVirtualProcessor;
    cyclesPerNanosecond = hertz / 1e9;
    main = new Position();
    main.script = guest.main();
    current = main;
    guest.handlers().forEach(handler -> handlers[handler.vector()] = new Position());
    plan();
  }

  @Override
  int act(long now) {
    GuestScript script = current.script;
    if (current.next == script.size() || script.action(current.next) == GuestScript.Action.RETURN) {
      return end();
    }
    int i = current.next++;
    int choice =
        switch (script.action(i)) {
          case EXIT -> {
            handlingCycles = cycles(script.b(i));
            yield GuestChoice.EXIT.with(script.a(i));
          }
          case HALT -> GuestChoice.HALT.with(0);
          case SEND_IPI ->
              GuestChoice.SEND_IPI.with(
                  (firstVirtualProcessor + script.a(i)) << 8 | (int) script.b(i));
          case ARM_TIMER -> {
            timerCycles = cycles(script.b(i));
            yield GuestChoice.ARM_TIMER.with(script.a(i));
          }
          case EOI -> GuestChoice.END_OF_INTERRUPT.with(0);
          case RETURN -> throw new IllegalStateException("a handler ends before this");
        };
    plan();
    return choice;
  }

  private int end() {
    if (current == main) {
      plan();
      return NOTHING;
    }
    current = main;
    remaining = interruptedRemaining;
    spending = Spending.GUEST_WORK;
    return GuestChoice.RETURN.with(0);
  }

  @Override
  void delivered(int vector, long now) {
    interruptedRemaining = remaining;
    Position position = handlers[vector];
    if (position == null) {
      throw new IllegalStateException(
          "the recorded guest has no handler for vector %02Xh".formatted(vector));
    }
    for (Guest.HandlerScripts scripts : guest.handlers()) {
      if (scripts.vector() == vector) {
        int k = Math.min(deliveries[vector]++, scripts.deliveries().size() - 1);
        position.script = scripts.deliveries().get(k);
      }
    }
    position.next = 0;
    current = position;
    plan();
  }

  private void plan() {
    spending = current == main ? Spending.GUEST_WORK : Spending.GUEST_HANDLER;
    if (current.next < current.script.size()) {
      remaining = cycles(current.script.run(current.next));
    } else {
      remaining = current == main ? FOREVER : 0;
    }
  }

  private long cycles(long nanoseconds) {
    return Math.round(nanoseconds * cyclesPerNanosecond);
  }
}
