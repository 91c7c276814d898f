package org.pirouette.protocol.kvm;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.MachineConfiguration.InterProcessorInterrupt;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.step.Agents;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Words;

/// A machine as KVM and the host's scheduler see it on every architecture: pCPUs with what they
/// run, vCPUs with their threads, and assigned devices.
public abstract class KvmMachine extends Machine {
  private static final int PER_VCPU = 3;
  private static final int PER_DEVICE = 3;

  /// The host on each pCPU.
  public final ProcessorBank pcpus;

  /// KVM and the scheduler for each vCPU.
  public final VcpuBank vcpus;

  /// Each assigned device.
  public final DeviceBank devices;

  /// The VM as a whole.
  public final GlobalBank vm;

  /// What properties are about.
  public final GhostBank ghosts;

  private final MachineConfiguration configuration;
  private final int[] registers;
  private final int[][] candidates;
  private final int[] usedWords;
  private final byte[] slots;
  private final InterProcessorInterrupt[][] interrupts;
  private final int schedOut;

  /// A machine in its initial state.
  ///
  /// @param banks the words of KVM
  /// @param schedOut where a thread goes that is preempted
  protected KvmMachine(
      MachineConfiguration configuration,
      Layout layout,
      Agents agents,
      KvmBanks banks,
      int schedOut) {
    super(layout, agents.all(), agents.programs());
    this.configuration = configuration;
    pcpus = banks.pcpus();
    vcpus = banks.vcpus();
    devices = banks.devices();
    vm = banks.vm();
    ghosts = banks.ghosts();
    this.schedOut = schedOut;
    usedWords = configuration.usedWords();
    slots = slots(configuration.vectors());
    candidates = candidates(configuration);
    interrupts = interrupts(configuration);
    registers = IntStream.range(0, agents.all().size()).map(this::registersOf).toArray();
  }

  /// The same machine on other words.
  protected KvmMachine(KvmMachine origin, Words words) {
    super(origin, words);
    configuration = origin.configuration;
    pcpus = origin.pcpus;
    vcpus = origin.vcpus;
    devices = origin.devices;
    vm = origin.vm;
    ghosts = origin.ghosts;
    schedOut = origin.schedOut;
    usedWords = origin.usedWords;
    slots = origin.slots;
    candidates = origin.candidates;
    interrupts = origin.interrupts;
    registers = origin.registers;
  }

  /// Whether pCPU p has to do something before the next instruction of its context: accept an
  /// interrupt, or leave or enter a guest's handler.
  public abstract boolean atBoundary(int p);

  @Override
  public abstract KvmMachine on(Words other);

  /// Whether guests of this machine may wait for an interrupt without leaving non-root mode.
  public boolean mayWaitInGuest() {
    return false;
  }

  /// Whether the guest of vCPU v, which runs, waits there for an interrupt that has not come.
  public boolean waitsInGuest(int v) {
    return false;
  }

  /// Whether the timer of vCPU v has fired and the hardware leaves its guest for that.
  public abstract boolean timerEndsGuest(int v);

  /// The architecture of this machine.
  public abstract Architecture architecture();

  /// Makes a physical interrupt pending on pCPU p, and signals nobody.
  ///
  /// @param interrupt number of the interrupt on this architecture
  public abstract void pend(int p, int interrupt);

  /// Whether a message with a physical interrupt is on its way to pCPU p.
  public abstract boolean underWay(int p, int interrupt);

  /// Sends the interrupt that makes pCPU p look at what it runs (`kvm_vcpu_kick`).
  public abstract void sendReschedule(int agent, int p);

  /// Sends the interrupt of a function call to pCPU p (`kvm_make_all_cpus_request`).
  public abstract void sendCallFunction(int agent, int p);

  /// The host's timer interrupt of pCPU p is pending.
  public abstract void raiseTimer(int p);

  /// Whether the host has set up an interrupt for device d.
  public abstract boolean isPlugged(int d);

  /// Whether the hardware leaves the guest of vCPU v when its timer fires.
  public abstract boolean usesPreemptionTimer(int v);

  /// The halt of vCPU v is over: its timer ends the guest again (`set_hv_timer`).
  public abstract void switchToGuestTimer(int v);

  @Override
  protected final boolean mayExecute(int agent) {
    if (!kinds[agent].needsContext()) {
      return true;
    }
    int p = processorOf(agent);
    return words.load(pcpus.context(p)) == agent
        && (kinds[agent] == Kind.HANDLER || !atBoundary(p));
  }

  /// Makes the sleeping thread of a vCPU runnable (`try_to_wake_up`).
  ///
  /// @return whether it slept or was about to
  public final boolean wake(int agent, int v) {
    while (true) {
      long task = words.load(vcpus.task(v));
      if (VcpuBank.INTERRUPTIBLE.get(task) == 0) {
        return false;
      }
      long woken = VcpuBank.ON_QUEUE.set(VcpuBank.INTERRUPTIBLE.set(task, 0), 1);
      if (words.compareAndSet(vcpus.task(v), task, woken)) {
        mark(agent, Mark.WOKEN, v, agent);
        signal(scheduler(taskCpu(v)));
        return true;
      }
    }
  }

  private int registersOf(int agent) {
    int number = numbers[agent];
    return switch (kinds[agent]) {
      case THREAD -> vcpus.threadRegisters(number);
      case HANDLER -> pcpus.handlerRegisters(number);
      case ENVIRONMENT -> {
        if (agent == inhibitor()) {
          yield vm.inhibitRegisters();
        }
        yield agent == administrator() ? vm.offlineRegisters() : devices.bypassRegisters(number);
      }
      case PROCESSOR, SCHEDULER, TICK, BUS, GUEST, TIMER, DEVICE, IOMMU, CONTROLLER -> -1;
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

  /// What the machine was built from.
  public final MachineConfiguration configuration() {
    return configuration;
  }

  /// The pCPU that an agent belongs to or executes on, or last did; -1 if there is none.
  public final int processorOf(int agent) {
    return switch (kinds[agent]) {
      case PROCESSOR, HANDLER, SCHEDULER, TICK, BUS, CONTROLLER -> numbers[agent];
      case THREAD, GUEST, TIMER -> taskCpu(numbers[agent]);
      case DEVICE, IOMMU, ENVIRONMENT -> -1;
    };
  }

  /// The pCPU on which an agent's steps run and whose store buffer they use, or -1 for hardware and
  /// the outside world, whose accesses are not buffered.
  @Override
  public final int processor(int agent) {
    return switch (kinds[agent]) {
      case HANDLER, SCHEDULER, THREAD, GUEST -> processorOf(agent);
      case PROCESSOR, TICK, BUS, TIMER, DEVICE, IOMMU, CONTROLLER, ENVIRONMENT -> -1;
    };
  }

  /// The pCPU on which the thread of vCPU v executes or last did.
  public final int taskCpu(int v) {
    return (int) words.load(vcpus.taskCpu(v));
  }

  /// A field of the registers of a thread or handler.
  public final int register(int agent, Field field) {
    return field.get(words.load(registers(agent)));
  }

  /// Changes a field of the registers of a thread or handler.
  public final void setRegister(int agent, Field field, int value) {
    set(registers(agent), field, value);
  }

  /// Takes FLAG out of the registers of a thread or handler.
  public final boolean takeFlag(int agent) {
    int word = registers(agent);
    long registers = words.load(word);
    words.store(word, Registers.FLAG.set(registers, 0));
    return Registers.FLAG.get(registers) == 1;
  }

  /// Takes POSTED_SEEN out of the registers of a thread.
  public final boolean takePostedSeen(int agent) {
    int word = scratch(agent);
    long scratch = words.load(word);
    words.store(word, Registers.POSTED_SEEN.set(scratch, 0));
    return Registers.POSTED_SEEN.get(scratch) == 1;
  }

  /// Counts down what the environment may still do.
  public final void spend(int word, Limit limit) {
    words.store(word, Budget.of(limit).spend(words.load(word)));
  }

  /// Takes a lock that was free when the step was found possible.
  public final void lock(int word, int agent) {
    while (!words.compareAndSet(word, 0, agent + 1)) {
      Thread.onSpinWait();
    }
  }

  /// Releases a lock. Nobody is signalled: who waits for it spins. What was stored under the lock
  /// is seen no later than its release; where processors do not keep that order by themselves, the
  /// release does (stlr).
  public final void unlock(int word) {
    if (!architecture().totalStoreOrder()) {
      words.fence();
    }
    words.store(word, 0);
  }

  /// Id of the agent that accepts interrupts on pCPU p.
  public final int processorAgent(int p) {
    return p * ProcessorBank.AGENTS;
  }

  /// Id of the interrupt context of pCPU p.
  public final int handler(int p) {
    return p * ProcessorBank.AGENTS + 1;
  }

  /// Id of the scheduler of pCPU p.
  public final int scheduler(int p) {
    return p * ProcessorBank.AGENTS + 2;
  }

  /// Id of the agent that ends time slices on pCPU p.
  public final int tick(int p) {
    return p * ProcessorBank.AGENTS + 3;
  }

  /// Id of the bus to pCPU p.
  public final int busAgent(int p) {
    return p * ProcessorBank.AGENTS + 4;
  }

  /// Id of the KVM thread of vCPU v.
  public final int thread(int v) {
    return configuration.processors() * ProcessorBank.AGENTS + v * PER_VCPU;
  }

  /// Id of the guest of vCPU v.
  public final int guestAgent(int v) {
    return thread(v) + 1;
  }

  /// Id of the APIC timer of vCPU v.
  public final int timerAgent(int v) {
    return thread(v) + 2;
  }

  /// Id of device d.
  public final int device(int d) {
    return thread(configuration.vcpus().size()) + d * PER_DEVICE;
  }

  /// Id of the IOMMU at work for device d.
  public final int iommu(int d) {
    return device(d) + 1;
  }

  /// Id of the VMM thread that connects and routes device d.
  public final int bypass(int d) {
    return device(d) + 2;
  }

  /// Id of the VMM thread that changes the APICv inhibition.
  public final int inhibitor() {
    return device(configuration.devices().size());
  }

  /// Id of the administrator who takes pCPUs offline.
  public final int administrator() {
    return inhibitor() + 1;
  }

  /// The word with the registers of a thread, handler or VMM.
  public final int registers(int agent) {
    return registers[agent];
  }

  /// The word with more registers of a thread or handler.
  public final int scratch(int agent) {
    return kinds[agent] == Kind.THREAD
        ? vcpus.threadScratch(numbers[agent])
        : pcpus.handlerScratch(numbers[agent]);
  }

  /// The words of a vector bitmap that any vector of this machine is in, ascending.
  public final int[] usedWords() {
    return usedWords;
  }

  /// The vCPUs that may run on pCPU p.
  public final int[] candidates(int p) {
    return candidates[p];
  }

  /// Position of a vector in the ghost counters, or -1 if it has none.
  public final int slot(int vector) {
    return slots[vector];
  }

  /// The virtual vector of device d.
  public final int vectorOf(int d) {
    return configuration.devices().get(d).vector();
  }

  /// The IPIs that the guest of vCPU v may send.
  public final InterProcessorInterrupt[] interruptsFrom(int v) {
    return interrupts[v];
  }

  /// Ghost: there is a reason to post a vector to vCPU v. Noted where the reason arises, so that it
  /// shows if a step on the way to the post does nothing.
  public final void noteCaused(int v, int vector) {
    if (configuration().ghosts()) {
      words.getAndOr(ghosts.caused(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
    }
  }

  /// Ghost: a vector was posted to, or made pending for, vCPU v.
  public final void notePosted(int v, int vector) {
    if (!configuration().ghosts()) {
      return;
    }
    words.getAndAnd(ghosts.caused(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    words.getAndOr(ghosts.owed(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
    addSurplus(v, vector, 1);
  }

  /// Ghost: the guest's handler for a vector starts.
  public final void noteDelivered(int agent, int v, int vector) {
    mark(agent, Mark.DELIVERED, v, vector);
    if (!configuration().ghosts()) {
      return;
    }
    words.getAndAnd(ghosts.owed(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    addSurplus(v, vector, -1);
  }

  /// Ghost: a pending interrupt has been taken from vCPU v, which nobody owes it any more.
  public final void noteMoved(int v, int vector) {
    if (configuration().ghosts()) {
      words.getAndAnd(ghosts.owed(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
      addSurplus(v, vector, -1);
    }
  }

  private void addSurplus(int v, int vector, int change) {
    if (slot(vector) < 0) {
      return;
    }
    Field field = new Field(slot(vector) * 4, 4);
    while (true) {
      long before = words.load(ghosts.surplus(v));
      int surplus = field.get(before) + change;
      if (surplus < 0) {
        note(Fault.DELIVERED_TWICE);
        return;
      }
      if (words.compareAndSet(
          ghosts.surplus(v), before, field.set(before, Math.min(surplus, 14)))) {
        return;
      }
    }
  }

  /// Ghost: something that may never happen did.
  public final void note(Fault fault) {
    words.getAndOr(ghosts.broken(), fault.bit());
  }

  /// Makes an agent the context of pCPU p.
  public final void run(int p, int agent) {
    words.store(pcpus.context(p), agent);
    words.fence();
    signal(agent);
    signal(processorAgent(p));
  }

  /// Starts the host's handler of an acknowledged interrupt. Interrupts are off.
  public final void interrupt(int agent, int p, int vector, int interrupted) {
    mark(agent, Mark.HOST_INTERRUPT, p, vector);
    words.store(pcpus.interrupted(p), interrupted);
    set(pcpus.handlerRegisters(p), Registers.EXIT_VECTOR, vector);
    run(p, handler(p));
  }

  /// The vCPU whose posted interrupts a pCPU processes.
  public final int interruptedVcpu(int processor) {
    return numbers[(int) words.load(pcpus.interrupted(numbers[processor]))];
  }

  /// Interrupts and preemption are on again; if the time slice is over, the thread is preempted
  /// before it goes on.
  ///
  /// @param next where it goes on
  /// @return where it goes on now
  public final int enableAndGoOn(int agent, int next) {
    int p = processorOf(agent);
    long flags = words.load(pcpus.flags(p));
    if (ProcessorBank.NEED_RESCHED.get(flags) == 1) {
      disableForSwitch(p);
      setRegister(agent, Registers.RESUME, next);
      return schedOut;
    }
    words.store(pcpus.flags(p), ProcessorBank.INTERRUPTS_ON.mask());
    signal(processorAgent(p));
    return next;
  }

  /// Preempts an interrupted thread if its time slice is over and it may be preempted.
  public final void preemptIfDue(int p, int interrupted) {
    long flags = words.load(pcpus.flags(p));
    if (kinds[interrupted] != Kind.THREAD
        || ProcessorBank.NEED_RESCHED.get(flags) == 0
        || ProcessorBank.PREEMPTION_OFF.get(flags) == 1) {
      return;
    }
    disableForSwitch(p);
    int counter = counter(interrupted);
    setRegister(interrupted, Registers.RESUME, (int) words.load(counter));
    words.store(counter, schedOut);
  }

  /// The scheduler is at work on pCPU p: interrupts and preemption off, the time slice is over.
  public final void disableForSwitch(int p) {
    words.store(pcpus.flags(p), ProcessorBank.PREEMPTION_OFF.mask());
  }

  /// Whether every thread that may run on pCPU p may also run on another that is online.
  public final boolean isSpare(int p) {
    for (int v : candidates[p]) {
      boolean elsewhere = false;
      for (int other : configuration().vcpus().get(v).affinity()) {
        elsewhere |= other != p && get(pcpus.flags(other), ProcessorBank.OFFLINE) == 0;
      }
      if (!elsewhere) {
        return false;
      }
    }
    return true;
  }

  /// The vCPU that the guest's route of device d names.
  public final int routeVcpu(int d) {
    return get(devices.route(d), DeviceBank.ROUTE_VCPU);
  }

  /// Whether the level-triggered interrupt of device d still waits for its EOI.
  public final boolean awaitsEndOfInterrupt(int d) {
    return configuration().devices().get(d).level() && (words.load(devices.unanswered(d)) & 2) != 0;
  }

  /// Device d has raised an interrupt. Ghost, but for the line of a level-triggered one.
  public final void noteRaised(int d) {
    if (configuration().ghosts() || configuration().devices().get(d).level()) {
      words.store(devices.unanswered(d), configuration().devices().get(d).level() ? 3 : 1);
    }
  }

  /// Ghost: an interrupt of device d reaches a vCPU. While its route changes, the old one counts.
  public final void noteAnswered(int d, int v, int vector) {
    if (configuration().ghosts()
        && vectorOf(d) == vector
        && (routeVcpu(d) == v || get(devices.route(d), DeviceBank.CHANGING) == 1)) {
      words.store(devices.unanswered(d), words.load(devices.unanswered(d)) & 2);
    }
  }

  /// Ghost: device d is gone, and nobody waits for its interrupts.
  public final void noteUnplugged(int d) {
    int vector = vectorOf(d);
    words.store(devices.unanswered(d), 0);
    for (int v = 0; v < configuration().vcpus().size() && configuration().ghosts(); v++) {
      words.getAndAnd(ghosts.owed(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
      words.getAndAnd(ghosts.caused(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    }
  }

  /// Changes the count of possible bypass interrupts.
  ///
  /// @return the count before
  public final long addToBypassCount(int change) {
    while (true) {
      long before = words.load(vm.bypassCount());
      if (words.compareAndSet(vm.bypassCount(), before, before + change)) {
        return before;
      }
    }
  }

  /// Program counter of the thread of vCPU v.
  public final int threadCounter(int v) {
    return counter(thread(v));
  }

  /// Program counter of the interrupt context of pCPU p.
  public final int handlerCounter(int p) {
    return counter(handler(p));
  }

  /// Program counter of the microcode of pCPU p.
  public final int processorCounter(int p) {
    return counter(processorAgent(p));
  }

  /// Program counter of the guest of vCPU v.
  public final int guestCounter(int v) {
    return counter(guestAgent(v));
  }

  /// Program counter of the timer of vCPU v.
  public final int timerCounter(int v) {
    return counter(timerAgent(v));
  }

  /// Program counter of the remapping hardware at work for device d.
  public final int iommuCounter(int d) {
    return counter(iommu(d));
  }

  /// Program counter of the VMM thread that routes device d.
  public final int bypassCounter(int d) {
    return counter(bypass(d));
  }

  /// Program counter of the VMM thread that changes the inhibition of the VM.
  public final int inhibitCounter() {
    return counter(inhibitor());
  }

  /// Program counter of the administrator of the VM.
  public final int offlineCounter() {
    return counter(administrator());
  }
}
