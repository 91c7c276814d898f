package org.pirouette.protocol.intel;

import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Words;

/// The processor's operations on virtual interrupts of one vCPU, applied to its words: evaluation,
/// PPR virtualization, delivery, EOI (SDM 3C 29.1, 29.2).
public final class VirtualInterrupt {
  private VirtualInterrupt() {}

  /// PPR virtualization: only at VM entry, TPR virtualization and EOI virtualization (SDM 29.1.3).
  public static void virtualizePriority(Machine machine, int v) {
    long status = machine.words.load(machine.status(v));
    int priority =
        InterruptPriority.processorPriority(Registers.VTPR.get(status), Registers.SVI.get(status));
    machine.words.store(machine.status(v), Registers.VPPR.set(status, priority));
  }

  /// Evaluation of pending virtual interrupts (SDM 29.2.1).
  public static void evaluate(Machine machine, int v) {
    long status = machine.words.load(machine.status(v));
    boolean window = machine.get(machine.vmcs(v), Registers.WINDOW_EXITING) == 1;
    boolean recognized =
        InterruptPriority.recognized(Registers.RVI.get(status), Registers.VPPR.get(status), window);
    machine.words.store(machine.status(v), Registers.RECOGNIZED.set(status, recognized ? 1 : 0));
  }

  /// Virtual-interrupt delivery: RVI goes into service and the guest's handler starts with IF = 0
  /// (SDM 29.2.2). VIRR is not looked at for the vector itself: RVI is trusted.
  public static void deliver(Machine machine, int agent, int v) {
    Words words = machine.words;
    long status = words.load(machine.status(v));
    int vector = Registers.RVI.get(status);
    int word = VectorBitmap.word(vector);
    words.getAndOr(machine.visr(v, word), VectorBitmap.bit(vector));
    words.getAndAnd(machine.virr(v, word), ~VectorBitmap.bit(vector));
    status = Registers.SVI.set(status, vector);
    status = Registers.VPPR.set(status, vector & 0xF0);
    status = Registers.RVI.set(status, machine.highestRequested(v));
    words.store(machine.status(v), Registers.RECOGNIZED.set(status, 0));
    startHandler(machine, agent, v, vector);
  }

  /// The guest's handler starts, through an interrupt gate.
  public static void startHandler(Machine machine, int agent, int v, int vector) {
    long guest = machine.words.load(machine.guest(v));
    guest = Registers.GUEST_IF.set(guest, 0);
    machine.words.store(machine.guest(v), Registers.PHASE.set(guest, 1));
    machine.noteDelivered(agent, v, vector);
    machine.signal(machine.guestAgent(v));
  }

  /// EOI virtualization (SDM 29.1.4).
  ///
  /// @return the vector that ended if its EOI exits, else -1; then nothing was evaluated
  public static int endOfInterrupt(Machine machine, int agent, int v) {
    Words words = machine.words;
    int vector = machine.get(machine.status(v), Registers.SVI);
    int word = VectorBitmap.word(vector);
    words.getAndAnd(machine.visr(v, word), ~VectorBitmap.bit(vector));
    machine.set(machine.status(v), Registers.SVI, machine.highestInService(v));
    virtualizePriority(machine, v);
    machine.mark(agent, Mark.EOI, v, vector);
    if ((words.load(machine.eoiExit(v, word)) & VectorBitmap.bit(vector)) != 0) {
      return vector;
    }
    evaluate(machine, v);
    return -1;
  }
}
