package org.pirouette.prove.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.prove.explore.Exploration.Violation;

/// Searches for cycles that starve a recurring property although they are fair.
///
/// For each recurring property: the strongly connected components (Tarjan) of the states in which
/// it fails. A component with a step inside is fair if each agent, the environment left out, either
/// steps inside it or cannot step in one of its states; then a run may go round in it for ever, as
/// weak fairness allows.
final class FairCycles {
  private final Model model;
  private final StateGraph graph;
  private final int[] component;

  FairCycles(Model model, StateGraph graph) {
    this.model = model;
    this.graph = graph;
    component = new int[graph.states()];
  }

  /// The first property, in the order of the system, that a fair cycle starves.
  ///
  /// @return null if there is none
  @Nullable Violation find() {
    if (nontrivial(0).isEmpty()) {
      return null;
    }
    Property[] properties = graph.recurring();
    for (int i = 0; i < properties.length; i++) {
      for (int[] states : nontrivial(1L << i)) {
        if (fair(states)) {
          Property property = properties[i];
          return new Violation(property.name(), property.meaning(), run(states));
        }
      }
    }
    return null;
  }

  /// Components with a step inside, among the states in which all given properties fail; ordered by
  /// their first state.
  private List<int[]> nontrivial(long failing) {
    int states = graph.states();
    Arrays.fill(component, -1);
    int[] order = new int[states];
    int[] low = new int[states];
    int[] edge = new int[states];
    int[] stack = new int[states];
    int[] path = new int[states];
    int counter = 0;
    int stacked = 0;
    int components = 0;
    List<int[]> found = new ArrayList<>();
    for (int root = 0; root < states; root++) {
      if (order[root] != 0 || (graph.failing(root) & failing) != failing) {
        continue;
      }
      if ((components & StateGraph.CHECK_EVERY) == 0) {
        graph.check();
      }
      int depth = 0;
      path[0] = root;
      order[root] = low[root] = ++counter;
      edge[root] = graph.firstEdge(root);
      stack[stacked++] = root;
      while (depth >= 0) {
        int state = path[depth];
        if (edge[state] < graph.firstEdge(state + 1)) {
          int target = graph.target(edge[state]++);
          if ((graph.failing(target) & failing) != failing) {
            continue;
          }
          if (order[target] == 0) {
            order[target] = low[target] = ++counter;
            edge[target] = graph.firstEdge(target);
            stack[stacked++] = target;
            path[++depth] = target;
          } else if (component[target] < 0) {
            low[state] = Math.min(low[state], order[target]);
          }
          continue;
        }
        if (low[state] == order[state]) {
          int from = stacked;
          do {
            component[stack[--from]] = components;
          } while (stack[from] != state);
          int[] members = Arrays.copyOfRange(stack, from, stacked);
          stacked = from;
          if (members.length > 1 || stepsToItself(state)) {
            Arrays.sort(members);
            found.add(members);
          }
          components++;
        }
        depth--;
        if (depth >= 0) {
          low[path[depth]] = Math.min(low[path[depth]], low[state]);
        }
      }
    }
    found.sort((left, right) -> Integer.compare(left[0], right[0]));
    return found;
  }

  private boolean stepsToItself(int state) {
    for (int edge = graph.firstEdge(state); edge < graph.firstEdge(state + 1); edge++) {
      if (graph.target(edge) == state) {
        return true;
      }
    }
    return false;
  }

  private boolean fair(int[] states) {
    long always = -1L;
    for (int state : states) {
      always &= graph.enabled(state);
    }
    return (always & ~steppingInside(states)) == 0;
  }

  private long steppingInside(int[] states) {
    long stepping = 0;
    for (int state : states) {
      for (int edge = graph.firstEdge(state); edge < graph.firstEdge(state + 1); edge++) {
        if (inside(edge, states) && !graph.optional(edge)) {
          stepping |= 1L << graph.agent(edge);
        }
      }
    }
    return stepping;
  }

  private boolean inside(int edge, int[] states) {
    return component[graph.target(edge)] == component[states[0]]
        && Arrays.binarySearch(states, graph.target(edge)) >= 0;
  }

  /// A run to the component and once round in it: past a state in which each agent cannot step, or
  /// along one of its steps.
  private Run run(int[] states) {
    List<Integer> path = new ArrayList<>();
    for (int at = states[0]; at >= 0; at = graph.parent(at)) {
      path.addFirst(at);
    }
    int loop = path.size() - 1;
    for (int agent = 0; agent < graph.agentCount(); agent++) {
      serve(agent, states, path);
    }
    if (path.size() - 1 == loop) {
      leaveAndComeBack(states, path);
    }
    append(states, path, states[0]);
    return replay(path, loop);
  }

  private void serve(int agent, int[] states, List<Integer> path) {
    long bit = 1L << agent;
    for (int state : states) {
      if ((graph.enabled(state) & bit) == 0) {
        return;
      }
    }
    for (int state : states) {
      for (int edge = graph.firstEdge(state); edge < graph.firstEdge(state + 1); edge++) {
        if (graph.agent(edge) == agent && !graph.optional(edge) && inside(edge, states)) {
          append(states, path, state);
          path.add(graph.target(edge));
          return;
        }
      }
    }
  }

  private void leaveAndComeBack(int[] states, List<Integer> path) {
    int state = path.getLast();
    for (int edge = graph.firstEdge(state); edge < graph.firstEdge(state + 1); edge++) {
      if (inside(edge, states)) {
        path.add(graph.target(edge));
        return;
      }
    }
  }

  /// Appends a shortest way inside the component from the end of the path to a state.
  private void append(int[] states, List<Integer> path, int to) {
    int from = path.getLast();
    if (from == to) {
      return;
    }
    int[] previous = new int[states.length];
    Arrays.fill(previous, -1);
    Deque<Integer> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      int state = queue.remove();
      for (int edge = graph.firstEdge(state); edge < graph.firstEdge(state + 1); edge++) {
        int target = graph.target(edge);
        int index = Arrays.binarySearch(states, target);
        if (index >= 0 && previous[index] < 0 && target != from) {
          previous[index] = state;
          queue.add(target);
        }
      }
    }
    List<Integer> way = new ArrayList<>();
    for (int at = to; at != from; at = previous[Arrays.binarySearch(states, at)]) {
      way.addFirst(at);
    }
    path.addAll(way);
  }

  private Run replay(List<Integer> path, int loop) {
    Replay replay = new Replay(model);
    List<Run.Taken> steps = new ArrayList<>();
    for (int state : path.subList(1, path.size())) {
      steps.add(replay.stepTo(graph.state(state)));
    }
    return new Run(steps, loop);
  }
}
