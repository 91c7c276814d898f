package org.pirouette.prove.explore;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.step.Layout.Word;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;

/// Another model under x86-TSO: each processor has a store buffer (Sewell et al., "x86-TSO", CACM
/// 2010; SDM 3A 9.2).
///
/// A plain store to shared memory goes into the buffer of the processor that runs the step; the
/// oldest entry of a buffer reaches memory by a step of its own, at any time; a load sees the
/// newest entry for its word first; locked operations and fences empty the buffer before they act.
/// Under [MemoryModel#PSO] any entry may reach memory that has no older one for its word. Words
/// that are private or hardware, and steps that no processor runs, are not buffered.
///
/// The buffers are words of the state: for each processor a number of entries, and for each entry
/// which word and which value. A store into a full buffer first lets the oldest entry out, so a run
/// that needs more entries than `capacity` is not explored; the protocol's programs have at most
/// two plain stores between two locked instructions.
public final class StoreBufferModel implements Model {
  private final Model model;
  private final int processors;
  private final int capacity;
  private final boolean ordered;
  private final Layout layout = new Layout();
  private final List<Word> inner;
  private final int[] sharedNumber;
  private final int[] sharedWord;
  private final int firstBuffer;

  /// @param processors how many processors have a buffer: those with indices 0 to processors - 1
  /// @param capacity entries in each buffer, 1 to 15
  /// @param memory [MemoryModel#TSO] or [MemoryModel#PSO]
  public StoreBufferModel(Model model, int processors, int capacity, MemoryModel memory) {
    this.model = model;
    ordered = memory != MemoryModel.PSO;
    this.processors = processors;
    this.capacity = capacity;
    inner = model.layout().words();
    sharedNumber = new int[inner.size()];
    List<Word> shared = new ArrayList<>();
    int valueBits = 0;
    for (Word word : inner) {
      layout.add(word.name(), word.kind(), word.varying(), word.initial());
      layout.show(word.index(), word.display());
      sharedNumber[word.index()] = -1;
      if (word.kind() == Kind.SHARED && word.varying() != 0) {
        sharedNumber[word.index()] = shared.size();
        shared.add(word);
        valueBits = Math.max(valueBits, Long.bitCount(word.varying()));
      }
    }
    sharedWord = shared.stream().mapToInt(Word::index).toArray();
    firstBuffer = layout.size();
    declareBuffers(lowBits(Long.SIZE - Long.numberOfLeadingZeros(shared.size())), valueBits);
  }

  private void declareBuffers(long addresses, int valueBits) {
    for (int processor = 0; processor < processors; processor++) {
      String name = "store buffer " + processor;
      layout.show(layout.add(name + " entries", Kind.HARDWARE, 0xF, 0), Display.NUMBER);
      for (int entry = 0; entry < capacity; entry++) {
        layout.add(name + " entry " + entry + " word", Kind.HARDWARE, addresses, 0);
        layout.add(name + " entry " + entry + " value", Kind.HARDWARE, lowBits(valueBits), 0);
      }
    }
  }

  private static long lowBits(int bits) {
    return bits == 0 ? 0 : -1L >>> (Long.SIZE - bits);
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public StepSystem system(Words words) {
    BufferedWords buffered = new BufferedWords(words);
    return new BufferedSystem(buffered, model.system(buffered));
  }

  private int entriesWord(int processor) {
    return firstBuffer + processor * (1 + 2 * capacity);
  }

  private int addressWord(int processor, int entry) {
    return entriesWord(processor) + 1 + 2 * entry;
  }

  /// The words as the steps of one processor see them.
  private final class BufferedWords extends Words {
    private final Words memory;
    private int processor = -1;

    BufferedWords(Words memory) {
      this.memory = memory;
    }

    private int entries() {
      return processor < 0 ? 0 : (int) memory.load(entriesWord(processor));
    }

    @Override
    public long load(int word) {
      int number = sharedNumber[word];
      if (number >= 0) {
        for (int entry = entries() - 1; entry >= 0; entry--) {
          int address = addressWord(processor, entry);
          if (memory.load(address) == number) {
            return expand(inner.get(word), memory.load(address + 1));
          }
        }
      }
      return memory.load(word);
    }

    @Override
    public void store(int word, long value) {
      int number = sharedNumber[word];
      if (processor < 0 || number < 0) {
        memory.store(word, value);
        return;
      }
      if (entries() == capacity) {
        drainOldest();
      }
      int entry = entries();
      int address = addressWord(processor, entry);
      memory.store(address, number);
      memory.store(address + 1, compress(inner.get(word), value));
      memory.store(entriesWord(processor), entry + 1L);
    }

    /// Lets the oldest entry reach memory. The others move up, so that equal buffers are equal
    /// states.
    void drainOldest() {
      drain(0);
    }

    private void drain(int entry) {
      int entries = entries();
      int first = addressWord(processor, 0);
      int drained = first + 2 * entry;
      int word = sharedWord[(int) memory.load(drained)];
      memory.store(word, expand(inner.get(word), memory.load(drained + 1)));
      for (int i = 2 * entry; i < 2 * (entries - 1); i++) {
        memory.store(first + i, memory.load(first + i + 2));
      }
      memory.store(first + 2 * (entries - 1), 0);
      memory.store(first + 2 * (entries - 1) + 1, 0);
      memory.store(entriesWord(processor), entries - 1L);
    }

    /// How many entries may reach memory next.
    int drainable() {
      int entries = entries();
      if (ordered) {
        return Math.min(entries, 1);
      }
      int count = 0;
      for (int entry = 0; entry < entries; entry++) {
        count += isOldestOfItsWord(entry) ? 1 : 0;
      }
      return count;
    }

    /// Lets one of [#drainable] entries reach memory.
    void drainAlternative(int alternative) {
      int left = alternative;
      int entry = 0;
      while (!isOldestOfItsWord(entry) || left-- > 0) {
        entry++;
      }
      drain(entry);
    }

    private boolean isOldestOfItsWord(int entry) {
      long number = memory.load(addressWord(processor, entry));
      for (int older = 0; older < entry; older++) {
        if (memory.load(addressWord(processor, older)) == number) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void fence() {
      while (entries() > 0) {
        drainOldest();
      }
    }

    @Override
    public long getAndOr(int word, long bits) {
      fence();
      return memory.getAndOr(word, bits);
    }

    @Override
    public long getAndAnd(int word, long bits) {
      fence();
      return memory.getAndAnd(word, bits);
    }

    @Override
    public long getAndSet(int word, long value) {
      fence();
      return memory.getAndSet(word, value);
    }

    @Override
    public boolean compareAndSet(int word, long expected, long value) {
      fence();
      return memory.compareAndSet(word, expected, value);
    }

    private static long compress(Word word, long value) {
      return Long.compress(value ^ word.initial(), word.varying());
    }

    private static long expand(Word word, long packed) {
      return word.initial() ^ Long.expand(packed, word.varying());
    }
  }

  /// The agents of the model, then one for each store buffer.
  private final class BufferedSystem implements StepSystem {
    private final BufferedWords words;
    private final StepSystem system;
    private final Drain drain = new Drain();

    BufferedSystem(BufferedWords words, StepSystem system) {
      this.words = words;
      this.system = system;
    }

    @Override
    public int agents() {
      return system.agents() + processors;
    }

    @Override
    public String agentName(int agent) {
      return isDrain(agent) ? "store buffer " + (agent - system.agents()) : system.agentName(agent);
    }

    @Override
    public Step step(int agent) {
      return isDrain(agent) ? drain : system.step(agent);
    }

    @Override
    public int alternatives(int agent) {
      if (isDrain(agent)) {
        words.processor = agent - system.agents();
        int alternatives = words.drainable();
        words.processor = -1;
        return alternatives;
      }
      words.processor = system.processor(agent);
      int alternatives = system.alternatives(agent);
      words.processor = -1;
      return alternatives;
    }

    @Override
    public void execute(int agent, int alternative) {
      if (isDrain(agent)) {
        words.processor = agent - system.agents();
        words.drainAlternative(alternative);
      } else {
        words.processor = system.processor(agent);
        system.execute(agent, alternative);
      }
      words.processor = -1;
    }

    @Override
    public String describe(int agent, int alternative) {
      return isDrain(agent) ? "" : system.describe(agent, alternative);
    }

    @Override
    public int processor(int agent) {
      return isDrain(agent) ? -1 : system.processor(agent);
    }

    @Override
    public boolean optional(int agent) {
      return !isDrain(agent) && system.optional(agent);
    }

    @Override
    public boolean unnoticed(int agent) {
      return !isDrain(agent) && system.unnoticed(agent);
    }

    @Override
    public List<Property> properties() {
      return system.properties();
    }

    private boolean isDrain(int agent) {
      return agent >= system.agents();
    }
  }

  /// The oldest entry of a store buffer reaches memory. Its system takes it; the step is its name.
  private static final class Drain extends Step {
    Drain() {
      super("store reaches memory", "x86-TSO; SDM 3A 9.2", Cost.NONE);
    }

    @Override
    public int execute(Machine machine, int agent, int alternative) {
      throw new UnsupportedOperationException("a store buffer is no part of a machine");
    }
  }
}
