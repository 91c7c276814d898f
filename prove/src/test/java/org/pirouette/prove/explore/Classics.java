package org.pirouette.prove.explore;

import static org.pirouette.prove.explore.ClassicModel.step;
import static org.pirouette.prove.explore.ClassicModel.when;

import org.pirouette.protocol.step.Words;
import org.pirouette.prove.explore.ClassicModel.ProcessStep;

/// Classic concurrent programs with known answers.
final class Classics {
  private Classics() {}

  /// Peterson's algorithm for two processes, in an endless loop.
  ///
  /// @param fence whether a fence stands between the stores and the loads, as x86 needs
  static ClassicModel peterson(boolean fence) {
    ClassicModel model = new ClassicModel("peterson");
    int flag0 = model.shared("flag 0", 1, 0);
    int flag1 = model.shared("flag 1", 1, 0);
    int turn = model.shared("turn", 1, 0);
    int inside = model.shared("inside", 2, 0);
    for (int process = 0; process < 2; process++) {
      int self = process;
      int mine = self == 0 ? flag0 : flag1;
      int other = self == 0 ? flag1 : flag0;
      ProcessStep[] steps = {
        step("raise flag", (w, p) -> store(w, mine, 1, 1)),
        step("give way", (w, p) -> store(w, turn, 1 - self, 2)),
        step(
            "fence",
            (w, p) -> {
              if (fence) {
                w.fence();
              }
              return 3;
            }),
        when("wait", (w, p) -> w.load(other) == 0 || w.load(turn) == self, (w, p) -> 4),
        step(
            "enter",
            (w, p) -> {
              w.getAndSet(inside, w.load(inside) + 1);
              return 5;
            }),
        step(
            "leave",
            (w, p) -> {
              w.getAndSet(inside, w.load(inside) - 1);
              return 6;
            }),
        step("lower flag", (w, p) -> store(w, mine, 0, 0)),
      };
      model.process(steps);
    }
    model.property(
        w -> Property.always("exclusion", "At most one is inside.", () -> w.load(inside) < 2));
    return model;
  }

  /// The entry of Dekker's algorithm (store buffering): each stores its flag and loads the other's.
  static ClassicModel dekker(boolean fence) {
    ClassicModel model = new ClassicModel("dekker");
    int[] flags = {model.shared("flag 0", 1, 0), model.shared("flag 1", 1, 0)};
    int[] seen = {model.register("seen 0", 1, 1), model.register("seen 1", 1, 1)};
    for (int process = 0; process < 2; process++) {
      ProcessStep announce = step("announce", (w, p) -> store(w, flags[p], 1, 1));
      ProcessStep barrier =
          step(
              "fence",
              (w, p) -> {
                w.fence();
                return 2;
              });
      ProcessStep look =
          step("look", (w, p) -> store(w, seen[p], w.load(flags[1 - p]), fence ? 3 : 2));
      if (fence) {
        model.process(announce, barrier, look);
      } else {
        model.process(announce, look);
      }
    }
    model.property(
        w ->
            Property.always(
                "one sees the other",
                "Not both find the other's flag down.",
                () -> w.load(seen[0]) + w.load(seen[1]) > 0));
    return model;
  }

  /// A Treiber stack of two nodes, A on top of B. One process pops once; the other pops twice and
  /// pushes A back, so that A comes again while B is gone. Without a tag the first one's
  /// compare-and-swap takes the old A for the new one and puts B, which the other owns, on top.
  ///
  /// @param tagged whether each change of the top changes a tag, too
  static ClassicModel treiber(boolean tagged) {
    ClassicModel model = new ClassicModel("treiber");
    int top = model.shared("top", 4, 1);
    int[] next = {0, model.shared("next A", 2, 2), model.shared("next B", 2, 0)};
    int owned = model.shared("B is owned", 1, 0);
    int[] seen = {model.register("top seen 0", 4, 0), model.register("top seen 1", 4, 0)};
    int[] after = {model.register("next seen 0", 2, 0), model.register("next seen 1", 2, 0)};
    model.process(
        step("load top", (w, p) -> store(w, seen[0], w.load(top), node(w.load(top)) == 0 ? 3 : 1)),
        step("load next", (w, p) -> store(w, after[0], w.load(next[node(w.load(seen[0]))]), 2)),
        step("swing top", (w, p) -> swing(w, top, seen[0], w.load(after[0]), tagged, 3, 3)));
    model.process(
        step("load top", (w, p) -> store(w, seen[1], w.load(top), w.load(top) % 4 == 1 ? 1 : 8)),
        step("load next", (w, p) -> store(w, after[1], w.load(next[1]), 2)),
        step("pop A", (w, p) -> swing(w, top, seen[1], w.load(after[1]), tagged, 3, 8)),
        step("load top", (w, p) -> store(w, seen[1], w.load(top), w.load(top) % 4 == 2 ? 4 : 8)),
        step(
            "pop B",
            (w, p) -> {
              int go = swing(w, top, seen[1], 0, tagged, 5, 8);
              w.getAndSet(owned, go == 5 ? 1 : 0);
              return go;
            }),
        step("load top", (w, p) -> store(w, seen[1], w.load(top), 6)),
        step("link A", (w, p) -> store(w, next[1], node(w.load(seen[1])), 7)),
        step("push A", (w, p) -> swing(w, top, seen[1], 1, tagged, 8, 8)));
    model.property(
        w ->
            Property.always(
                "owner",
                "A node that a process owns is not on top.",
                () -> w.load(owned) == 0 || node(w.load(top)) != 2));
    return model;
  }

  private static int node(long top) {
    return (int) top & 3;
  }

  /// Compare-and-swap of the top to another node.
  ///
  /// @return `then` if it was done; else the process has ended
  private static int swing(
      Words words, int top, int seen, long node, boolean tagged, int then, int end) {
    long old = words.load(seen);
    long tag = tagged ? (old + 4) & 12 : 0;
    return words.compareAndSet(top, old, node | tag) ? then : end;
  }

  /// Mutual exclusion of some processes by a test-and-set lock.
  ///
  /// @param atomic whether test and set are one step
  static ClassicModel lock(int processes, boolean atomic) {
    ClassicModel model = new ClassicModel("lock");
    int lock = model.shared("lock", 1, 0);
    int inside = model.shared("inside", 4, 0);
    for (int process = 0; process < processes; process++) {
      model.process(
          when(
              "test",
              (w, p) -> w.load(lock) == 0,
              (w, p) -> {
                if (atomic) {
                  w.getAndSet(lock, 1);
                }
                return 1;
              }),
          step(
              "set",
              (w, p) -> {
                w.getAndSet(lock, 1);
                return 2;
              }),
          step(
              "enter",
              (w, p) -> {
                w.getAndSet(inside, w.load(inside) + 1);
                return 3;
              }),
          step(
              "leave",
              (w, p) -> {
                w.getAndSet(inside, w.load(inside) - 1);
                return 4;
              }),
          step(
              "unlock",
              (w, p) -> {
                w.getAndSet(lock, 0);
                return 0;
              }));
    }
    model.property(
        w -> Property.always("exclusion", "At most one is inside.", () -> w.load(inside) < 2));
    return model;
  }

  /// Adds that each of two processes comes to its last step again and again.
  static ClassicModel served(ClassicModel model) {
    int last = model.lastStep();
    for (int process = 0; process < 2; process++) {
      int counter = model.counter(process);
      String name = "served " + process;
      model.property(
          w -> Property.recurring(name, "It gets out again.", () -> w.load(counter) == last));
    }
    return model;
  }

  /// Processes that count to a limit on their own: (limit + 1) ^ processes states.
  static ClassicModel counters(int processes, int limit) {
    ClassicModel model = new ClassicModel("counters");
    for (int process = 0; process < processes; process++) {
      int count =
          model.register("count " + process, Integer.SIZE - Integer.numberOfLeadingZeros(limit), 0);
      model.process(
          when(
              "count",
              (w, p) -> w.load(count) < limit,
              (w, p) -> store(w, count, w.load(count) + 1, 0)));
    }
    return model;
  }

  private static int store(Words words, int word, long value, int next) {
    words.store(word, value);
    return next;
  }
}
