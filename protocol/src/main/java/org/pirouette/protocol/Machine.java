package org.pirouette.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.Agent.Kind;
import org.pirouette.protocol.MachineConfiguration.InterProcessorInterrupt;

/// Words, agents and topology of one small world in which the programs run.
///
/// All state is in the words; layout, agents and programs never change and are shared by every
/// machine made by [#on] from the same one. Not safe for use by several threads unless the words
/// are.
public final class Machine extends Placement {
  private static final int PER_PROCESSOR = 5;
  private static final int PER_VCPU = 3;
  private static final int PER_DEVICE = 3;
  private static final ExitReason[] EXIT_REASONS = ExitReason.values();

  private final MachineConfiguration configuration;
  private final Layout layout;
  private final Agent[] agents;
  private final Kind[] kinds;
  private final int[] numbers;
  private final int[] counters;
  private final int[] registers;
  private final int[] usedWords;
  private final byte[] slots;
  private final int[][] candidates;

  /// The words that the steps work on.
  public final Words words;

  private final int schedOut;
  private final InterProcessorInterrupt[][] interrupts;

  private Listener listener = Listener.SILENT;

  /// A machine in its initial state, on plain words.
  public static Machine of(MachineConfiguration configuration) {
    Programs programs = new Programs(configuration);
    Machine machine = new Machine(configuration, programs);
    return machine.on(new PlainWords(machine.layout));
  }

  private Machine(MachineConfiguration configuration, Programs programs) {
    super(configuration.processors(), configuration.vcpus().size(), configuration.devices().size());
    this.configuration = configuration;
    usedWords =
        configuration.vectors().stream().mapToInt(VectorBitmap::word).sorted().distinct().toArray();
    slots = slots(configuration.vectors());
    candidates = candidates(configuration);
    agents = programs.agents(this);
    kinds = Arrays.stream(agents).map(Agent::kind).toArray(Kind[]::new);
    numbers = Arrays.stream(agents).mapToInt(Agent::number).toArray();
    counters = Arrays.stream(agents).mapToInt(Agent::counter).toArray();
    registers = IntStream.range(0, agents.length).map(this::registersOf).toArray();
    schedOut = programs.thread().indexOf("kvm_sched_out");
    interrupts = interrupts(configuration);
    layout = MachineLayout.of(this);
    words = new PlainWords(layout);
  }

  private Machine(Machine origin, Words words) {
    super(
        origin.configuration.processors(),
        origin.configuration.vcpus().size(),
        origin.configuration.devices().size());
    configuration = origin.configuration;
    layout = origin.layout;
    agents = origin.agents;
    kinds = origin.kinds;
    numbers = origin.numbers;
    counters = origin.counters;
    registers = origin.registers;
    usedWords = origin.usedWords;
    slots = origin.slots;
    candidates = origin.candidates;
    schedOut = origin.schedOut;
    interrupts = origin.interrupts;
    this.words = words;
  }

  private int registersOf(int agent) {
    int number = numbers[agent];
    return switch (kinds[agent]) {
      case THREAD -> threadRegisters(number);
      case HANDLER -> handlerRegisters(number);
      case ENVIRONMENT -> {
        if (agent == inhibitor()) {
          yield inhibitRegisters();
        }
        yield agent == administrator() ? offlineRegisters() : bypassRegisters(number);
      }
      case PROCESSOR, SCHEDULER, TICK, BUS, GUEST, TIMER, DEVICE, IOMMU -> -1;
    };
  }

  private static byte[] slots(List<Integer> vectors) {
    byte[] slots = new byte[256];
    Arrays.fill(slots, (byte) -1);
    int next = 0;
    for (int vector : vectors.stream().sorted().distinct().toList()) {
      slots[vector] = (byte) (next < 16 ? next++ : -1);
    }
    return slots;
  }

  private static InterProcessorInterrupt[][] interrupts(MachineConfiguration configuration) {
    InterProcessorInterrupt[][] interrupts =
        new InterProcessorInterrupt[configuration.vcpus().size()][];
    for (int v = 0; v < interrupts.length; v++) {
      int from = v;
      interrupts[v] =
          configuration.interProcessorInterrupts().stream()
              .filter(interrupt -> interrupt.from() == from)
              .toArray(InterProcessorInterrupt[]::new);
    }
    return interrupts;
  }

  private static int[][] candidates(MachineConfiguration configuration) {
    int[][] candidates = new int[configuration.processors()][];
    for (int p = 0; p < candidates.length; p++) {
      int[] found = new int[configuration.vcpus().size()];
      int count = 0;
      for (int v = 0; v < found.length; v++) {
        if (configuration.vcpus().get(v).affinity().contains(p)) {
          found[count++] = v;
        }
      }
      candidates[p] = Arrays.copyOf(found, count);
    }
    return candidates;
  }

  /// The same machine on other words; the caller gives them their initial values.
  public Machine on(Words other) {
    return new Machine(this, other);
  }

  /// Sets who hears what happens.
  public void listen(Listener other) {
    listener = other;
  }

  /// What the machine was built from.
  public MachineConfiguration configuration() {
    return configuration;
  }

  /// All words with their initial values.
  public Layout layout() {
    return layout;
  }

  /// The words that the steps work on.
  public Words words() {
    return words;
  }

  /// All agents, in the order of their ids.
  public List<Agent> agents() {
    return List.of(agents);
  }

  /// The agent with an id.
  public Agent agent(int id) {
    return agents[id];
  }

  /// The step that an agent takes next.
  public Step currentStep(int agent) {
    return agents[agent].program().step((int) words.load(counters[agent]));
  }

  /// In how many ways an agent may step now: 0 unless it is the context of its pCPU, no interrupt
  /// has to be accepted there first, and its step is possible. Reads words, changes none.
  public int alternatives(int agent) {
    if (kinds[agent].needsContext() && !isContext(agent)) {
      return 0;
    }
    return currentStep(agent).alternatives(this, agent);
  }

  /// Whether an agent may step now.
  public boolean mayStep(int agent) {
    return alternatives(agent) > 0;
  }

  /// Takes an agent's next step in its n-th alternative.
  public void step(int agent, int alternative) {
    Step step = currentStep(agent);
    decide(agent, step.mayBlock() ? step.choice(this, agent, alternative) : 0);
  }

  /// Takes an agent's next step by a choice, as the [Decision] of the step defines choices. The
  /// caller sees to it that the choice is possible.
  public void decide(int agent, int choice) {
    int counter = counters[agent];
    int pc = (int) words.load(counter);
    int next = agents[agent].program().step(pc).execute(this, agent, choice);
    words.store(counter, next == Step.NEXT ? pc + 1 : next);
  }

  private boolean isContext(int agent) {
    int p = processorOf(agent);
    if (words.load(context(p)) != agent) {
      return false;
    }
    return kinds[agent] == Kind.HANDLER || boundaryEvent(p) == ProcessorEvent.NONE;
  }

  /// The pCPU on which an agent's steps run and whose store buffer they use, or -1 for hardware and
  /// the outside world, whose accesses are not buffered.
  public int processor(int agent) {
    return switch (kinds[agent]) {
      case HANDLER, SCHEDULER, THREAD, GUEST -> processorOf(agent);
      case PROCESSOR, TICK, BUS, TIMER, DEVICE, IOMMU, ENVIRONMENT -> -1;
    };
  }

  /// The pCPU that an agent belongs to or executes on, or last did; -1 if there is none.
  public int processorOf(int agent) {
    return switch (kinds[agent]) {
      case PROCESSOR, HANDLER, SCHEDULER, TICK, BUS -> numbers[agent];
      case THREAD, GUEST, TIMER -> taskCpu(numbers[agent]);
      case DEVICE, IOMMU, ENVIRONMENT -> -1;
    };
  }

  /// The number of the pCPU, vCPU or device that an agent belongs to.
  public int numberOf(int agent) {
    return numbers[agent];
  }

  /// What an agent is.
  public Kind kindOf(int agent) {
    return kinds[agent];
  }

  /// Id of the agent that accepts interrupts on pCPU p.
  public int processorAgent(int p) {
    return p * PER_PROCESSOR;
  }

  /// Id of the interrupt context of pCPU p.
  public int handler(int p) {
    return p * PER_PROCESSOR + 1;
  }

  /// Id of the scheduler of pCPU p.
  public int scheduler(int p) {
    return p * PER_PROCESSOR + 2;
  }

  /// Id of the agent that ends time slices on pCPU p.
  public int tick(int p) {
    return p * PER_PROCESSOR + 3;
  }

  /// Id of the bus to pCPU p.
  public int busAgent(int p) {
    return p * PER_PROCESSOR + 4;
  }

  /// Id of the KVM thread of vCPU v.
  public int thread(int v) {
    return configuration.processors() * PER_PROCESSOR + v * PER_VCPU;
  }

  /// Id of the guest of vCPU v.
  public int guestAgent(int v) {
    return thread(v) + 1;
  }

  /// Id of the APIC timer of vCPU v.
  public int timerAgent(int v) {
    return thread(v) + 2;
  }

  /// Id of device d.
  public int device(int d) {
    return thread(configuration.vcpus().size()) + d * PER_DEVICE;
  }

  /// Id of the IOMMU at work for device d.
  public int iommu(int d) {
    return device(d) + 1;
  }

  /// Id of the VMM thread that connects and routes device d.
  public int bypass(int d) {
    return device(d) + 2;
  }

  /// Id of the VMM thread that changes the APICv inhibition.
  public int inhibitor() {
    return device(configuration.devices().size());
  }

  /// Id of the administrator who takes pCPUs offline.
  public int administrator() {
    return inhibitor() + 1;
  }

  /// The word with the registers of a thread, handler or VMM.
  public int registers(int agent) {
    return registers[agent];
  }

  /// The word with more registers of a thread or handler.
  public int scratch(int agent) {
    return kinds[agent] == Kind.THREAD
        ? threadScratch(numbers[agent])
        : handlerScratch(numbers[agent]);
  }

  /// A field of the registers of a thread or handler.
  public int register(int agent, Field field) {
    return field.get(words.load(registers(agent)));
  }

  /// Changes a field of the registers of a thread or handler.
  public void setRegister(int agent, Field field, int value) {
    set(registers(agent), field, value);
  }

  /// Changes a field of a word that only this agent writes now.
  public void set(int word, Field field, long value) {
    words.store(word, field.set(words.load(word), value));
  }

  /// A field of a word.
  public int get(int word, Field field) {
    return field.get(words.load(word));
  }

  /// The words of a vector bitmap that any vector of this machine is in, ascending.
  public int[] usedWords() {
    return usedWords;
  }

  /// The vCPUs that may run on pCPU p.
  public int[] candidates(int p) {
    return candidates[p];
  }

  /// Position of a vector in the ghost counters, or -1 if it has none.
  public int slot(int vector) {
    return slots[vector];
  }

  /// The pCPU on which the thread of vCPU v executes or last did.
  public int taskCpu(int v) {
    return get(task(v), Registers.TASK_CPU);
  }

  /// The highest vector in VIRR of vCPU v, or 0.
  public int highestRequested(int v) {
    for (int i = usedWords.length - 1; i >= 0; i--) {
      long word = words.load(virr(v, usedWords[i]));
      if (word != 0) {
        return usedWords[i] * 64 + 63 - Long.numberOfLeadingZeros(word);
      }
    }
    return 0;
  }

  /// The highest vector in VISR of vCPU v, or 0.
  public int highestInService(int v) {
    for (int i = usedWords.length - 1; i >= 0; i--) {
      long word = words.load(visr(v, usedWords[i]));
      if (word != 0) {
        return usedWords[i] * 64 + 63 - Long.numberOfLeadingZeros(word);
      }
    }
    return 0;
  }

  /// What pCPU p has to do before the next instruction of its context.
  public ProcessorEvent boundaryEvent(int p) {
    int agent = (int) words.load(context(p));
    Kind kind = kinds[agent];
    if (kind == Kind.GUEST) {
      int v = numbers[agent];
      if (words.load(guestCounter(v)) != 0) {
        return ProcessorEvent.NONE; // in the middle of an instruction
      }
      if (get(guest(v), Registers.GUEST_IF) == 1) {
        long vmcs = words.load(vmcs(v));
        if (Registers.WINDOW_EXITING.get(vmcs) == 1) {
          return ProcessorEvent.INTERRUPT_WINDOW;
        }
        if (Registers.VIRTUAL_DELIVERY.get(vmcs) == 1
            && get(status(v), Registers.RECOGNIZED) == 1) {
          return ProcessorEvent.VIRTUAL_INTERRUPT;
        }
      }
      return hasExternalInterrupt(p) ? ProcessorEvent.EXTERNAL_INTERRUPT : ProcessorEvent.NONE;
    }
    return (kind == Kind.THREAD || kind == Kind.SCHEDULER)
            && hasExternalInterrupt(p)
            && get(flags(p), Registers.INTERRUPTS_ON) == 1
        ? ProcessorEvent.EXTERNAL_INTERRUPT
        : ProcessorEvent.NONE;
  }

  private boolean hasExternalInterrupt(int p) {
    long requested = words.load(apicIrr(p));
    return requested != 0
        && InterruptPriority.priorityClass(HostVector.highest(requested))
            > InterruptPriority.priorityClass(HostVector.highest(words.load(apicIsr(p))));
  }

  /// Puts a message on the bus to the local APIC of pCPU p.
  public void send(int agent, int p, int vector) {
    words.getAndOr(bus(p), HostVector.bit(vector));
    listener.mark(agent, Mark.INTERRUPT_SENT, p, vector);
    listener.signal(busAgent(p));
  }

  /// Tells the listener that an agent may be able to step.
  public void signal(int agent) {
    listener.signal(agent);
  }

  /// Tells the listener that something is to be counted.
  public void mark(int agent, Mark mark, int subject, int value) {
    listener.mark(agent, mark, subject, value);
  }

  /// Makes an agent the context of pCPU p.
  public void run(int p, int agent) {
    words.store(context(p), agent);
    words.fence();
    listener.signal(agent);
    listener.signal(processorAgent(p));
  }

  /// Leaves non-root mode: host interrupts are off, and the thread goes on behind its VM entry.
  public void exitGuest(int agent, int p, int v, ExitReason reason, int vector) {
    int thread = thread(v);
    long registers = words.load(threadRegisters(v));
    registers = Registers.EXIT_REASON.set(registers, reason.ordinal());
    words.store(threadRegisters(v), Registers.EXIT_VECTOR.set(registers, vector));
    set(flags(p), Registers.INTERRUPTS_ON, 0);
    mark(agent, Mark.EXIT, v, reason.ordinal() | vector << 8);
    run(p, thread);
  }

  /// Ghost: a vector was posted to, or made pending for, vCPU v.
  public void notePosted(int v, int vector) {
    if (!configuration.ghosts()) {
      return;
    }
    words.getAndOr(owed(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
    addSurplus(v, vector, 1);
  }

  /// Ghost: the guest's handler for a vector starts.
  public void noteDelivered(int agent, int v, int vector) {
    mark(agent, Mark.DELIVERED, v, vector);
    if (!configuration.ghosts()) {
      return;
    }
    words.getAndAnd(owed(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    addSurplus(v, vector, -1);
  }

  private void addSurplus(int v, int vector, int change) {
    if (slots[vector] < 0) {
      return;
    }
    Field field = new Field(slots[vector] * 4, 4);
    while (true) {
      long before = words.load(surplus(v));
      int surplus = field.get(before) + change;
      if (surplus < 0) {
        note(Fault.DELIVERED_TWICE);
        return;
      }
      if (words.compareAndSet(surplus(v), before, field.set(before, Math.min(surplus, 14)))) {
        return;
      }
    }
  }

  /// Puts an interrupt into the IRR of the local APIC of pCPU p, without any delay.
  public void raise(int p, int vector) {
    words.getAndOr(apicIrr(p), HostVector.bit(vector));
    listener.signal(processorAgent(p));
  }

  /// The highest interrupt of pCPU p goes from IRR to ISR.
  ///
  /// @return its vector
  public int acknowledge(int p) {
    int vector = HostVector.highest(words.load(apicIrr(p)));
    words.getAndAnd(apicIrr(p), ~HostVector.bit(vector));
    words.getAndOr(apicIsr(p), HostVector.bit(vector));
    return vector;
  }

  /// EOI of the local APIC of pCPU p.
  public void endPhysicalInterrupt(int p) {
    int vector = HostVector.highest(words.load(apicIsr(p)));
    if (vector != 0) {
      words.getAndAnd(apicIsr(p), ~HostVector.bit(vector));
    }
  }

  /// Starts the host's handler of an acknowledged interrupt. Interrupts are off.
  public void interrupt(int agent, int p, int vector, int interrupted) {
    mark(agent, Mark.HOST_INTERRUPT, p, vector);
    words.store(interrupted(p), interrupted);
    set(handlerRegisters(p), Registers.EXIT_VECTOR, vector);
    run(p, handler(p));
  }

  /// The vCPU whose posted interrupts a pCPU processes.
  public int interruptedVcpu(int processor) {
    return numbers[(int) words.load(interrupted(numbers[processor]))];
  }

  /// Takes FLAG out of the registers of a thread or handler.
  public boolean takeFlag(int agent) {
    int word = registers(agent);
    long registers = words.load(word);
    words.store(word, Registers.FLAG.set(registers, 0));
    return Registers.FLAG.get(registers) == 1;
  }

  /// Takes POSTED_SEEN out of the registers of a thread.
  public boolean takePostedSeen(int agent) {
    int word = scratch(agent);
    long scratch = words.load(word);
    words.store(word, Registers.POSTED_SEEN.set(scratch, 0));
    return Registers.POSTED_SEEN.get(scratch) == 1;
  }

  /// Counts down what the environment may still do.
  public void spend(int word, Limit limit) {
    words.store(word, Budget.of(limit).spend(words.load(word)));
  }

  /// Interrupts and preemption are on again; if the time slice is over, the thread is preempted
  /// before it goes on.
  ///
  /// @param next where it goes on
  /// @return where it goes on now
  public int enableAndGoOn(int agent, int next) {
    int p = processorOf(agent);
    long flags = words.load(flags(p));
    if (Registers.NEED_RESCHED.get(flags) == 1) {
      disableForSwitch(p);
      setRegister(agent, Registers.RESUME, next);
      return schedOut;
    }
    words.store(flags(p), Registers.INTERRUPTS_ON.mask());
    listener.signal(processorAgent(p));
    return next;
  }

  /// Preempts an interrupted thread if its time slice is over and it may be preempted.
  public void preemptIfDue(int p, int interrupted) {
    long flags = words.load(flags(p));
    if (kinds[interrupted] != Kind.THREAD
        || Registers.NEED_RESCHED.get(flags) == 0
        || Registers.PREEMPTION_OFF.get(flags) == 1) {
      return;
    }
    disableForSwitch(p);
    int counter = counters[interrupted];
    setRegister(interrupted, Registers.RESUME, (int) words.load(counter));
    words.store(counter, schedOut);
  }

  /// The scheduler is at work on pCPU p: interrupts and preemption off, the time slice is over.
  public void disableForSwitch(int p) {
    words.store(flags(p), Registers.PREEMPTION_OFF.mask());
  }

  /// The place of the agent's next step.
  public int pc(int agent) {
    return (int) words.load(counters[agent]);
  }

  /// The place of the step behind the agent's next one.
  public int nextPc(int agent) {
    return pc(agent) + 1;
  }

  /// Takes a lock that was free when the step was found possible.
  public void lock(int word, int agent) {
    while (!words.compareAndSet(word, 0, agent + 1)) {
      Thread.onSpinWait();
    }
  }

  /// Releases a lock. Nobody is signalled: who waits for it spins.
  public void unlock(int word) {
    words.store(word, 0);
  }

  /// Puts vCPU v on the wakeup list of pCPU p.
  public void addToList(int p, int v) {
    for (int other = 0; other < configuration.processors() && configuration.ghosts(); other++) {
      if ((words.load(wakeupList(other, v >>> 6)) & 1L << v) != 0) {
        note(Fault.LIST_CORRUPTED);
      }
    }
    words.getAndOr(wakeupList(p, v >>> 6), 1L << v);
  }

  /// Takes vCPU v off the wakeup list of pCPU p.
  public void removeFromList(int p, int v) {
    if ((words.getAndAnd(wakeupList(p, v >>> 6), ~(1L << v)) & 1L << v) == 0) {
      note(Fault.LIST_CORRUPTED);
    }
  }

  /// The first vCPU on the wakeup list of pCPU p whose number is at least `from`, or -1.
  public int nextOnList(int p, int from) {
    for (int i = from >>> 6; i < listWords(); i++) {
      long word = words.load(wakeupList(p, i));
      long rest = i == from >>> 6 ? word & -1L << from : word;
      if (rest != 0) {
        return i * 64 + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }

  /// The device whose remapped interrupt has this vector on pCPU p, or -1. A vector that moved away
  /// stays valid on the pCPU where it was, as long as no other device there has it.
  public int deviceOf(int p, int vector) {
    int moved = -1;
    for (int d = vector - HostVector.FIRST_DEVICE;
        d >= 0 && d < configuration.devices().size();
        d += HostVector.DEVICES) {
      if (words.load(hostCpu(d)) == p) {
        return d;
      }
      moved = d;
    }
    return moved;
  }

  /// The physical vector of a device's interrupt while it is remapped.
  public int hostVector(int d) {
    return HostVector.FIRST_DEVICE + d % HostVector.DEVICES;
  }

  /// The vCPU that the guest's route of device d names.
  public int routeVcpu(int d) {
    return get(route(d), Bypass.ROUTE_VCPU);
  }

  /// The virtual vector of device d.
  public int vectorOf(int d) {
    return configuration.devices().get(d).vector();
  }

  /// A vCPU whose timer has fired on pCPU p, or -1.
  public int firedTimer(int p) {
    for (int v : candidates[p]) {
      if ((words.load(timer(v)) & Timer.FIRED) != 0 && taskCpu(v) == p) {
        return v;
      }
    }
    return -1;
  }

  /// Takes a fired timer.
  ///
  /// @return its vector
  public int takeTimer(int v) {
    int vector = (int) (words.load(timer(v)) & 0xFF);
    words.store(timer(v), 0);
    return vector;
  }

  /// An exit reason by its ordinal.
  public ExitReason exitReason(int ordinal) {
    return EXIT_REASONS[ordinal];
  }

  /// How an access to the APIC that hardware does not virtualize exits.
  public ExitReason apicExit() {
    if (configuration.features().x2apic()) {
      return ExitReason.MSR_WRITE;
    }
    return configuration.features().apicv() ? ExitReason.APIC_WRITE : ExitReason.EPT_VIOLATION;
  }

  /// The IPIs that the guest of vCPU v may send.
  public InterProcessorInterrupt[] interruptsFrom(int v) {
    return interrupts[v];
  }

  /// Whether the processor posts IPIs of vCPU v by itself.
  public boolean virtualizesIpis(int v) {
    return configuration.features().ipiVirtualization()
        && get(vmcs(v), Registers.VIRTUAL_DELIVERY) == 1;
  }

  /// The EOI-exit bitmap of vCPU v follows the level-triggered routes.
  public void scanIoapic(int v) {
    for (int d = 0; d < configuration.devices().size(); d++) {
      if (configuration.devices().get(d).level() && routeVcpu(d) == v) {
        int vector = vectorOf(d);
        words.getAndOr(eoiExit(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      }
    }
  }

  /// The EOI of a level-triggered interrupt has reached the emulated IOAPIC.
  public void endLevelInterrupt(int v, int vector) {
    for (int d = 0; d < configuration.devices().size(); d++) {
      if (vectorOf(d) == vector && routeVcpu(d) == v) {
        words.store(unanswered(d), words.load(unanswered(d)) & 1);
        listener.signal(device(d));
      }
    }
  }

  /// Whether the level-triggered interrupt of device d still waits for its EOI.
  public boolean awaitsEndOfInterrupt(int d) {
    return configuration.devices().get(d).level() && (words.load(unanswered(d)) & 2) != 0;
  }

  /// Device d has raised an interrupt. Ghost, but for the line of a level-triggered one.
  public void noteRaised(int d) {
    if (configuration.ghosts() || configuration.devices().get(d).level()) {
      words.store(unanswered(d), configuration.devices().get(d).level() ? 3 : 1);
    }
  }

  /// Ghost: an interrupt of device d reaches a vCPU. While its route changes, the old one counts.
  public void noteAnswered(int d, int v, int vector) {
    if (configuration.ghosts()
        && vectorOf(d) == vector
        && (routeVcpu(d) == v || get(route(d), Bypass.CHANGING) == 1)) {
      words.store(unanswered(d), words.load(unanswered(d)) & 2);
    }
  }

  /// Ghost: the APIC of vCPU v has been set to a state with nothing pending; only what was posted
  /// since PIR was cleared counts.
  public void noteRestored(int v) {
    if (!configuration.ghosts()) {
      return;
    }
    long counts = 0;
    for (int vector : configuration.vectors()) {
      int word = VectorBitmap.word(vector);
      boolean posted = (words.load(pir(v, word)) & VectorBitmap.bit(vector)) != 0;
      if (posted && slots[vector] >= 0) {
        counts |= 1L << slots[vector] * 4;
      }
    }
    words.store(surplus(v), counts);
    for (int word : usedWords) {
      words.store(owed(v, word), words.load(owed(v, word)) & words.load(pir(v, word)));
    }
  }

  /// Whether the host has set up an interrupt for device d.
  public boolean isPlugged(int d) {
    return RemappingEntry.present(words.load(irteLow(d)));
  }

  /// Whether any pCPU executes the host's handler of device d.
  public boolean handlesDevice(int d) {
    for (int p = 0; p < configuration.processors(); p++) {
      int vector = get(handlerRegisters(p), Registers.EXIT_VECTOR);
      if (vector == hostVector(d)
          || vector == HostVector.POSTED_MSI && configuration.features().postedMsi()) {
        return true;
      }
    }
    return false;
  }

  /// Ghost: device d is gone, and nobody waits for its interrupts.
  public void noteUnplugged(int d) {
    int vector = vectorOf(d);
    words.store(unanswered(d), 0);
    for (int v = 0; v < configuration.vcpus().size() && configuration.ghosts(); v++) {
      words.getAndAnd(owed(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    }
  }

  /// Number of posted-interrupt descriptors: of the vCPUs, then of the pCPUs.
  public int descriptors() {
    return configuration.vcpus().size()
        + (configuration.features().postedMsi() ? configuration.processors() : 0);
  }

  /// A word of PIR of a descriptor by its number.
  public int descriptorPir(int descriptor, int word) {
    int vcpus = configuration.vcpus().size();
    return descriptor < vcpus ? pir(descriptor, word) : hostPir(descriptor - vcpus);
  }

  /// The control word of a descriptor by its number.
  public int descriptorControl(int descriptor) {
    int vcpus = configuration.vcpus().size();
    return descriptor < vcpus ? pidControl(descriptor) : hostControl(descriptor - vcpus);
  }

  /// The control word of the descriptor in the VMCS that vCPU v runs with.
  public int activeControl(int v) {
    return configuration.features().nested() ? nestedControl(v) : pidControl(v);
  }

  /// A word of PIR of the descriptor in the VMCS that vCPU v runs with.
  public int activePir(int v, int word) {
    return configuration.features().nested() ? nestedPir(v) : pir(v, word);
  }

  /// The notification vector in the VMCS that vCPUs run with.
  public int notificationVector() {
    return configuration.features().nested() ? HostVector.NESTED : HostVector.NOTIFICATION;
  }

  /// The IRTE of device d gives its interrupt to the host, in whichever way the host has MSIs.
  public void writeHostEntry(int d) {
    int p = (int) words.load(hostCpu(d));
    if (configuration.features().postedMsi()) {
      int descriptor = configuration.vcpus().size() + p;
      writeEntry(
          d,
          RemappingEntry.postedLow(descriptor, hostVector(d)),
          RemappingEntry.postedHigh(descriptor));
    } else {
      writeEntry(d, RemappingEntry.remappedLow(p, hostVector(d)), 0);
    }
  }

  /// The IRTE of device d posts to the vCPU of the guest's route.
  public void writePostedEntry(int d) {
    int v = routeVcpu(d);
    writeEntry(d, RemappingEntry.postedLow(v, vectorOf(d)), RemappingEntry.postedHigh(v));
  }

  /// Writes both halves of the IRTE of device d as one.
  public void writeEntry(int d, long low, long high) {
    words.store(irteLow(d), low);
    words.store(irteHigh(d), high);
  }

  /// The interrupt-entry cache forgets the IRTE of device d.
  public void flushEntry(int d) {
    words.store(cacheLow(d), 0);
    words.store(cacheHigh(d), 0);
    listener.signal(device(d));
  }

  /// Whether the IRTE of device d is what the host wants it to be while nobody changes it: absent
  /// without a device, posting to the route's vCPU while a bypass is connected and the route can be
  /// posted, and the host's otherwise, in whichever way the host has MSIs.
  public boolean entryFollowsRoute(int d) {
    long low = words.load(irteLow(d));
    if (words.load(bypassCounter(d)) != 0 || !RemappingEntry.present(low)) {
      return true;
    }
    int descriptor =
        RemappingEntry.posted(low)
            ? RemappingEntry.descriptor(low, words.load(irteHigh(d)), descriptors())
            : RemappingEntry.NOBODY;
    long route = words.load(route(d));
    if (Bypass.CONNECTED.get(route) == 1 && Bypass.UNPOSTABLE.get(route) == 0) {
      return descriptor == Bypass.ROUTE_VCPU.get(route);
    }
    int host = (int) words.load(hostCpu(d));
    return configuration.features().postedMsi()
        ? descriptor == configuration.vcpus().size() + host
        : !RemappingEntry.posted(low) && RemappingEntry.destination(low) == host;
  }

  /// Whether the IRTE of device d posts to a vCPU.
  public boolean postsToVcpu(int d) {
    long low = words.load(irteLow(d));
    int descriptor = RemappingEntry.descriptor(low, words.load(irteHigh(d)), descriptors());
    return RemappingEntry.posted(low)
        && descriptor >= 0
        && descriptor < configuration.vcpus().size();
  }

  /// Changes the count of possible bypass interrupts.
  ///
  /// @return the count before
  public long addToBypassCount(int change) {
    while (true) {
      long before = words.load(bypassCount());
      if (words.compareAndSet(bypassCount(), before, before + change)) {
        return before;
      }
    }
  }

  /// Whether every thread that may run on pCPU p may also run on another that is online.
  public boolean isSpare(int p) {
    for (int v : candidates[p]) {
      boolean elsewhere = false;
      for (int other : configuration.vcpus().get(v).affinity()) {
        elsewhere |= other != p && get(flags(other), Registers.OFFLINE) == 0;
      }
      if (!elsewhere) {
        return false;
      }
    }
    return true;
  }

  /// Ghost: something that may never happen did.
  public void note(Fault fault) {
    words.getAndOr(broken(), fault.bit());
  }
}
