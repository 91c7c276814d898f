package org.pirouette.workload.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.GuestScript;
import org.pirouette.simulate.scenario.GuestScript.Action;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// The guests that may stand behind a recording made with APICv. It shows neither how long handlers
/// run, nor whether they nest, nor when the guest masks interrupts; without APICv the number of
/// exits depends on all three. Each guest here fits the recording; between them lies what can be
/// said.
final class HiddenGuests {
  private static final long SHORT_HANDLER = 100;
  private static final long LONGEST_HANDLER = 50_000;

  private HiddenGuests() {}

  /// How handlers run and how the main line masks.
  ///
  /// @param handler nanoseconds from delivery to the end of interrupt
  /// @param nests whether handlers run with interrupts enabled
  /// @param maskedFor nanoseconds with interrupts masked, in turn with `openFor`; 0 for never
  private record Habit(long handler, boolean nests, long maskedFor, long openFor) {}

  /// The scenarios to simulate for a range, without the one as inferred; each is made when it is
  /// its turn, for it is as large as the recording.
  static Stream<Scenario> of(Scenario scenario, long durationNanoseconds) {
    int vcpus = scenario.virtualProcessors();
    long interrupts = Math.max(1, scenario.arrivals().size() / Math.max(1, vcpus));
    long gap = Math.max(2 * SHORT_HANDLER, durationNanoseconds / interrupts);
    long middle = Math.min(LONGEST_HANDLER, gap / 10);
    long longest = Math.min(LONGEST_HANDLER, gap / 3);
    List<Habit> habits =
        List.of(
            new Habit(SHORT_HANDLER, false, 0, 0),
            new Habit(middle, true, 0, 0),
            new Habit(middle, false, 0, 0),
            new Habit(longest, true, 0, 0),
            new Habit(longest, false, 0, 0),
            new Habit(middle, false, gap, gap),
            new Habit(middle, false, 2 * gap, gap),
            new Habit(middle, false, 4 * gap, gap));
    return habits.stream().map(habit -> with(scenario, habit, durationNanoseconds));
  }

  private static Scenario with(Scenario scenario, Habit habit, long duration) {
    List<VirtualMachine> machines = new ArrayList<>();
    for (VirtualMachine machine : scenario.machines()) {
      List<VirtualProcessor> processors = new ArrayList<>();
      for (VirtualProcessor processor : machine.processors()) {
        processors.add(
            new VirtualProcessor(processor.allowed(), with(processor.guest(), habit, duration)));
      }
      machines.add(
          new VirtualMachine(
              machine.name(),
              processors,
              machine.devices(),
              machine.x2apic(),
              machine.ipiVirtualization()));
    }
    return scenario.withMachines(machines);
  }

  private static Guest with(Guest guest, Habit habit, long duration) {
    return switch (guest) {
      case Guest.Synthetic synthetic -> synthetic;
      case Guest.Scripted scripted ->
          new Guest.Scripted(
              habit.maskedFor() == 0 ? scripted.main() : masked(scripted.main(), habit, duration),
              scripted.handlers().stream()
                  .map(
                      handler ->
                          new Guest.HandlerScripts(
                              handler.vector(),
                              handler.deliveries().stream()
                                  .map(script -> handler(script, habit))
                                  .toList()))
                  .toList());
    };
  }

  /// The same handler, with the habit's time up to its end of interrupt.
  private static GuestScript handler(GuestScript script, Habit habit) {
    GuestScript.Builder builder = new GuestScript.Builder();
    if (habit.nests()) {
      builder.add(0, Action.UNMASK, 0, 0);
    }
    for (int i = 0; i < script.size(); i++) {
      boolean end = script.action(i) == Action.EOI;
      builder.add(
          end ? habit.handler() : script.run(i), script.action(i), script.a(i), script.b(i));
    }
    return builder.build();
  }

  /// The same main line, which masks interrupts in turn, also after its last action until the end.
  /// HLT is never reached with them masked.
  private static GuestScript masked(GuestScript main, Habit habit, long duration) {
    GuestScript.Builder builder = new GuestScript.Builder();
    boolean masked = false;
    long untilTurn = habit.openFor();
    long spent = 0;
    for (int i = 0; i < main.size(); i++) {
      long run = main.run(i);
      spent += run;
      while (run >= untilTurn) {
        builder.add(untilTurn, masked ? Action.UNMASK : Action.MASK, 0, 0);
        run -= untilTurn;
        masked = !masked;
        untilTurn = masked ? habit.maskedFor() : habit.openFor();
      }
      if (masked && main.action(i) == Action.HALT) {
        builder.add(run, Action.UNMASK, 0, 0);
        run = 0;
        masked = false;
        untilTurn = habit.openFor();
      }
      builder.addAt(run, main.at(i), main.action(i), main.a(i), main.b(i));
      untilTurn = Math.max(1, untilTurn - run);
    }
    for (; spent < duration; spent += untilTurn) {
      builder.add(untilTurn, masked ? Action.UNMASK : Action.MASK, 0, 0);
      masked = !masked;
      untilTurn = masked ? habit.maskedFor() : habit.openFor();
    }
    if (masked) {
      builder.add(0, Action.UNMASK, 0, 0);
    }
    return builder.build();
  }
}
