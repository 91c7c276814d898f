package org.pirouette.protocol.step;

import java.util.List;

/// Words, and the agents that take steps on them: one small world in which programs run.
///
/// All state is in the words; everything else never changes and is shared by every machine made by
/// [#on] from the same one. Not safe for use by several threads unless the words are.
public abstract class Machine {
  /// The words that the steps work on.
  public final Words words;

  /// All agents, by id.
  protected final Agent[] agents;

  /// What each agent is.
  protected final Agent.Kind[] kinds;

  /// The number of each agent.
  protected final int[] numbers;

  private final Program[] programs;
  private final Layout layout;
  private final int counters;
  private Listener listener = Listener.SILENT;

  /// A machine in its initial state, on plain words.
  ///
  /// @param layout all words
  /// @param agents by id; their counters are consecutive words
  /// @param programs the steps that each of them takes, by id
  protected Machine(Layout layout, List<Agent> agents, List<Program> programs) {
    this.layout = layout;
    this.agents = agents.toArray(Agent[]::new);
    this.programs = programs.toArray(Program[]::new);
    kinds = agents.stream().map(Agent::kind).toArray(Agent.Kind[]::new);
    numbers = agents.stream().mapToInt(Agent::number).toArray();
    counters = agents.getFirst().counter();
    words = new PlainWords(layout);
  }

  /// The same machine on other words.
  protected Machine(Machine origin, Words words) {
    layout = origin.layout;
    agents = origin.agents;
    programs = origin.programs;
    kinds = origin.kinds;
    numbers = origin.numbers;
    counters = origin.counters;
    this.words = words;
  }

  /// The same machine on other words; the caller gives them their initial values.
  public abstract Machine on(Words other);

  /// Whether the place where an agent executes lets it step now: it is the context of its pCPU, and
  /// no interrupt has to be accepted there first.
  protected abstract boolean mayExecute(int agent);

  /// The pCPU on which an agent's steps run and whose store buffer they use, or -1 for hardware and
  /// the outside world, whose accesses are not buffered.
  public abstract int processor(int agent);

  /// Sets who hears what happens.
  public final void listen(Listener other) {
    listener = other;
  }

  /// The words that the steps work on.
  public final Words words() {
    return words;
  }

  /// All words with their initial values.
  public final Layout layout() {
    return layout;
  }

  /// All agents, in the order of their ids.
  public final List<Agent> agents() {
    return List.of(agents);
  }

  /// The agent with an id.
  public final Agent agent(int id) {
    return agents[id];
  }

  /// The number of the pCPU, vCPU or device that an agent belongs to.
  public final int numberOf(int agent) {
    return numbers[agent];
  }

  /// What an agent is.
  public final Agent.Kind kindOf(int agent) {
    return kinds[agent];
  }

  /// The steps that an agent takes.
  public final Program program(int agent) {
    return programs[agent];
  }

  /// The step that an agent takes next.
  public final Step currentStep(int agent) {
    return programs[agent].step((int) words.load(counters + agent));
  }

  /// Program counter of an agent: its word.
  public final int counter(int agent) {
    return counters + agent;
  }

  /// In how many ways an agent may step now: 0 unless it is the context of its pCPU, no interrupt
  /// has to be accepted there first, and its step is possible. Reads words, changes none.
  public final int alternatives(int agent) {
    return mayExecute(agent) ? currentStep(agent).alternatives(this, agent) : 0;
  }

  /// Whether an agent may step now.
  public final boolean mayStep(int agent) {
    return alternatives(agent) > 0;
  }

  /// Takes an agent's next step in its n-th alternative.
  public final void step(int agent, int alternative) {
    Step step = currentStep(agent);
    decide(agent, step.mayBlock() ? step.choice(this, agent, alternative) : 0);
  }

  /// Takes an agent's next step by a choice, as the [Decision] of the step defines choices. The
  /// caller sees to it that the choice is possible.
  public final void decide(int agent, int choice) {
    int counter = counters + agent;
    int pc = (int) words.load(counter);
    int next = programs[agent].step(pc).execute(this, agent, choice);
    words.store(counter, next == Step.NEXT ? pc + 1 : next);
  }

  /// The place of the agent's next step.
  public final int pc(int agent) {
    return (int) words.load(counters + agent);
  }

  /// The place of the step behind the agent's next one.
  public final int nextPc(int agent) {
    return pc(agent) + 1;
  }

  /// Whether an agent's next step is in a zone of its program.
  public final boolean isIn(int agent, Zone zone) {
    return zone.holds((int) words.load(counters + agent));
  }

  /// Whether an agent is at the head of its program, where it waits for something to do. (A thread
  /// of the host has no such place.)
  public final boolean isIdle(int agent) {
    return words.load(counters + agent) == 0;
  }

  /// A field of a word.
  public final int get(int word, Field field) {
    return field.get(words.load(word));
  }

  /// Changes a field of a word that only this agent writes now.
  public final void set(int word, Field field, long value) {
    words.store(word, field.set(words.load(word), value));
  }

  /// Tells the listener that an agent may be able to step.
  public final void signal(int agent) {
    listener.signal(agent);
  }

  /// Tells the listener that something is to be counted.
  public final void mark(int agent, Mark mark, int subject, int value) {
    listener.mark(agent, mark, subject, value);
  }
}
