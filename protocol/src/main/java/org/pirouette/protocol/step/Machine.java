package org.pirouette.protocol.step;

import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.protocol.intel.ProcessorEvent;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.x86.ExitReason;
import org.pirouette.protocol.x86.HostVector;

/// Words, agents and topology of one small world in which the programs run; and the rules of who
/// may step when.
///
/// All state is in the words; everything else never changes and is shared by every machine made by
/// [#on] from the same one. Not safe for use by several threads unless the words are.
public final class Machine extends DeviceState {
  private Machine(MachineConfiguration configuration) {
    super(configuration);
  }

  private Machine(Machine origin, Words words) {
    super(origin, words);
  }

  /// A machine in its initial state, on plain words.
  public static Machine of(MachineConfiguration configuration) {
    return new Machine(configuration);
  }

  /// The same machine on other words; the caller gives them their initial values.
  public Machine on(Words other) {
    return new Machine(this, other);
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

  /// Whether the processor posts IPIs of vCPU v by itself.
  public boolean virtualizesIpis(int v) {
    return configuration().features().ipiVirtualization()
        && get(vmcs(v), Registers.VIRTUAL_DELIVERY) == 1;
  }

  /// Whether every thread that may run on pCPU p may also run on another that is online.
  public boolean isSpare(int p) {
    for (int v : candidates[p]) {
      boolean elsewhere = false;
      for (int other : configuration().vcpus().get(v).affinity()) {
        elsewhere |= other != p && get(flags(other), Registers.OFFLINE) == 0;
      }
      if (!elsewhere) {
        return false;
      }
    }
    return true;
  }
}
