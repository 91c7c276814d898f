package org.pirouette.prove.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Step;

/// Takes the steps of a run one by one, from the initial state on, and tells what each changes.
public final class Replay {
  private final List<Layout.Word> layout;
  private final StatePacking packing;
  private final StateWords words;
  private final StepSystem system;
  private final List<long[]> past = new ArrayList<>();

  /// Starts at the initial state.
  public Replay(Model model) {
    layout = model.layout().words();
    packing = new StatePacking(model.layout());
    words = new StateWords(model.layout());
    system = model.system(words);
  }

  /// The agents in the state now.
  public StepSystem system() {
    return system;
  }

  /// The words' values now, in the order of the layout.
  public long[] values() {
    return words.values.clone();
  }

  /// Takes one step.
  ///
  /// @throws IllegalArgumentException if the agent cannot take it now
  public Run.Taken take(int agent, int alternative) {
    if (agent < 0 || agent >= system.agents()) {
      throw new IllegalArgumentException(
          "there are " + system.agents() + " agents, and no agent " + agent);
    }
    if (alternative < 0 || alternative >= system.alternatives(agent)) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d alternatives here, and no alternative %d",
              system.agentName(agent), system.alternatives(agent), alternative));
    }
    long[] before = words.values.clone();
    past.add(before);
    Step step = system.step(agent);
    String choice = system.describe(agent, alternative);
    words.begin();
    system.execute(agent, alternative);
    List<Run.Change> changes = new ArrayList<>();
    for (Layout.Word word : layout) {
      long after = words.values[word.index()];
      if (after != before[word.index()]) {
        changes.add(new Run.Change(word, before[word.index()], after));
      }
    }
    return new Run.Taken(
        agent, system.agentName(agent), alternative, step.name(), choice, step.source(), changes);
  }

  /// Takes the last step back.
  public void back() {
    long[] before = past.removeLast();
    System.arraycopy(before, 0, words.values, 0, before.length);
  }

  /// The first property that does not hold now, by name; empty if all hold. Properties of states at
  /// rest count only if this is one.
  public List<Property> broken() {
    boolean atRest = true;
    for (int agent = 0; agent < system.agents(); agent++) {
      atRest &= system.optional(agent) || system.alternatives(agent) == 0;
    }
    boolean rest = atRest;
    return system.properties().stream()
        .filter(
            property ->
                property.scope() == Property.Scope.ALWAYS
                    || (rest && property.scope() == Property.Scope.AT_REST))
        .filter(property -> !property.holds().getAsBoolean())
        .toList();
  }

  /// Takes a step to the given packed state.
  Run.Taken stepTo(long[] packed) {
    return stepTo(() -> Arrays.equals(packed(), packed));
  }

  /// Takes a step to the state with the given fingerprint.
  Run.Taken stepTo(long fingerprint, long seed) {
    return stepTo(() -> StatePacking.fingerprint(packed(), packing.longs(), seed) == fingerprint);
  }

  private Run.Taken stepTo(BooleanSupplier arrived) {
    for (int agent = 0; agent < system.agents(); agent++) {
      int alternatives = system.alternatives(agent);
      for (int alternative = 0; alternative < alternatives; alternative++) {
        Run.Taken taken = take(agent, alternative);
        if (hasArrived(arrived)) {
          return taken;
        }
        back();
      }
    }
    throw new IllegalStateException("no step leads to the next state of the run");
  }

  private static boolean hasArrived(BooleanSupplier arrived) {
    try {
      return arrived.getAsBoolean();
    } catch (LayoutViolation elsewhere) {
      return false;
    }
  }

  private long[] packed() {
    long[] packed = new long[packing.longs()];
    for (Layout.Word word : layout) {
      packing.pack(word.index(), words.values[word.index()], packed);
    }
    return packed;
  }
}
