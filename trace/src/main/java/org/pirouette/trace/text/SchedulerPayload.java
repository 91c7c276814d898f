package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.pirouette.trace.event.RecordedEvent;

/// Reads what stands behind `sched_switch`, `sched_waking` and `sched_wakeup`, in the kernel's and
/// in libtraceevent's form.
final class SchedulerPayload {
  private static final byte[] ARROW = word("==>");
  private static final byte[] NEXT_PID = word("next_pid=");
  private static final byte[] PREV_STATE = word("prev_state=");
  private static final byte[] PID = word(" pid=");
  private static final byte[] BRACKET = word(" [");

  /// The bits of a thread's state that are not 0 while it sleeps; above is "was preempted".
  private static final int SLEEPS = 0xff;

  private SchedulerPayload() {}

  private static byte[] word(String text) {
    return text.getBytes(US_ASCII);
  }

  /// "... prev_state=S ==> next_comm=x next_pid=2 ...", "vmm:12 [120] S ==> x:2 [120]".
  static boolean readSwitch(Cursor cursor, RecordedEvent event) {
    int arrow = cursor.find(cursor.position, ARROW);
    if (arrow < 0) {
      return readRawSwitch(cursor, event);
    }
    int state = arrow - 1;
    while (state > cursor.position && Cursor.isSpace(cursor.bytes[state])) {
      state--;
    }
    while (state > cursor.position
        && !Cursor.isSpace(cursor.bytes[state - 1])
        && cursor.bytes[state - 1] != '=') {
      state--;
    }
    event.data = cursor.bytes[state] == 'R' ? 1 : 0;
    cursor.position = arrow;
    long next = cursor.numberAfter(NEXT_PID);
    event.target = (int) (next == Cursor.NONE ? numberBeforePriority(cursor) : next);
    return true;
  }

  /// "prev_comm=x prev_pid=1 prev_prio=120 prev_state=2 next_comm=y next_pid=2 next_prio=120".
  private static boolean readRawSwitch(Cursor cursor, RecordedEvent event) {
    long next = cursor.numberAfter(NEXT_PID);
    long state = cursor.numberAfter(PREV_STATE);
    event.target = (int) (next == Cursor.NONE ? RecordedEvent.UNKNOWN : next);
    event.data = state != Cursor.NONE && (state & SLEEPS) == 0 ? 1 : 0;
    return next != Cursor.NONE;
  }

  /// "comm=x pid=2 prio=120 target_cpu=001", "x:2 [120] CPU:001".
  static boolean readWakeup(Cursor cursor, RecordedEvent event) {
    long thread = cursor.numberAfter(PID);
    event.target = (int) (thread == Cursor.NONE ? numberBeforePriority(cursor) : thread);
    return true;
  }

  private static long numberBeforePriority(Cursor cursor) {
    int bracket = cursor.find(cursor.position, BRACKET);
    int colon = bracket;
    while (colon > cursor.position && cursor.bytes[colon] != ':') {
      colon--;
    }
    if (bracket < 0 || colon <= cursor.position) {
      return RecordedEvent.UNKNOWN;
    }
    cursor.position = colon + 1;
    long number = cursor.number();
    return number == Cursor.NONE ? RecordedEvent.UNKNOWN : number;
  }
}
