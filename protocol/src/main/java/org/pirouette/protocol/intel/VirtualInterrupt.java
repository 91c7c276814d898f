package org.pirouette.protocol.intel;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.GuestInterruptStatus;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86Machine;

/// The processor's operations on virtual interrupts of one vCPU, applied to its words: evaluation,
/// PPR virtualization, delivery, EOI (SDM 3C 29.1, 29.2).
public final class VirtualInterrupt {
  private VirtualInterrupt() {}

  /// PPR virtualization: only at VM entry, TPR virtualization and EOI virtualization (SDM 29.1.3).
  public static void virtualizePriority(X86Machine machine, int v) {
    long status = machine.words.load(machine.vapics.status(v));
    int priority =
        InterruptPriority.processorPriority(
            VirtualApicBank.VTPR.get(status), VirtualApicBank.SVI.get(status));
    machine.words.store(machine.vapics.status(v), VirtualApicBank.VPPR.set(status, priority));
  }

  /// Evaluation of pending virtual interrupts (SDM 29.2.1).
  public static void evaluate(X86Machine machine, int v) {
    long status = machine.words.load(machine.vapics.status(v));
    boolean window = machine.get(machine.vapics.vmcs(v), VirtualApicBank.WINDOW_EXITING) == 1;
    boolean recognized =
        InterruptPriority.recognized(
            VirtualApicBank.RVI.get(status), VirtualApicBank.VPPR.get(status), window);
    machine.words.store(
        machine.vapics.status(v), VirtualApicBank.RECOGNIZED.set(status, recognized ? 1 : 0));
  }

  /// Virtual-interrupt delivery: RVI goes into service and the guest's handler starts with IF = 0
  /// (SDM 29.2.2). VIRR is not looked at for the vector itself: RVI is trusted.
  public static void deliver(X86Machine machine, int agent, int v) {
    Words words = machine.words;
    long status = words.load(machine.vapics.status(v));
    int vector = VirtualApicBank.RVI.get(status);
    int word = VectorBitmap.word(vector);
    words.getAndOr(machine.vapics.visr(v, word), VectorBitmap.bit(vector));
    words.getAndAnd(machine.vapics.virr(v, word), ~VectorBitmap.bit(vector));
    int both = VirtualApicBank.INTERRUPT_STATUS.get(status);
    both = GuestInterruptStatus.afterDelivery(both, machine.highestRequested(v));
    status = VirtualApicBank.INTERRUPT_STATUS.set(status, both);
    status = VirtualApicBank.VPPR.set(status, InterruptPriority.processorPriorityInService(vector));
    words.store(machine.vapics.status(v), VirtualApicBank.RECOGNIZED.set(status, 0));
    machine.startHandler(agent, v, vector);
  }

  /// Vectors in word `i` of VIRR were posted: RVI follows.
  public static void raise(X86Machine machine, int v, int i, long posted) {
    machine.words.getAndOr(machine.vapics.virr(v, i), posted);
    int highest = i * 64 + 63 - Long.numberOfLeadingZeros(posted);
    int both = machine.get(machine.vapics.status(v), VirtualApicBank.INTERRUPT_STATUS);
    both = GuestInterruptStatus.afterPostedInterrupts(both, highest);
    machine.set(machine.vapics.status(v), VirtualApicBank.INTERRUPT_STATUS, both);
  }

  /// EOI virtualization (SDM 29.1.4).
  ///
  /// @return the vector that ended if its EOI exits, else -1; then nothing was evaluated
  public static int endOfInterrupt(X86Machine machine, int agent, int v) {
    Words words = machine.words;
    int vector = machine.get(machine.vapics.status(v), VirtualApicBank.SVI);
    int word = VectorBitmap.word(vector);
    words.getAndAnd(machine.vapics.visr(v, word), ~VectorBitmap.bit(vector));
    int both = machine.get(machine.vapics.status(v), VirtualApicBank.INTERRUPT_STATUS);
    both = GuestInterruptStatus.afterEoi(both, machine.highestInService(v));
    machine.set(machine.vapics.status(v), VirtualApicBank.INTERRUPT_STATUS, both);
    virtualizePriority(machine, v);
    machine.mark(agent, Mark.EOI, v, vector);
    if ((words.load(machine.vapics.eoiExit(v, word)) & VectorBitmap.bit(vector)) != 0) {
      return vector;
    }
    evaluate(machine, v);
    return -1;
  }
}
