package org.pirouette.prove.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.HostIrq;
import org.pirouette.protocol.arm.VgicBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Zone;
import org.pirouette.prove.rule.InterruptState;
import org.pirouette.prove.rule.KvmView;

/// Questions about an Arm machine's state that several rules ask.
final class ArmView extends KvmView implements InterruptState {
  private final ArmMachine machine;
  private final Zone entry;
  private final Zone post;
  private final Zone switching;

  ArmView(ArmMachine machine) {
    super(machine);
    this.machine = machine;
    Program thread = machine.program(machine.thread(0));
    entry = thread.zone(ThreadRegion.ENTRY);
    post = thread.zone(ThreadRegion.POST);
    switching = thread.zone(ThreadRegion.SWITCH);
  }

  /// Whether no rule looks at the registers and the program counter of the thread as they are.
  boolean unnoticed(int v) {
    int thread = machine.thread(v);
    return !machine.isIn(thread, entry)
        && !machine.isIn(thread, post)
        && !machine.isIn(thread, switching)
        && !inUserspace(v);
  }

  /// Whether the doorbell of a vPE is pending and will be taken.
  boolean doorbellRings(int v) {
    if (words.load(machine.vpes.doorbell(v)) == 0) {
      return false;
    }
    for (int p = 0; p < processors(); p++) {
      if (doorbellPendingAt(p, v)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the doorbell of a vPE is pending on a pCPU.
  boolean doorbellPendingAt(int p, int v) {
    int irq = HostIrq.doorbell(v);
    long pending = words.load(machine.gic.pending(p, VectorBitmap.word(irq)));
    return (pending & VectorBitmap.bit(irq)) != 0;
  }

  /// Whether a handler of the host or another vCPU's thread is about to tell the vCPU.
  boolean beingTold(int v) {
    return doorbellRings(v) || posterAtWork(v) || handlerInterrupted(v);
  }

  private boolean handlerInterrupted(int v) {
    for (int p = 0; p < processors(); p++) {
      boolean handles = words.load(machine.pcpus.context(p)) == machine.handler(p);
      int irq = machine.register(machine.handler(p), Registers.EXIT_VECTOR);
      if (handles && irq == HostIrq.doorbell(v)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long pending(int v, int i) {
    return words.load(machine.vgics.latch(v, i))
        | words.load(machine.vgics.list(v, i))
        | words.load(machine.vpes.table(v, i))
        | words.load(machine.vpes.cache(v, i));
  }

  @Override
  public int places(int v, int vector) {
    int word = VectorBitmap.word(vector);
    int shift = vector & 63;
    return (int)
        ((words.load(machine.vgics.latch(v, word)) >>> shift & 1)
            + (words.load(machine.vgics.list(v, word)) >>> shift & 1)
            + (words.load(machine.vpes.table(v, word)) >>> shift & 1)
            + (words.load(machine.vpes.cache(v, word)) >>> shift & 1));
  }

  @Override
  public boolean takes(int v, int vector) {
    return guestTakesInterrupts(v);
  }

  @Override
  public boolean forgets(int v) {
    return false;
  }

  @Override
  public boolean hardwareIsDone() {
    for (int p = 0; p < processors(); p++) {
      if (machine.isDirty(p) || machine.highestPending(p) >= 0) {
        return false;
      }
      for (int i = 0; i < VectorBitmap.WORDS; i++) {
        if (words.load(machine.gic.onTheWay(p, i)) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public boolean locksAreFree() {
    for (int v = 0; v < vcpus(); v++) {
      if (words.load(machine.vpes.lock(v)) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean nothingInService(int v) {
    return machine.get(machine.vgics.control(v), VgicBank.ACTIVE) == 0;
  }
}
