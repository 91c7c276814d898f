package org.pirouette.prove.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;

/// A small concurrent program, written as steps: each process is a list of steps with a program
/// counter in a private word.
final class ClassicModel implements Model {
  /// What a step does.
  interface Action {
    /// @return the next program counter
    int take(Words words, int process);
  }

  /// Whether a step can be taken.
  interface Guard {
    boolean open(Words words, int process);
  }

  private final String name;
  private final Layout layout = new Layout();
  private final List<List<ProcessStep>> processes = new ArrayList<>();
  private final List<Integer> counters = new ArrayList<>();
  private final List<Function<Words, Property>> properties = new ArrayList<>();
  private boolean unnoticed;

  ClassicModel(String name) {
    this.name = name;
  }

  /// Declares a shared word of a few bits.
  int shared(String word, int bits, long initial) {
    return layout.add(word, Kind.SHARED, (1L << bits) - 1, initial);
  }

  /// Declares a private word of a few bits.
  int register(String word, int bits, long initial) {
    return layout.add(word, Kind.PRIVATE, (1L << bits) - 1, initial);
  }

  /// Declares the next process.
  ///
  /// @return the word of its program counter
  int process(ProcessStep... steps) {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(steps.length);
    int counter = register("pc " + processes.size(), width, 0);
    processes.add(List.of(steps));
    counters.add(counter);
    return counter;
  }

  /// The word of a process's program counter.
  int counter(int process) {
    return counters.get(process);
  }

  /// Program counter of the first process's last step.
  int lastStep() {
    return processes.getFirst().size() - 1;
  }

  /// Adds a property.
  void property(Function<Words, Property> property) {
    properties.add(property);
  }

  /// Forgets the properties, so that the whole space is explored whatever the verdict.
  void withoutProperties() {
    properties.clear();
  }

  /// Lets the reduction take all local steps at once.
  void allowReduction() {
    unnoticed = true;
  }

  static ProcessStep step(String name, Action action) {
    return new ProcessStep(name, (words, process) -> true, action);
  }

  static ProcessStep when(String name, Guard guard, Action action) {
    return new ProcessStep(name, guard, action);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public StepSystem system(Words words) {
    return new ClassicSystem(words);
  }

  /// One step of a process; past the last step the process has ended.
  static final class ProcessStep extends Step {
    private final Guard guard;
    private final Action action;

    ProcessStep(String name, Guard guard, Action action) {
      super(name, "classic", Cost.PLAIN);
      this.guard = guard;
      this.action = action;
    }

    @Override
    public int execute(Machine machine, int agent, int alternative) {
      throw new UnsupportedOperationException("runs on words alone");
    }
  }

  private final class ClassicSystem implements StepSystem {
    private final Words words;
    private final List<Property> checked;

    ClassicSystem(Words words) {
      this.words = words;
      checked = properties.stream().map(property -> property.apply(words)).toList();
    }

    private int counter(int agent) {
      return (int) words.load(counters.get(agent));
    }

    @Override
    public int agents() {
      return processes.size();
    }

    @Override
    public String agentName(int agent) {
      return "process " + agent;
    }

    @Override
    public ProcessStep step(int agent) {
      List<ProcessStep> steps = processes.get(agent);
      return steps.get(Math.min(counter(agent), steps.size() - 1));
    }

    @Override
    public int alternatives(int agent) {
      if (counter(agent) == processes.get(agent).size()) {
        return 0;
      }
      return step(agent).guard.open(words, agent) ? 1 : 0;
    }

    @Override
    public void execute(int agent, int alternative) {
      words.store(counters.get(agent), step(agent).action.take(words, agent));
    }

    @Override
    public boolean unnoticed(int agent) {
      return unnoticed;
    }

    @Override
    public List<Property> properties() {
      return checked;
    }
  }
}
