package org.pirouette.report.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Listener;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Step;
import org.pirouette.report.explain.Moment.Travel;
import org.pirouette.simulate.scenario.CostProfile;

/// Writes down what happens: each step with its cost, what it means, and which words it changed.
final class Scribe implements Listener {
  /// The vCPU that the story is about.
  static final int HERO = 0;

  private final KvmMachine machine;
  private final Pricing pricing;
  private final Observation observation;
  private final IntPredicate ours;
  private static final String MEMORY = "memory";

  private final List<Moment> moments = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<Travel> travels = new ArrayList<>();
  private final long[] words;
  private boolean writing;
  private String step = "";
  private String source = "";
  private long total;
  private int exits;
  private boolean delivered;

  /// @param ours which vCPUs the story is of
  Scribe(KvmMachine machine, CostProfile costs, Observation observation, IntPredicate ours) {
    this.ours = ours;
    this.machine = machine;
    this.pricing = new Pricing(machine, costs);
    this.observation = observation;
    this.words = new long[machine.layout().size()];
    machine.listen(this);
  }

  /// From now on steps are written down.
  void begin() {
    writing = true;
  }

  /// Steps are not written down until [#begin] again; the next moment is the one told here.
  void skip() {
    writing = false;
  }

  /// Adds a moment that is no step of a program.
  void tell(String who, String what, String why, List<String> meaning) {
    moments.add(
        new Moment(
            moments.size() + 1,
            who,
            what,
            why,
            0,
            total,
            meaning,
            List.of(),
            "",
            List.of(),
            observation.look()));
  }

  List<Moment> moments() {
    return moments;
  }

  /// VM exits of the hero, so far as written down.
  int exits() {
    return exits;
  }

  /// Whether the hero's handler ran.
  boolean delivered() {
    return delivered;
  }

  /// Called before an agent takes a step.
  void before(int agent, int choice) {
    Step next = machine.currentStep(agent);
    String detail = next.describe(machine, agent, choice);
    step = detail.isEmpty() ? next.name() : next.name() + ": " + detail;
    source = next.source();
    pricing.begin(agent, choice);
    events.clear();
    travels.clear();
    for (int i = 0; i < words.length; i++) {
      words[i] = machine.words().load(i);
    }
  }

  /// Called after it.
  void after(int agent) {
    if (!writing || isForeign(agent)) {
      return;
    }
    long cycles = pricing.end();
    total += cycles;
    moments.add(
        new Moment(
            moments.size() + 1,
            machine.agent(agent).name(),
            step,
            source,
            cycles,
            total,
            events,
            changes(),
            place(agent),
            travels,
            observation.look()));
  }

  /// What other vCPUs do is not part of the story.
  private boolean isForeign(int agent) {
    return switch (machine.kindOf(agent)) {
      case THREAD, GUEST, TIMER -> !ours.test(machine.numberOf(agent));
      case PROCESSOR, HANDLER, SCHEDULER, TICK, BUS, DEVICE, IOMMU, CONTROLLER, ENVIRONMENT ->
          false;
    };
  }

  /// Shared words and hardware registers that no structure shows, with their values before and
  /// after.
  private List<String> changes() {
    List<String> changes = new ArrayList<>();
    for (Layout.Word word : machine.layout().words()) {
      long now = machine.words().load(word.index());
      boolean told = isTold(word);
      if (told && now != words[word.index()] && !observation.shows(word.index())) {
        changes.add(
            "%s %s -> %s"
                .formatted(
                    word.name(),
                    Structure.hexadecimal(words[word.index()]),
                    Structure.hexadecimal(now)));
      }
    }
    return changes;
  }

  /// Memory and registers that a reader knows; what agents keep for themselves says the step's
  /// name.
  private static boolean isTold(Layout.Word word) {
    boolean known = word.kind() == Layout.Kind.SHARED || word.kind() == Layout.Kind.HARDWARE;
    return known && !word.name().matches(".*( registers| message)");
  }

  @Override
  public void signal(int agent) {}

  @Override
  public void mark(int agent, Mark mark, int subject, int value) {
    pricing.mark(agent, mark, subject, value);
    String words = words(mark, subject, value);
    if (!words.isEmpty()) {
      events.add(words);
    }
    if (writing && ours.test(subject)) {
      exits += mark == Mark.EXIT ? 1 : 0;
      delivered |= mark == Mark.DELIVERED && subject == HERO;
    }
    travel(agent, mark, subject, value);
  }

  private void travel(int agent, Mark mark, int subject, int value) {
    switch (mark) {
      case POSTED -> travels.add(new Travel(MEMORY, observation.exhibit().guestName(value)));
      case INTERRUPT_SENT ->
          travels.add(new Travel("pCPU " + subject, observation.exhibit().name(value)));
      case DELIVERED ->
          travels.add(new Travel("vCPU " + subject, observation.exhibit().guestName(value)));
      case WOKEN -> travels.add(new Travel("vCPU " + subject, "wake-up"));
      case EXIT -> travels.add(new Travel(place(agent), "VM exit"));
      case ENTRY -> travels.add(new Travel("vCPU " + subject, "VM entry"));
      case NOTIFIED,
          COALESCED,
          SUPPRESSED,
          PROCESSED,
          HOST_INTERRUPT,
          HOST_INTERRUPT_DONE,
          EOI,
          INJECTED,
          BLOCKED,
          POLL_HIT,
          SPURIOUS_WAKE,
          SCHEDULED_IN,
          SCHEDULED_OUT,
          RELOCATED -> {}
    }
  }

  /// Where an agent works, by the names of [Snapshot#processors].
  private String place(int agent) {
    int number = machine.numberOf(agent);
    return switch (machine.kindOf(agent)) {
      case THREAD, GUEST -> "vCPU " + number;
      case PROCESSOR, HANDLER, SCHEDULER, TICK, BUS, CONTROLLER -> "pCPU " + number;
      case TIMER -> "pCPU " + machine.taskCpu(number);
      case DEVICE -> "device " + number;
      case IOMMU -> observation.engine();
      case ENVIRONMENT -> "";
    };
  }

  private String words(Mark mark, int subject, int value) {
    String interrupt = observation.exhibit().name(value);
    String guests = observation.exhibit().guestName(value);
    return switch (mark) {
      case EXIT -> exit(subject, value);
      case ENTRY -> "VM entry: vCPU %d runs on pCPU %d".formatted(subject, value);
      case POSTED -> "%s is posted to vCPU %d".formatted(guests, subject);
      case NOTIFIED, COALESCED, SUPPRESSED, PROCESSED -> observation.exhibit().words(mark, value);
      case INTERRUPT_SENT -> "%s is on its way to pCPU %d".formatted(interrupt, subject);
      case HOST_INTERRUPT -> "the host handles %s on pCPU %d".formatted(interrupt, subject);
      case HOST_INTERRUPT_DONE -> "";
      case DELIVERED -> "the guest's handler for %s starts".formatted(guests);
      case EOI -> "the guest ends %s".formatted(guests);
      case INJECTED -> "%s will be injected at the entry".formatted(guests);
      case WOKEN -> "the thread of vCPU %d is woken".formatted(subject);
      case BLOCKED -> "vCPU %d sleeps".formatted(subject);
      case POLL_HIT -> "halt polling sees the interrupt";
      case SPURIOUS_WAKE -> "woken, but nothing is deliverable";
      case SCHEDULED_IN -> "vCPU %d gets pCPU %d".formatted(subject, value);
      case SCHEDULED_OUT -> "vCPU %d leaves pCPU %d".formatted(subject, value);
      case RELOCATED ->
          "the interrupts of vCPU %d are served on pCPU %d from now on".formatted(subject, value);
    };
  }

  private String exit(int vcpu, int value) {
    ExitReason reason = machine.architecture().exitReasons().get(value & 0xFF);
    String told = value >>> 8 == 0 ? "" : reason.words(value >>> 8);
    String number = value >>> 8 == 0 ? "" : " " + Structure.hexadecimal(value >>> 8);
    String detail =
        reason.kind() == ExitReason.Kind.HOST_INTERRUPT
                && machine.architecture().arrivalsByHandlers()
            ? " (" + told + ")"
            : number;
    return "VM exit of vCPU %d: %s%s".formatted(vcpu, reason.name(), detail);
  }
}
