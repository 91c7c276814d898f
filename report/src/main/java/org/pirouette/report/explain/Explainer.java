package org.pirouette.report.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Exhibit;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.VirtualProcessor;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.report.explain.Subject.Source;
import org.pirouette.simulate.scenario.CostProfile;

/// Tells the story of one interrupt: brings a machine into a situation, lets the device raise its
/// interrupt, and writes down every step until the guest has handled it or nothing moves any more.
public final class Explainer {
  private static final int HERO = Scribe.HERO;
  private static final int RIVAL = 1;

  private final Subject subject;
  private final DeliveryMode mode;
  private final Situation situation;
  private final KvmMachine machine;
  private final Observation observation;
  private final Scribe scribe;
  private final Director director;

  private Explainer(Subject subject, DeliveryMode mode, Situation situation, CostProfile costs) {
    this.subject = subject;
    this.mode = mode;
    this.situation = situation;
    this.machine = mode.architecture().machine(configuration(subject, mode, situation));
    this.observation = new Observation(machine);
    this.scribe = new Scribe(machine, costs, observation, vcpu -> vcpu == HERO || vcpu == sender());
    this.director = new Director(machine, scribe);
  }

  /// Whether a situation exists for an interrupt in a mode: polling has no interrupt, and APICv
  /// that is not there cannot be inhibited.
  public static boolean exists(Subject subject, DeliveryMode mode, Situation situation) {
    if (situation == Situation.LOW_PRIORITY && !mode.architecture().holdsByPriority()) {
      return false;
    }
    if (mode.guestPolls() || situation != Situation.INHIBITED) {
      return !mode.guestPolls() && subject.source().has(situation);
    }
    return canInhibit(mode);
  }

  /// Whether the hardware helps, and the protocol has a program for giving that up.
  private static boolean canInhibit(DeliveryMode mode) {
    KvmMachine machine =
        mode.architecture().machine(configuration(Subject.DEFAULT, mode, Situation.INHIBITED));
    return machine.alternatives(machine.inhibitor()) > 0;
  }

  /// The story of one interrupt.
  ///
  /// @param costs prices of the steps
  /// @throws IllegalArgumentException if the situation does not exist in the mode
  public static Story tell(
      Subject subject, DeliveryMode mode, Situation situation, CostProfile costs) {
    if (!exists(subject, mode, situation)) {
      throw new IllegalArgumentException("there is no " + situation + " in " + mode);
    }
    return new Explainer(subject, mode, situation, costs).tell();
  }

  /// All stories that exist, by mode and then by situation.
  public static List<Story> all(Subject subject, CostProfile costs) {
    List<Story> stories = new ArrayList<>();
    for (DeliveryMode mode : costs.architecture().modes()) {
      for (Situation situation : Situation.values()) {
        if (exists(subject, mode, situation)) {
          stories.add(tell(subject, mode, situation, costs));
        }
      }
    }
    return stories;
  }

  private static MachineConfiguration configuration(
      Subject subject, DeliveryMode mode, Situation situation) {
    int hostProcessor = mode.hostInterrupts() == DeliveryMode.HostInterrupts.OTHER ? 1 : 0;
    MachineBuilder builder =
        MachineConfiguration.builder()
            .processors(2)
            .features(mode.features(setting(subject, mode)))
            .device(HERO, deviceVector(subject), mode.path(), hostProcessor);
    switch (situation) {
      case PREEMPTED -> builder.vcpu(hero(subject)).vcpu(0);
      case MIGRATING -> builder.vcpu(0, 1).vcpu(0);
      case RUNNING, EXITED, BLOCKED, LOW_PRIORITY, INHIBITED, FAULT -> builder.vcpu(hero(subject));
    }
    if (subject.source() == Source.IPI) {
      int sender = sender(situation);
      builder.vcpu(1).interProcessorInterrupt(sender, HERO, subject.vector());
    }
    return builder.build();
  }

  private static DeliveryMode.Setting setting(Subject subject, DeliveryMode mode) {
    boolean directIpis = subject.source() == Source.IPI && mode.architecture().tellsDirectIpis();
    return new DeliveryMode.Setting(
        subject.x2apic(), directIpis, false, DeliveryMode.Waiting.EXITS);
  }

  /// The device is there in each story, and only in its own it raises the interrupt.
  private static int deviceVector(Subject subject) {
    return subject.source() == Source.DEVICE ? subject.vector() : Subject.DEFAULT.vector();
  }

  private static VirtualProcessor hero(Subject subject) {
    return new VirtualProcessor(
        List.of(0), subject.source() == Source.TIMER ? subject.vector() : 0);
  }

  /// Behind the hero and its rival, on a pCPU of its own.
  private static int sender(Situation situation) {
    return situation == Situation.PREEMPTED ? RIVAL + 1 : HERO + 1;
  }

  /// The vCPU that sends the interrupt; -1 if none does.
  private int sender() {
    return subject.source() == Source.IPI ? sender(situation) : -1;
  }

  private Story tell() {
    director.prefer(0, HERO).settle();
    boolean seen = situation == Situation.RUNNING;
    Snapshot before = observation.look();
    if (seen) {
      scribe.begin();
    }
    if (subject.source() == Source.TIMER) {
      director
          .freeze(machine.timerAgent(HERO)) // it is due when this story says so
          .choose(machine.guestAgent(HERO), GuestChoice.ARM_TIMER.with(subject.vector()))
          .settle();
    }
    prepare();
    if (!seen) {
      before = observation.look();
      scribe.begin();
    }
    List<String> message = message();
    raise();
    follow();
    return new Story(
        mode,
        situation,
        outcome(),
        message,
        before,
        scribe.moments(),
        scribe.exits(),
        scribe.delivered());
  }

  private void raise() {
    switch (subject.source()) {
      case DEVICE -> director.choose(machine.device(0), 0);
      case TIMER -> {
        scribe.tell(
            "time passes", "the guest's timer is due", "", List.of("the deadline has come"));
        director.choose(machine.timerAgent(HERO), 0);
      }
      case IPI ->
          director.choose(
              machine.guestAgent(sender()),
              GuestChoice.SEND_IPI.with(HERO << 8 | subject.vector()));
    }
  }

  private List<String> message() {
    String name = exhibit().guestName(subject.vector());
    return switch (subject.source()) {
      case DEVICE -> exhibit().message(subject.device());
      case TIMER ->
          List.of(
              "The guest's own timer, %s: KVM keeps it by a timer of the host.".formatted(name));
      case IPI -> List.of("vCPU %d sends vCPU %d %s.".formatted(sender(), HERO, name));
    };
  }

  /// Brings the vCPU into the situation, before anything is written down.
  private void prepare() {
    switch (situation) {
      case RUNNING, MIGRATING, FAULT -> {}
      case EXITED -> {
        director.choose(machine.guestAgent(HERO), GuestChoice.EXIT.with(instruction().ordinal()));
        director.until(this::rootModeWithInterruptsOn).freeze(machine.thread(HERO));
      }
      case PREEMPTED -> director.prefer(0, RIVAL).choose(machine.tick(0), 0).settle();
      case BLOCKED -> director.choose(machine.guestAgent(HERO), GuestChoice.HALT.with(0)).settle();
      case LOW_PRIORITY ->
          director
              .choose(
                  machine.guestAgent(HERO), GuestChoice.SET_TPR.with(exhibit().highestPriority()))
              .settle();
      case INHIBITED -> director.choose(machine.inhibitor(), 0).settle();
    }
  }

  private boolean rootModeWithInterruptsOn() {
    return machine.words().load(machine.vcpus.mode(HERO)) == Mode.OUTSIDE_GUEST
        && machine.words().load(machine.pcpus.context(0)) == machine.thread(HERO)
        && machine.get(machine.pcpus.flags(0), ProcessorBank.INTERRUPTS_ON) == 1;
  }

  /// Lets the interrupt take its way, and whatever else has to happen for it to arrive.
  private void follow() {
    switch (situation) {
      case RUNNING, BLOCKED, INHIBITED -> director.settle();
      case EXITED -> director.settle().thaw().settle();
      case PREEMPTED -> {
        director.settle();
        scribe.tell("time passes", "the other vCPU's time slice ends", "", List.of());
        director.prefer(0, HERO).choose(machine.tick(0), 0).settle();
      }
      case MIGRATING -> migrate();
      case LOW_PRIORITY -> {
        director.settle();
        scribe.tell("time passes", "the guest lowers its task priority", "", List.of());
        director.choose(machine.guestAgent(HERO), GuestChoice.SET_TPR.with(0)).settle();
      }
      case FAULT -> {
        takeAway();
        director.settle();
      }
    }
  }

  /// The message to the old pCPU is held back until the vCPU runs on the new one.
  private void migrate() {
    director
        .freeze(machine.busAgent(0))
        .freeze(machine.processorAgent(0))
        .freeze(machine.thread(HERO));
    director.settle().thaw().freeze(machine.busAgent(0));
    scribe.tell("time passes", "the scheduler moves the vCPU to pCPU 1", "", List.of());
    director.prefer(0, RIVAL).prefer(1, HERO).choose(machine.tick(0), 0).settle();
    director.thaw().settle();
  }

  /// System software takes the translation away while the message is on its way.
  private void takeAway() {
    Exhibit.Deed deed = exhibit().takeAway();
    scribe.tell("host", deed.what(), deed.source(), List.of(deed.meaning()));
  }

  private Exhibit exhibit() {
    return observation.exhibit();
  }

  private ExitReason instruction() {
    return mode.architecture().exitReason(ExitReason.Kind.INSTRUCTION).orElseThrow();
  }

  private String outcome() {
    String interrupt = exhibit().guestName(subject.vector());
    boolean ownWord = interrupt.matches("v[A-Z].*"); // vLPI, vSGI
    String name =
        ownWord
            ? interrupt
            : interrupt.substring(0, 1).toUpperCase(Locale.ROOT) + interrupt.substring(1);
    int exits = scribe.exits();
    String cost =
        exits == 0
            ? "without a VM exit"
            : exits == 1 ? "with one VM exit" : "with " + exits + " VM exits";
    if (scribe.delivered()) {
      return "%s reaches the guest %s: %s, %s."
          .formatted(name, cost, mode.key(), situation.words(mode.architecture()));
    }
    if (situation == Situation.FAULT) {
      return "%s never arrives: %s.".formatted(name, exhibit().fault());
    }
    return name + " has not reached the guest: " + situation.words(mode.architecture()) + ".";
  }
}
