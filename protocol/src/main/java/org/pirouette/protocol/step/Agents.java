package org.pirouette.protocol.step;

import java.util.ArrayList;
import java.util.List;

/// The agents of a machine while it is put together. Each gets the next id and a word for its
/// program counter.
public final class Agents {
  private final Layout layout;
  private final List<Agent> agents = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();

  /// @param layout where the program counters are declared, one behind the other
  public Agents(Layout layout) {
    this.layout = layout;
  }

  /// Adds an agent.
  ///
  /// @param name of its kind; the number is put behind it
  /// @param start where its program starts
  public void add(String name, Agent.Kind kind, int number, Program program, int start) {
    String full = name + " " + number;
    long varying = program.size() == 1 ? 0 : -1L >>> Long.numberOfLeadingZeros(program.size() - 1);
    int counter = layout.add(full + " pc", Layout.Kind.PRIVATE, varying, start);
    agents.add(new Agent(agents.size(), full, kind, number, counter));
    programs.add(program);
  }

  /// Adds an agent that starts at the head of its program.
  public void add(String name, Agent.Kind kind, int number, Program program) {
    add(name, kind, number, program, 0);
  }

  /// All of them, by id.
  public List<Agent> all() {
    return List.copyOf(agents);
  }

  /// The steps that each of them takes, by id.
  public List<Program> programs() {
    return List.copyOf(programs);
  }
}
