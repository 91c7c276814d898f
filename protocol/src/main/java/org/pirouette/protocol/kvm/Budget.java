package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Field;

/// A count-down of what the environment may still do, four bits in a word; 15 never runs out.
public final class Budget {
  private static final int WIDTH = 4;
  private static final Budget[] BUDGETS = new Budget[Limit.values().length];

  static {
    for (Limit limit : Limit.values()) {
      BUDGETS[limit.ordinal()] = new Budget(limit.ordinal());
    }
  }

  private final Field field;
  private final long one;

  private Budget(int position) {
    field = new Field(position * WIDTH, WIDTH);
    one = 1L << position * WIDTH;
  }

  /// The count-down of a limit in any word of budgets.
  public static Budget of(Limit limit) {
    return BUDGETS[limit.ordinal()];
  }

  /// A word with the whole budget, for limits that apply to one kind of agent.
  static long initial(Limits limits, Limit... limitsOfThisAgent) {
    long word = 0;
    for (Limit limit : limitsOfThisAgent) {
      word = of(limit).field.set(word, limits.of(limit));
    }
    return word;
  }

  /// The bits that change: those of limits that are neither 0 nor unlimited.
  static long varying(Limits limits, Limit... limitsOfThisAgent) {
    long mask = 0;
    for (Limit limit : limitsOfThisAgent) {
      int number = limits.of(limit);
      if (number != Limits.UNLIMITED && number != 0) {
        int width = 32 - Integer.numberOfLeadingZeros(number);
        mask |= new Field(of(limit).field.shift(), width).mask();
      }
    }
    return mask;
  }

  public boolean left(long word) {
    return field.get(word) != 0;
  }

  long spend(long word) {
    return field.get(word) == Limits.UNLIMITED ? word : word - one;
  }
}
