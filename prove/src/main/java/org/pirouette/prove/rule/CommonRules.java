package org.pirouette.prove.rule;

import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.pirouette.protocol.kvm.Fault;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Words;
import org.pirouette.prove.explore.Property;

/// The rules that are true for every architecture, on the words of one machine. Names as in
/// linux.md section B where they are from there.
public final class CommonRules {
  /// Nothing is lost.
  public static final Rule PENDING =
      Rule.always(
          "I1",
          "A vector that was posted and not handled since is pending somewhere: posted, among what"
              + " the host has taken, requested, or about to be injected.");

  /// Nothing comes twice.
  public static final Rule ONCE =
      Rule.always(
          "I9",
          "No vector is delivered more often than it was posted, nor pending in more places at"
              + " once.");

  /// Progress.
  public static final Rule PROGRESS =
      Rule.recurring(
          "I16",
          "A deliverable interrupt is handled: no run goes on for ever, fairly, while a vector is"
              + " pending that the vCPU could take.");

  /// A guest that runs.
  public static final Rule RUNNING =
      Rule.always(
          "running",
          "A vCPU in non-root mode has a running thread that has not published that it blocks, and"
              + " its mode does not say that it is outside.");

  /// Nobody sleeps with something deliverable.
  public static final Rule DELIVERED =
      Rule.atRest(
          "rest-delivered",
          "At rest no deliverable interrupt is pending for a vCPU that sleeps or is in non-root"
              + " mode.");

  /// Devices are answered.
  public static final Rule ANSWERED =
      Rule.atRest(
          "rest-answered", "At rest every interrupt that a device raised has reached a vCPU.");

  /// The hardware is done.
  public static final Rule HARDWARE =
      Rule.atRest(
          "rest-hardware",
          "At rest no message is in flight and the interrupt controllers of the host have nothing"
              + " requested or in service.");

  /// The software is done.
  public static final Rule SOFTWARE =
      Rule.atRest(
          "rest-software",
          "At rest no lock is held, no handler is at work, and every thread sleeps, waits for its"
              + " pCPU, or is in non-root mode.");

  /// Handlers have ended.
  public static final Rule ENDED =
      Rule.atRest("rest-ended", "At rest a guest outside its handlers has no vector in service.");

  private static final int SLOT_BITS = 4;
  private static final int UNCOUNTED = 14;

  private final KvmMachine machine;
  private final Words words;
  private final KvmView view;
  private final InterruptState interrupts;
  private final int[] vectors;

  /// @param view of the machine
  /// @param interrupts where its interrupts are
  public CommonRules(KvmMachine machine, KvmView view, InterruptState interrupts) {
    this.machine = machine;
    this.view = view;
    this.interrupts = interrupts;
    words = machine.words();
    vectors =
        machine.configuration().vectors().stream()
            .mapToInt(Integer::intValue)
            .filter(vector -> machine.slot(vector) >= 0)
            .sorted()
            .distinct()
            .toArray();
  }

  /// A rule about each vCPU.
  public Property each(Rule rule, IntPredicate holdsForVcpu) {
    return rule.on(forAll(holdsForVcpu));
  }

  private BooleanSupplier forAll(IntPredicate holdsForVcpu) {
    return () -> {
      for (int v = 0; v < view.vcpus(); v++) {
        if (!holdsForVcpu.test(v)) {
          return false;
        }
      }
      return true;
    };
  }

  /// [#PENDING].
  public Property pending() {
    return each(PENDING, this::owedIsPending);
  }

  private boolean owedIsPending(int v) {
    if (interrupts.forgets(v)) {
      return true;
    }
    for (int word : view.usedWords()) {
      long owed = words.load(machine.ghosts.owed(v, word));
      if (owed != 0 && (owed & ~interrupts.pending(v, word)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// [#ONCE].
  public Property once() {
    return each(ONCE, this::noneTwice);
  }

  private boolean noneTwice(int v) {
    if ((words.load(machine.ghosts.broken()) & Fault.DELIVERED_TWICE.bit()) != 0) {
      return false;
    }
    long surplus = words.load(machine.ghosts.surplus(v));
    for (int vector : vectors) {
      int posted = new Field(machine.slot(vector) * SLOT_BITS, SLOT_BITS).get(surplus);
      if (posted < UNCOUNTED && interrupts.places(v, vector) > posted) {
        return false;
      }
    }
    return true;
  }

  /// [#RUNNING].
  public Property running() {
    return each(RUNNING, this::guestIsRunning);
  }

  private boolean guestIsRunning(int v) {
    if (!view.inGuest(v)) {
      return true;
    }
    long task = words.load(machine.vcpus.task(v));
    return VcpuBank.INTERRUPTIBLE.get(task) == 0
        && VcpuBank.ON_CPU.get(task) == 1
        && words.load(machine.vcpus.rcuwait(v)) == 0
        && words.load(machine.vcpus.mode(v)) != Mode.OUTSIDE_GUEST
        && machine.get(machine.vcpus.guest(v), VcpuBank.HALTED) == 0;
  }

  /// A rule that no fault was noted, but those that [#ONCE] is about.
  public Property noFaults(Rule rule) {
    return rule.on(() -> (words.load(machine.ghosts.broken()) & ~Fault.DELIVERED_TWICE.bit()) == 0);
  }

  /// [#DELIVERED]. A thread that waits for its pCPU is left out: it gets it when a time slice ends,
  /// which is the environment's to do.
  public Property delivered() {
    return each(
        DELIVERED,
        v -> view.waits(v) || !owesDeliverable(v) && (view.anyWaits() || !lacksDeliverable(v)));
  }

  /// [#PROGRESS], for one vCPU.
  public Property progress(int v) {
    return PROGRESS.on(() -> !owesDeliverable(v));
  }

  private boolean owesDeliverable(int v) {
    return takes(v, view.highestOwed(v, false));
  }

  /// The same, or there is a reason to post such a vector to the vCPU.
  private boolean lacksDeliverable(int v) {
    return takes(v, view.highestOwed(v, true));
  }

  private boolean takes(int v, int vector) {
    return vector != 0 && interrupts.takes(v, vector);
  }

  /// [#ANSWERED].
  public Property answered() {
    return ANSWERED.on(
        () -> {
          for (int d = 0; d < view.devices(); d++) {
            if (words.load(machine.devices.unanswered(d)) != 0) {
              return false;
            }
          }
          return true;
        });
  }

  /// [#HARDWARE].
  public Property hardwareIsDone() {
    return HARDWARE.on(
        () -> {
          for (int d = 0; d < view.devices(); d++) {
            if (words.load(machine.devices.message(d)) != 0 || !machine.isIdle(machine.iommu(d))) {
              return false;
            }
          }
          return interrupts.hardwareIsDone();
        });
  }

  /// [#SOFTWARE].
  public Property softwareIsDone() {
    return SOFTWARE.on(
        () -> {
          for (int p = 0; p < view.processors(); p++) {
            if (words.load(machine.pcpus.context(p)) == machine.handler(p)) {
              return false;
            }
          }
          for (int v = 0; v < view.vcpus(); v++) {
            if (!view.sleeps(v) && !view.waits(v) && !view.inGuest(v)) {
              return false;
            }
          }
          return words.load(machine.vm.irqfdsLock()) == 0 && interrupts.locksAreFree();
        });
  }

  /// [#ENDED].
  public Property ended() {
    return each(
        ENDED,
        v ->
            !view.inGuest(v)
                || machine.get(machine.vcpus.guest(v), VcpuBank.PHASE) != 0
                || interrupts.nothingInService(v));
  }
}
