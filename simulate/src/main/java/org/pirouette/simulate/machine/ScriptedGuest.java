package org.pirouette.simulate.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.GuestScript;

/// Does what a recording shows: a main line, and handlers that may nest.
final class ScriptedGuest extends GuestModel {
  private final List<@Nullable List<GuestScript>> deliveries;
  private final int[] delivered = new int[256];
  private final int firstVirtualProcessor;
  private final double cyclesPerNanosecond;

  /// The main line, and above it the handlers that have begun and not ended; kept for the next
  /// ones.
  private final List<Frame> frames = new ArrayList<>();

  private int depth;
  private Frame current;

  /// How much later than recorded the main line acted last, in cycles; its next run makes it up.
  private long late;

  /// Where a script stands.
  private static final class Frame {
    GuestScript script = GuestScript.EMPTY;
    int next;

    /// What was left of its run when a handler began above it.
    long remaining;
  }

  /// @param firstVirtualProcessor number of the machine's first vCPU
  ScriptedGuest(Guest.Scripted guest, int firstVirtualProcessor, long hertz) {
    this.firstVirtualProcessor = firstVirtualProcessor;
    cyclesPerNanosecond = hertz / 1e9;
    deliveries = new ArrayList<>(java.util.Collections.nCopies(256, null));
    guest.handlers().forEach(handler -> deliveries.set(handler.vector(), handler.deliveries()));
    current = new Frame();
    current.script = guest.main();
    frames.add(current);
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
          case MASK -> GuestChoice.MASK.with(0);
          case UNMASK -> GuestChoice.UNMASK.with(0);
          case SET_TPR -> GuestChoice.SET_TPR.with(script.a(i));
          case RETURN -> throw new IllegalStateException("a handler ends before this");
        };
    if (depth == 0) {
      long at = script.at(i);
      late = at == GuestScript.ANY_TIME ? 0 : now - cycles(at);
    }
    plan();
    return choice;
  }

  private int end() {
    if (depth == 0) {
      plan();
      return NOTHING;
    }
    current = frames.get(--depth);
    remaining = current.remaining;
    spending = depth == 0 ? Spending.GUEST_WORK : Spending.GUEST_HANDLER;
    return GuestChoice.RETURN.with(0);
  }

  @Override
  void delivered(int vector, long now) {
    List<GuestScript> scripts = deliveries.get(vector);
    if (scripts == null) {
      throw new IllegalStateException(
          "the recorded guest has no handler for vector %02Xh".formatted(vector));
    }
    current.remaining = remaining;
    if (++depth == frames.size()) {
      frames.add(new Frame());
    }
    current = frames.get(depth);
    current.script = scripts.get(Math.min(delivered[vector]++, scripts.size() - 1));
    current.next = 0;
    plan();
  }

  private void plan() {
    GuestScript script = current.script;
    spending = depth == 0 ? Spending.GUEST_WORK : Spending.GUEST_HANDLER;
    if (current.next == script.size()) {
      remaining = depth == 0 ? FOREVER : 0;
      return;
    }
    remaining = cycles(script.run(current.next));
    if (depth == 0 && script.action(current.next) != GuestScript.Action.HALT) {
      remaining = Math.max(0, remaining - late);
    }
    late = 0;
  }

  private long cycles(long nanoseconds) {
    return Math.round(nanoseconds * cyclesPerNanosecond);
  }
}
