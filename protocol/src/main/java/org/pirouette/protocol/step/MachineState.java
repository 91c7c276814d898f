package org.pirouette.protocol.step;

import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.x86.Timer;

/// The words of a machine at work, with the changes that many steps have in common: fields of
/// registers, locks, wakeup lists, timers, and the ghost words of what is owed to guests.
public abstract sealed class MachineState extends Topology permits DeviceState {
  /// The words that the steps work on.
  public final Words words;

  Listener listener = Listener.SILENT;

  MachineState(MachineConfiguration configuration) {
    super(configuration);
    words = new PlainWords(layout());
  }

  MachineState(MachineState origin, Words words) {
    super(origin);
    this.words = words;
  }

  /// Sets who hears what happens.
  public final void listen(Listener other) {
    listener = other;
  }

  /// The words that the steps work on.
  public final Words words() {
    return words;
  }

  /// The pCPU that an agent belongs to or executes on, or last did; -1 if there is none.
  public final int processorOf(int agent) {
    return switch (kinds[agent]) {
      case PROCESSOR, HANDLER, SCHEDULER, TICK, BUS -> numbers[agent];
      case THREAD, GUEST, TIMER -> taskCpu(numbers[agent]);
      case DEVICE, IOMMU, ENVIRONMENT -> -1;
    };
  }

  /// A field of the registers of a thread or handler.
  public final int register(int agent, Field field) {
    return field.get(words.load(registers(agent)));
  }

  /// Changes a field of the registers of a thread or handler.
  public final void setRegister(int agent, Field field, int value) {
    set(registers(agent), field, value);
  }

  /// Changes a field of a word that only this agent writes now.
  public final void set(int word, Field field, long value) {
    words.store(word, field.set(words.load(word), value));
  }

  /// A field of a word.
  public final int get(int word, Field field) {
    return field.get(words.load(word));
  }

  /// The pCPU on which the thread of vCPU v executes or last did.
  public final int taskCpu(int v) {
    return get(task(v), Registers.TASK_CPU);
  }

  /// The highest vector in VIRR of vCPU v, or 0.
  public final int highestRequested(int v) {
    for (int i = usedWords().length - 1; i >= 0; i--) {
      long word = words.load(virr(v, usedWords()[i]));
      if (word != 0) {
        return usedWords()[i] * 64 + 63 - Long.numberOfLeadingZeros(word);
      }
    }
    return 0;
  }

  /// The highest vector in VISR of vCPU v, or 0.
  public final int highestInService(int v) {
    for (int i = usedWords().length - 1; i >= 0; i--) {
      long word = words.load(visr(v, usedWords()[i]));
      if (word != 0) {
        return usedWords()[i] * 64 + 63 - Long.numberOfLeadingZeros(word);
      }
    }
    return 0;
  }

  /// Tells the listener that an agent may be able to step.
  public final void signal(int agent) {
    listener.signal(agent);
  }

  /// Tells the listener that something is to be counted.
  public final void mark(int agent, Mark mark, int subject, int value) {
    listener.mark(agent, mark, subject, value);
  }

  /// Ghost: there is a reason to post a vector to vCPU v. Noted where the reason arises, so that it
  /// shows if a step on the way to the post does nothing.
  public final void noteCaused(int v, int vector) {
    if (configuration().ghosts()) {
      words.getAndOr(caused(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
    }
  }

  /// Ghost: a vector was posted to, or made pending for, vCPU v.
  public final void notePosted(int v, int vector) {
    if (!configuration().ghosts()) {
      return;
    }
    words.getAndAnd(caused(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    words.getAndOr(owed(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
    addSurplus(v, vector, 1);
  }

  /// Ghost: the guest's handler for a vector starts.
  public final void noteDelivered(int agent, int v, int vector) {
    mark(agent, Mark.DELIVERED, v, vector);
    if (!configuration().ghosts()) {
      return;
    }
    words.getAndAnd(owed(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
    addSurplus(v, vector, -1);
  }

  private void addSurplus(int v, int vector, int change) {
    if (slot(vector) < 0) {
      return;
    }
    Field field = new Field(slot(vector) * 4, 4);
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

  /// Releases a lock. Nobody is signalled: who waits for it spins.
  public final void unlock(int word) {
    words.store(word, 0);
  }

  /// Puts vCPU v on the wakeup list of pCPU p.
  public final void addToList(int p, int v) {
    for (int other = 0; other < configuration().processors() && configuration().ghosts(); other++) {
      if ((words.load(wakeupList(other, v >>> 6)) & 1L << v) != 0) {
        note(Fault.LIST_CORRUPTED);
      }
    }
    words.getAndOr(wakeupList(p, v >>> 6), 1L << v);
  }

  /// Takes vCPU v off the wakeup list of pCPU p.
  public final void removeFromList(int p, int v) {
    if ((words.getAndAnd(wakeupList(p, v >>> 6), ~(1L << v)) & 1L << v) == 0) {
      note(Fault.LIST_CORRUPTED);
    }
  }

  /// The first vCPU on the wakeup list of pCPU p whose number is at least `from`, or -1.
  public final int nextOnList(int p, int from) {
    for (int i = from >>> 6; i < listWords(); i++) {
      long word = words.load(wakeupList(p, i));
      long rest = i == from >>> 6 ? word & -1L << from : word;
      if (rest != 0) {
        return i * 64 + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }

  /// Whether the VMX preemption timer counts for the timer of vCPU v while it is not halted.
  public final boolean usesPreemptionTimer(int v) {
    return configuration().vcpus().get(v).preemptionTimer();
  }

  /// A vCPU whose host timer has fired on pCPU p, or -1.
  public final int firedTimer(int p) {
    for (int v : candidates[p]) {
      if (Timer.hasFiredOn(p, words.load(timer(v)))) {
        return v;
      }
    }
    return -1;
  }

  /// Takes a fired timer.
  ///
  /// @return its vector
  public final int takeTimer(int v) {
    int vector = (int) (words.load(timer(v)) & 0xFF);
    words.store(timer(v), 0);
    return vector;
  }

  /// Ghost: something that may never happen did.
  public final void note(Fault fault) {
    words.getAndOr(broken(), fault.bit());
  }
}
