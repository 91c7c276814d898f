package org.pirouette.protocol.amd.mutant;

import static org.pirouette.protocol.amd.mutant.Wrong.replacing;
import static org.pirouette.protocol.amd.mutant.Wrong.without;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION_UNDER_TSO;

import java.util.List;
import java.util.function.UnaryOperator;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.amd.AvicExits;
import org.pirouette.protocol.amd.AvicPost;
import org.pirouette.protocol.amd.PendingHint;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;

/// Mutants of the software post, of IPIs and of inhibition at run time.
final class DeliveryMutants {
  private DeliveryMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m26",
            "66fa226c131f",
            "The poster reads apicv_active before it sets the bit in IRR: a target that loses AVIC in"
                + " between looks at IRR too early, and is rung to no use.",
            "set IRR",
            VIOLATION,
            activeFirst()),
        new Mutant(
            "c-swapped-reads",
            "control, linux.md C26",
            "The poster reads apicv_active before mode, but behind the bit in IRR: a target that"
                + " loses AVIC after that looks at IRR before it enters.",
            "read mode",
            EQUIVALENT,
            swappedReads()),
        new Mutant(
            "g-hint-late",
            "apic_clear_irr",
            "irr_pending is not set again if IRR still has a bit after one was taken.",
            "set irr_pending if IRR",
            VIOLATION,
            replacing(PendingHint.Search.class, DeliveryMutants::searchNothing)),
        new Mutant(
            "g-plain-irr",
            "linux.md A12, smp_mb__after_atomic",
            "Nothing orders the bit in IRR before the read of the target's mode.",
            "set IRR",
            VIOLATION_UNDER_TSO,
            unordered()),
        new Mutant(
            "g-no-doorbell",
            "avic_ring_doorbell",
            "The poster does not ring: a running target does not look at its page.",
            "ring doorbell",
            VIOLATION,
            replacing(AvicPost.Choose.class, DeliveryMutants::wakeAlways)),
        new Mutant(
            "g-exit-ignored",
            "architecture-more.md 6b.2",
            "INCOMPLETE_IPI with id 1 is taken for done: the target that did not run is not woken.",
            "kick target",
            VIOLATION,
            replacing(AvicExits.CompleteIpi.class, DeliveryMutants::ignore)),
        new Mutant(
            "c-spurious-doorbells",
            "control, linux.md A12",
            "The poster rings every pCPU but its own.",
            "ring doorbell",
            EQUIVALENT,
            replacing(AvicPost.RingDoorbell.class, DeliveryMutants::ringAll)));
  }

  private static UnaryOperator<Step> activeFirst() {
    UnaryOperator<Step> read =
        replacing(
            AvicPost.SetRequest.class,
            (origin, machine, agent, choice) -> readActive(machine, agent));
    UnaryOperator<Step> set =
        replacing(
            AvicPost.SetPending.class,
            (origin, machine, agent, choice) -> {
              setRequest(machine, agent);
              return origin.execute(machine, agent, choice);
            });
    UnaryOperator<Step> skip = without(AvicPost.ReadMode.class);
    UnaryOperator<Step> mode = modeBehindActive();
    return step -> mode.apply(skip.apply(set.apply(read.apply(step))));
  }

  private static UnaryOperator<Step> swappedReads() {
    UnaryOperator<Step> active =
        replacing(
            AvicPost.ReadMode.class,
            (origin, machine, agent, choice) -> readActive(machine, agent));
    UnaryOperator<Step> mode = modeBehindActive();
    return step -> mode.apply(active.apply(step));
  }

  private static int readActive(AmdMachine machine, int agent) {
    int v = machine.register(agent, Registers.TARGET);
    long flag = machine.words.load(machine.vapics.apicvActive(v));
    machine.setRegister(agent, Registers.FLAG, (int) flag);
    return Step.NEXT;
  }

  private static UnaryOperator<Step> modeBehindActive() {
    return replacing(
        AvicPost.ReadActive.class,
        (origin, machine, agent, choice) ->
            machine.takeFlag(agent) ? readMode(machine, agent) : origin.classical());
  }

  private static int readMode(AmdMachine machine, int agent) {
    int v = machine.register(agent, Registers.TARGET);
    boolean inside = machine.words.load(machine.vcpus.mode(v)) == Mode.IN_GUEST;
    machine.setRegister(agent, Registers.FLAG, inside ? 1 : 0);
    return Step.NEXT;
  }

  private static void setRequest(AmdMachine machine, int agent) {
    int v = machine.register(agent, Registers.TARGET);
    int vector = machine.register(agent, Registers.VECTOR);
    int word = machine.vapics.virr(v, VectorBitmap.word(vector));
    machine.notePosted(v, vector);
    machine.words.store(word, machine.words.load(word) | VectorBitmap.bit(vector));
  }

  private static int searchNothing(
      PendingHint.Search origin, AmdMachine machine, int agent, int choice) {
    return origin.disable();
  }

  private static UnaryOperator<Step> unordered() {
    UnaryOperator<Step> plain =
        replacing(
            AvicPost.SetRequest.class,
            (origin, machine, agent, choice) -> {
              setRequest(machine, agent);
              return Step.NEXT;
            });
    UnaryOperator<Step> early =
        replacing(
            AvicPost.ReadMode.class, (origin, machine, agent, choice) -> readMode(machine, agent));
    return step -> early.apply(plain.apply(step));
  }

  private static int wakeAlways(AvicPost.Choose origin, AmdMachine machine, int agent, int choice) {
    machine.takeFlag(agent);
    return origin.outside();
  }

  private static int ignore(
      AvicExits.CompleteIpi origin, AmdMachine machine, int agent, int choice) {
    machine.set(machine.scratch(agent), Registers.OPERAND, 0);
    return origin.run();
  }

  private static int ringAll(
      AvicPost.RingDoorbell origin, AmdMachine machine, int agent, int choice) {
    for (int p = 0; p < machine.configuration().processors(); p++) {
      if (p != machine.processorOf(agent)) {
        machine.ringDoorbell(agent, p);
      }
    }
    return origin.execute(machine, agent, choice);
  }
}
