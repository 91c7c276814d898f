package org.pirouette.protocol.x86;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Cost.Work;

/// The kinds of work that Intel and AMD have beside those of every architecture.
public final class X86Cost {
  /// Host: body of the handlers that do nothing, of a notification and of a reschedule.
  public static final Cost HOST_NOTIFICATION_HANDLER =
      new Cost("HOST_NOTIFICATION_HANDLER", Work.HOST_SOFTWARE);

  /// Host: body of the wakeup handler, apart from its locked instructions and wakes.
  public static final Cost HOST_WAKEUP_HANDLER =
      new Cost("HOST_WAKEUP_HANDLER", Work.HOST_SOFTWARE);

  /// IPI virtualization, apart from its locked accesses.
  public static final Cost VIRTUAL_IPI = new Cost("VIRTUAL_IPI", Work.HARDWARE);

  /// Handling of an interrupt-window exit.
  public static final Cost EXIT_HANDLER_WINDOW =
      new Cost("EXIT_HANDLER_WINDOW", Work.EXIT_HANDLING);

  /// Handling of HLT up to the halt path.
  public static final Cost EXIT_HANDLER_HLT = new Cost("EXIT_HANDLER_HLT", Work.EXIT_HANDLING);

  /// Handling of an emulated EOI.
  public static final Cost EXIT_HANDLER_EOI = new Cost("EXIT_HANDLER_EOI", Work.EXIT_HANDLING);

  /// Handling of an emulated ICR write up to the software post.
  public static final Cost EXIT_HANDLER_ICR = new Cost("EXIT_HANDLER_ICR", Work.EXIT_HANDLING);

  private X86Cost() {}
}
