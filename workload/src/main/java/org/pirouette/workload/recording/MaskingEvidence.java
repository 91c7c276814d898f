package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pirouette.protocol.kvm.ExitReason.Kind;

/// What a recording without APICv shows of a guest that masks interrupts, by RFLAGS.IF or by its
/// task priority, and of handlers that enable them (and nest).
///
/// - KVM kicks the vCPU out for an interrupt and does not inject it: it was masked at that moment.
/// - An INTERRUPT_WINDOW exit is the moment at which IF became 1, a TPR_BELOW_THRESHOLD exit the
///   one at which the task priority fell.
/// - An injection before the end of another interrupt: the interrupted handler had IF set.
///
/// When masking begins is never shown.
final class MaskingEvidence {
  /// What an exit tells of the main line.
  enum Sign {
    NONE,
    BLOCKED_BY_FLAG,
    BLOCKED_BY_PRIORITY,
    OPENS_FLAG,
    OPENS_PRIORITY
  }

  private final Sign[] signs;
  private final int[] priorities;
  private final Map<Integer, Long> opens = new HashMap<>();
  private final Map<RecordedExit, Long> afterEnd = new HashMap<>();
  private final Set<Integer> closing = new HashSet<>();

  private MaskingEvidence(int exits) {
    signs = new Sign[exits];
    Arrays.fill(signs, Sign.NONE);
    priorities = new int[exits];
  }

  static MaskingEvidence of(RecordedProcessor processor) {
    MaskingEvidence evidence = new MaskingEvidence(processor.exits.size());
    if (processor.emulated()) {
      evidence.readHandlers(processor.exits);
      evidence.readMainLine(processor.exits);
    }
    return evidence;
  }

  /// What exit `i` tells of the main line, if no handler runs there.
  Sign ofMainLine(int i) {
    return signs[i];
  }

  /// The task priority that blocked at exit `i`; 0 if RFLAGS.IF did.
  int blockingPriority(int i) {
    return priorities[i];
  }

  /// Guest time after which handlers of a vector enable interrupts; [Long#MAX_VALUE] if none was
  /// seen to.
  long opensAfter(int vector) {
    return opens.getOrDefault(vector, Long.MAX_VALUE);
  }

  /// Whether handlers of a vector, having enabled interrupts, disable them before their end of
  /// interrupt: an interrupt that waited was not injected there, but when they returned.
  boolean closesBeforeEnd(int vector) {
    return closing.contains(vector);
  }

  /// Guest time from an end of interrupt to the return from its handler.
  long afterEndOfInterrupt(RecordedExit end) {
    return afterEnd.getOrDefault(end, ScriptBuilder.AFTER_EOI_NANOSECONDS);
  }

  private static final class Open {
    final int vector;
    long run;

    Open(int vector) {
      this.vector = vector;
    }
  }

  private void readHandlers(List<RecordedExit> exits) {
    Map<Integer, List<Long>> byWindow = new HashMap<>();
    Map<Integer, Long> byNesting = new HashMap<>();
    List<Open> stack = new ArrayList<>();
    RecordedExit ended = null;
    long sinceEnd = 0;
    for (RecordedExit exit : exits) {
      long run = exit.guestNanoseconds();
      sinceEnd += run;
      if (!stack.isEmpty()) {
        stack.getLast().run += run;
      }
      if (exit.reason.kind() == Kind.INTERRUPT_WINDOW) {
        if (ended != null) {
          afterEnd.put(ended, sinceEnd);
          closing.add(ended.endOfInterrupt);
        } else if (!stack.isEmpty()) {
          byWindow
              .computeIfAbsent(stack.getLast().vector, any -> new ArrayList<>())
              .add(stack.getLast().run);
        }
      }
      ended = null;
      if (exit.endOfInterrupt != RecordedExit.NONE
          && !stack.isEmpty()
          && stack.getLast().vector == exit.endOfInterrupt) {
        stack.removeLast();
        ended = exit;
        sinceEnd = 0;
      }
      if (exit.injected != RecordedExit.NONE) {
        if (!stack.isEmpty()) {
          byNesting.merge(stack.getLast().vector, stack.getLast().run, Math::min);
        }
        stack.add(new Open(exit.injected));
        ended = null;
      }
    }
    byNesting.forEach(
        (vector, run) -> {
          List<Long> windows = byWindow.getOrDefault(vector, List.of());
          opens.put(
              vector,
              windows.isEmpty()
                  ? run
                  : windows.stream().mapToLong(Long::longValue).min().orElse(0));
        });
  }

  private void readMainLine(List<RecordedExit> exits) {
    for (int i = 0; i < exits.size(); i++) {
      RecordedExit exit = exits.get(i);
      if (exit.reason.kind() == Kind.INTERRUPT_WINDOW) {
        signs[i] = Sign.OPENS_FLAG;
      } else if (exit.reason.kind() == Kind.PRIORITY_WINDOW) {
        signs[i] = Sign.OPENS_PRIORITY;
      } else if (CauseRule.of(exit) == ExitCause.KICK && exit.injected == RecordedExit.NONE) {
        readBlocked(exits, i);
      }
    }
  }

  private void readBlocked(List<RecordedExit> exits, int i) {
    for (int j = i + 1; j < exits.size(); j++) {
      RecordedExit later = exits.get(j);
      if (later.reason.kind() == Kind.INTERRUPT_WINDOW) {
        signs[i] = Sign.BLOCKED_BY_FLAG;
        return;
      }
      if (later.reason.kind() == Kind.PRIORITY_WINDOW) {
        signs[i] = Sign.BLOCKED_BY_PRIORITY;
        priorities[i] = Math.max(0x10, later.injected & 0xF0);
        return;
      }
      if (later.injected != RecordedExit.NONE || later.reason.kind() == Kind.HALT) {
        return; // something else ended it
      }
    }
  }
}
