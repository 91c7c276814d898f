package org.pirouette.simulate.runs;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A run of steps as it was executed once, on one pCPU or by one agent outside the pCPUs: the words
/// that it read and what it found there, what it left, what it cost and what it told others.
///
/// A step is a function of words. So where all the words that a run read have the values that it
/// found, executing it again would go the same way, and its outcome can be taken over at once: see
/// [StepRuns]. What only adds up is booked later, by `uses`; what others have to hear of at its
/// time is in the effects.
public final class StepRun {
  /// A message to a local APIC leaves: after a delay of `a` cycles it is the event `b`.
  public static final byte SENDS = 0;

  /// The guest's handler of vector `b` starts on vCPU `a`.
  public static final byte DELIVERS = 1;

  /// The interrupt logic of another pCPU, `a`, may have something to accept.
  public static final byte ATTENDS = 2;

  /// Another pCPU, `a`, may be waiting for what happened.
  public static final byte POKES = 3;

  /// An agent outside the pCPUs starts: after a delay of `a` cycles it is the event `b`.
  public static final byte STARTS = 4;

  /// A pCPU, `a`, in whose guest the run goes on, ends what it was doing.
  public static final byte INTERRUPTS = 5;

  /// Something that others hear of while the run goes on.
  ///
  /// @param offset cycles since the start of the run
  public record Effect(long offset, byte kind, long a, long b) {}

  /// The pCPU, or -1.
  public final int processor;

  /// The choice with which the first step was taken.
  public final int choice;

  final int[] readWords;
  final long[] readValues;

  /// The run that usually comes right before, and what is left to compare after it: the words that
  /// it neither read nor left.
  @Nullable StepRun usualBefore;

  int[] restWords = new int[0];
  long[] restValues = new long[0];

  /// The words that it left with another value, and their values.
  public final int[] writtenWords;

  public final long[] writtenValues;

  /// Devices that must not be waiting to raise an interrupt, since the run lets them go on.
  public final int[] quietDevices;

  /// Agents outside the pCPUs that must be waiting, since the run starts them.
  public final int[] idleAgents;

  /// The exits under way before and after it.
  public final ExitState before;

  public final ExitState after;

  /// Whether the exits under way change or anything is spent on them.
  public final boolean concernsExits;

  /// Whether it starts in a guest, so that no exit is under way.
  public final boolean startsInGuest;

  /// Whether it ends at the next instruction of a guest that matters, with nothing to accept.
  public final boolean endsInGuest;

  /// Whether it holds an exit.
  public final boolean exits;

  /// Cycles from the start to the last step.
  public final long cyclesToLast;

  /// Cycles of the last step.
  public final long lastCost;

  /// Whether the pCPU's interrupt logic has to look afterwards.
  public final boolean attends;

  /// What others hear of while it goes on, see [Effect].
  public final long[] effectOffsets;

  public final byte[] effectKinds;
  public final long[] effectA;
  public final long[] effectB;
  final RunBookings bookings;

  /// How often it was taken since it was last booked.
  public long uses;

  /// The next run from the same place.
  public @Nullable StepRun next;

  /// @param processor the pCPU, or -1
  /// @param choice the choice with which the first step was taken
  StepRun(
      int processor,
      int choice,
      WatchedWords watched,
      int[] quietDevices,
      int[] idleAgents,
      ExitState before,
      ExitState after,
      long cyclesToLast,
      long lastCost,
      boolean attends,
      boolean startsInGuest,
      boolean endsInGuest,
      List<Effect> effects,
      RunBookings bookings) {
    this.processor = processor;
    this.choice = choice;
    readWords = watched.readWords();
    readValues = watched.readValues();
    writtenWords = watched.writtenWords();
    writtenValues = watched.writtenValues();
    this.quietDevices = quietDevices;
    this.idleAgents = idleAgents;
    this.before = before;
    this.after = after;
    concernsExits = !before.equals(after) || before.exitOn() >= 0;
    this.cyclesToLast = cyclesToLast;
    this.lastCost = lastCost;
    this.attends = attends;
    this.startsInGuest = startsInGuest;
    this.endsInGuest = endsInGuest;
    exits = bookings.hasExits();
    effectOffsets = effects.stream().mapToLong(Effect::offset).toArray();
    effectKinds = new byte[effects.size()];
    for (int i = 0; i < effectKinds.length; i++) {
      effectKinds[i] = effects.get(i).kind();
    }
    effectA = effects.stream().mapToLong(Effect::a).toArray();
    effectB = effects.stream().mapToLong(Effect::b).toArray();
    this.bookings = bookings;
  }

  /// From now on this run is expected behind another, which has just been taken and after which all
  /// words were as this one needs them.
  void follow(StepRun other) {
    BitSet known = new BitSet();
    IntStream.of(other.readWords).forEach(known::set);
    IntStream.of(other.writtenWords).forEach(known::set);
    int[] left =
        IntStream.range(0, readWords.length).filter(i -> !known.get(readWords[i])).toArray();
    restWords = IntStream.of(left).map(i -> readWords[i]).toArray();
    restValues = IntStream.of(left).mapToLong(i -> readValues[i]).toArray();
    usualBefore = other;
  }
}
