package org.pirouette.prove.explore;

import java.util.Arrays;
import java.util.List;

/// All reachable states of a small model with the steps between them, in memory: what a search for
/// cycles needs. States are numbered in the order of a breadth-first search; equality is exact.
final class StateGraph {
  /// After how many states the bounds are looked at, less one.
  static final int CHECK_EVERY = (1 << 12) - 1;

  private static final int OPTIONAL = 0x80;

  private final int longs;
  private final StatePacking packing;
  private final StateWords words;
  private final StepSystem system;
  private final Property[] recurring;
  private final Bounds bounds;
  private final long started = System.nanoTime();
  private long[] packed;
  private int[] table = new int[1 << 16];
  private int states;
  private int[] firstEdge = new int[1 << 12];
  private int[] targets = new int[1 << 14];
  private byte[] agents = new byte[1 << 14];
  private int edges;
  private int[] parents = new int[1 << 12];
  private long[] failing = new long[1 << 12];
  private long[] enabled = new long[1 << 12];

  /// Builds the graph.
  ///
  /// @throws RanOut if it does not fit into the bounds
  StateGraph(Model model, Bounds bounds) {
    this.bounds = bounds;
    packing = new StatePacking(model.layout());
    longs = packing.longs();
    words = new StateWords(model.layout());
    system = model.system(words);
    if (system.agents() > Long.SIZE) {
      throw new IllegalArgumentException(
          "at most 64 agents in a search for cycles, found " + system.agents());
    }
    List<Property> properties = system.properties();
    recurring =
        properties.stream()
            .filter(p -> p.scope() == Property.Scope.RECURRING)
            .toArray(Property[]::new);
    packed = new long[longs << 12];
    Arrays.fill(table, -1);
    build();
  }

  private void build() {
    long[] current = new long[longs];
    long[] successor = new long[longs];
    note(successor, -1);
    for (int state = 0; state < states; state++) {
      packing.unpack(current, packed, state * longs, words.values);
      firstEdge = room(firstEdge, state + 1);
      failing = room(failing, state);
      enabled = room(enabled, state);
      firstEdge[state] = edges;
      failing[state] = failingNow();
      long stepping = 0;
      for (int agent = 0; agent < system.agents(); agent++) {
        int alternatives = system.alternatives(agent);
        boolean optional = system.optional(agent);
        if (alternatives > 0 && !optional) {
          stepping |= 1L << agent;
        }
        for (int alternative = 0; alternative < alternatives; alternative++) {
          words.begin();
          system.execute(agent, alternative);
          System.arraycopy(current, 0, successor, 0, longs);
          words.pack(packing, successor);
          words.undo();
          edge(note(successor, state), agent, optional);
        }
      }
      enabled[state] = stepping;
      if ((state & CHECK_EVERY) == 0) {
        check();
      }
    }
    firstEdge[states] = edges;
  }

  /// Looks whether the bounds are kept.
  ///
  /// @throws RanOut if not
  void check() {
    if (states > bounds.maximumStates()) {
      throw new RanOut(bounds.statesLimit());
    }
    if (System.nanoTime() - started > bounds.time().toNanos()) {
      throw new RanOut(bounds.timeLimit());
    }
    long small = table.length + firstEdge.length + targets.length + parents.length + 6L * states;
    long large = (long) packed.length + failing.length + enabled.length;
    if (Long.BYTES * large + Integer.BYTES * small + agents.length > bounds.maximumMemory()) {
      throw new RanOut(bounds.memoryLimit());
    }
    if (edges > Integer.MAX_VALUE / 2) {
      throw new RanOut("more than " + Integer.MAX_VALUE / 2 + " steps");
    }
  }

  private long failingNow() {
    long mask = 0;
    for (int i = 0; i < recurring.length; i++) {
      if (!recurring[i].holds().getAsBoolean()) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  private void edge(int target, int agent, boolean optional) {
    if (edges == targets.length) {
      targets = Arrays.copyOf(targets, 2 * edges);
      agents = Arrays.copyOf(agents, 2 * edges);
    }
    targets[edges] = target;
    agents[edges++] = (byte) (optional ? agent | OPTIONAL : agent);
  }

  /// The number of a state, a new one if it was not known.
  private int note(long[] state, int parent) {
    if (2 * (states + 1) > table.length) {
      grow();
    }
    int slot = home(state, 0);
    while (table[slot] >= 0) {
      if (same(table[slot], state)) {
        return table[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    if ((long) (states + 1) * longs > packed.length) {
      long size = Math.min(Integer.MAX_VALUE - 8, 2L * packed.length);
      packed = Arrays.copyOf(packed, (int) size);
    }
    System.arraycopy(state, 0, packed, states * longs, longs);
    parents = room(parents, states);
    parents[states] = parent;
    table[slot] = states;
    return states++;
  }

  private boolean same(int number, long[] state) {
    int offset = number * longs;
    return Arrays.equals(packed, offset, offset + longs, state, 0, longs);
  }

  private int home(long[] source, int offset) {
    long[] state = offset == 0 ? source : Arrays.copyOfRange(source, offset, offset + longs);
    return (int) (StatePacking.fingerprint(state, longs, 1) >>> 33) & (table.length - 1);
  }

  private void grow() {
    table = new int[2 * table.length];
    Arrays.fill(table, -1);
    long[] state = new long[longs];
    for (int number = 0; number < states; number++) {
      System.arraycopy(packed, number * longs, state, 0, longs);
      int slot = home(state, 0);
      while (table[slot] >= 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = number;
    }
  }

  private static int[] room(int[] array, int index) {
    return index < array.length ? array : Arrays.copyOf(array, 2 * array.length);
  }

  private static long[] room(long[] array, int index) {
    return index < array.length ? array : Arrays.copyOf(array, 2 * array.length);
  }

  int states() {
    return states;
  }

  int agentCount() {
    return system.agents();
  }

  Property[] recurring() {
    return recurring;
  }

  /// Index of the first step out of a state; those of a state are consecutive.
  int firstEdge(int state) {
    return firstEdge[state];
  }

  int target(int edge) {
    return targets[edge];
  }

  int agent(int edge) {
    return agents[edge] & ~OPTIONAL & 0xFF;
  }

  /// Whether the step was the environment's.
  boolean optional(int edge) {
    return agents[edge] < 0;
  }

  /// Which recurring properties fail in a state, as bits.
  long failing(int state) {
    return failing[state];
  }

  /// Which agents, the environment left out, can step in a state, as bits.
  long enabled(int state) {
    return enabled[state];
  }

  /// The state from which the search first came to a state; -1 for the initial state.
  int parent(int state) {
    return parents[state];
  }

  /// The packed form of a state.
  long[] state(int number) {
    return Arrays.copyOfRange(packed, number * longs, (number + 1) * longs);
  }
}
