package org.pirouette.prove.explore;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Step;

/// One thread's share of an exploration: takes states, finds their successors, keeps the new ones.
final class Worker {
  private final Search search;
  private final StatePacking packing;
  private final int longs;
  private final StateWords words;
  private final StepSystem system;
  private final Property[] always;
  private final Property[] atRest;
  private final long[] current;
  private final long[] successor;
  private final Set<Step> taken = new HashSet<>();
  private final Set<Step> notLocal = new HashSet<>();
  private long[] buffer;
  private int buffered;
  private long transitions;
  private long found;
  private long restStates;

  Worker(Search search) {
    this.search = search;
    packing = search.packing();
    longs = packing.longs();
    words = new StateWords(search.model().layout());
    system = search.model().system(words);
    List<Property> properties = system.properties();
    always = select(properties, Property.Scope.ALWAYS);
    atRest = select(properties, Property.Scope.AT_REST);
    current = new long[longs];
    successor = new long[longs];
    buffer = new long[Frontier.CHUNK * longs];
  }

  private static Property[] select(List<Property> properties, Property.Scope scope) {
    return properties.stream().filter(p -> p.scope() == scope).toArray(Property[]::new);
  }

  /// Puts in the initial state.
  void start() {
    words.begin();
    arrive(0, null);
    words.undo();
  }

  /// Expands the states of one chunk.
  void expand(long[] chunk, int used) {
    for (int offset = 0; offset < used; offset += longs) {
      packing.unpack(current, chunk, offset, words.values);
      expandCurrent();
      if (found >= Search.REPORT_EVERY && !report()) {
        return;
      }
    }
  }

  private void expandCurrent() {
    long parent = StatePacking.fingerprint(current, longs, search.seed());
    if (search.reduction() && expandLocalStep(parent)) {
      return;
    }
    boolean atRestNow = true;
    int agents = system.agents();
    for (int agent = 0; agent < agents; agent++) {
      int alternatives = system.alternatives(agent);
      if (alternatives > 0) {
        atRestNow &= system.optional(agent);
        Step step = system.step(agent);
        for (int alternative = 0; alternative < alternatives; alternative++) {
          step(agent, alternative);
          arrive(parent, step);
          words.undo();
        }
      }
    }
    if (atRestNow) {
      restStates++;
      check(atRest, parent, search.level());
    }
  }

  /// If an agent's step is determined and touches its private words only, no other agent can notice
  /// when it is taken: taking it now, alone, reaches the same states later. Not if it leads to a
  /// known state, lest a cycle of such steps starves the others.
  private boolean expandLocalStep(long parent) {
    int agents = system.agents();
    for (int agent = 0; agent < agents; agent++) {
      if (!system.unnoticed(agent) || notLocal.contains(system.step(agent))) {
        continue;
      }
      if (system.alternatives(agent) != 1) {
        continue;
      }
      Step step = system.step(agent);
      step(agent, 0);
      boolean alone = false;
      if (words.wasLocal()) {
        alone = system.unnoticed(agent) && arrive(parent, step);
      } else {
        notLocal.add(step);
      }
      words.undo();
      if (alone) {
        return true;
      }
    }
    return false;
  }

  private void step(int agent, int alternative) {
    words.begin();
    system.execute(agent, alternative);
    transitions++;
  }

  /// Takes note of the state in which the words are.
  ///
  /// @param step which led there; null for the initial state
  /// @return whether it is new
  private boolean arrive(long parent, @Nullable Step step) {
    System.arraycopy(current, 0, successor, 0, longs);
    try {
      words.pack(packing, successor);
    } catch (LayoutViolation violation) {
      String name = step == null ? "none" : step.name();
      search.violated(violation.property(name), parent, search.level());
      return false;
    }
    long fingerprint = StatePacking.fingerprint(successor, longs, search.seed());
    if (!search.table().insert(fingerprint, parent)) {
      return false;
    }
    found++;
    if (step != null) {
      taken.add(step);
    }
    check(always, fingerprint, search.level() + 1);
    System.arraycopy(successor, 0, buffer, buffered * longs, longs);
    if (++buffered == Frontier.CHUNK) {
      flush();
    }
    return true;
  }

  private void check(Property[] properties, long fingerprint, int depth) {
    for (Property property : properties) {
      if (!property.holds().getAsBoolean()) {
        search.violated(property, fingerprint, depth);
        return;
      }
    }
  }

  /// Hands over the new states that are still in the buffer.
  void flush() {
    if (buffered > 0) {
      search.next().add(buffer, buffered * longs, buffered);
      buffer = new long[Frontier.CHUNK * longs];
      buffered = 0;
    }
  }

  /// Adds this worker's counts to the search's.
  ///
  /// @return whether to go on
  boolean report() {
    boolean goOn = search.report(found, transitions, restStates);
    found = 0;
    transitions = 0;
    restStates = 0;
    return goOn;
  }

  Set<Step> taken() {
    return taken;
  }
}
