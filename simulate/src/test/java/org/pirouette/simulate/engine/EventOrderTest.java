package org.pirouette.simulate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The events of an [EventQueue] against a sorted reference, whatever times they have.
class EventOrderTest {
  private record Event(long time, int priority, long number, long payload) {}

  /// How delays are distributed.
  private enum Delays {
    /// All events at one time.
    NONE(random -> 0),
    /// Many ties.
    SHORT(random -> random.nextInt(8)),
    UNIFORM(random -> random.nextLong(1_000_000)),
    EXPONENTIAL(random -> (long) (-Math.log(1 - random.nextDouble()) * 1e9)),
    /// Near or very far.
    BIMODAL(random -> random.nextInt(4) == 0 ? 1L << 40 : random.nextLong(100)),
    /// From nothing to a great deal, each order of magnitude alike.
    ALL_MAGNITUDES(random -> random.nextLong() >>> (20 + random.nextInt(44))),
    /// Ever the same, as a clock.
    CONSTANT(random -> 1_000);

    final Draw draw;

    Delays(Draw draw) {
      this.draw = draw;
    }
  }

  private interface Draw {
    long next(SplittableRandom random);
  }

  /// A queue and its reference, which are told the same things.
  private static final class Pair {
    final EventQueue queue = new EventQueue();
    final PriorityQueue<Event> reference =
        new PriorityQueue<>(
            Comparator.comparingLong(Event::time)
                .thenComparingInt(Event::priority)
                .thenComparingLong(Event::number));
    final SplittableRandom random;
    long number;

    Pair(long seed) {
      random = new SplittableRandom(seed);
    }

    void schedule(long delay) {
      int priority = random.nextInt(3);
      queue.schedule(delay, priority, number);
      reference.add(new Event(queue.now() + delay, priority, number, number));
      number++;
      sameSize();
    }

    void advance() {
      Event expected = reference.remove();
      assertThat(queue.advance(Long.MAX_VALUE)).isTrue();
      same(expected);
      sameSize();
    }

    /// Takes the next event, schedules some others, and lets it happen again.
    void again(LongUnaryOperator delay, int others) {
      Event expected = reference.remove();
      assertThat(queue.reach(Long.MAX_VALUE)).isTrue();
      same(expected);
      for (int i = 0; i < others; i++) {
        long other = delay.applyAsLong(i);
        int priority = random.nextInt(3);
        queue.schedule(other, priority, number);
        reference.add(new Event(queue.now() + other, priority, number, number));
        number++;
      }
      long then = delay.applyAsLong(others);
      queue.again(then);
      reference.add(
          new Event(queue.now() + then, expected.priority(), number++, expected.payload()));
      sameSize();
    }

    void done() {
      Event expected = reference.remove();
      assertThat(queue.reach(expected.time())).isTrue();
      same(expected);
      queue.done();
      sameSize();
    }

    private void same(Event expected) {
      assertThat(queue.payload()).isEqualTo(expected.payload());
      assertThat(queue.now()).isEqualTo(expected.time());
    }

    private void sameSize() {
      assertThat(queue.size()).isEqualTo(reference.size());
      assertThat(queue.nextTime())
          .isEqualTo(reference.isEmpty() ? Long.MAX_VALUE : reference.element().time());
    }
  }

  /// In each of many regimes: few and many pending events, narrow and wide times, ties, sudden
  /// changes.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void inManyRegimes(long seed) {
    Pair pair = new Pair(seed);
    SplittableRandom random = pair.random;
    for (int phase = 0; phase < 12; phase++) {
      int target = random.nextInt(10) < 5 ? random.nextInt(100) : random.nextInt(5_000);
      if (random.nextInt(4) == 0) {
        target = random.nextInt(5);
      }
      long spread = 1L << random.nextInt(random.nextInt(2) == 0 ? 8 : 46);
      LongUnaryOperator delay =
          i -> random.nextInt(50) == 0 ? spread * 1_000 : random.nextLong(spread);
      for (int i = 0; i < 4_000; i++) {
        boolean more = pair.reference.size() < target ? random.nextInt(10) < 7 : i % 3 == 0;
        if (pair.reference.isEmpty() || more && random.nextBoolean()) {
          pair.schedule(delay.applyAsLong(0));
        } else if (more) {
          pair.again(delay, 1);
        } else {
          switch (random.nextInt(4)) {
            case 0 -> pair.advance();
            case 1 -> pair.done();
            default -> pair.again(delay, 0);
          }
        }
      }
    }
  }

  /// As many events pending all the time, each of which happens again.
  @ParameterizedTest
  @EnumSource(Delays.class)
  void withEachDistribution(Delays delays) {
    for (int pending : new int[] {1, 2, 3, 10, 100, 3_000}) {
      Pair pair = new Pair(pending);
      LongUnaryOperator delay = i -> delays.draw.next(pair.random);
      for (int i = 0; i < pending; i++) {
        pair.schedule(delay.applyAsLong(i));
      }
      for (int i = 0; i < 4 * pending + 1_000; i++) {
        pair.again(delay, 0);
      }
      while (!pair.reference.isEmpty()) {
        pair.advance();
      }
    }
  }

  /// Bursts: many events at one time, after each of which more come, and then none.
  @Test
  void inBursts() {
    Pair pair = new Pair(1);
    for (int burst = 0; burst < 20; burst++) {
      for (int i = 0; i < 500; i++) {
        pair.schedule(burst * 1_000_000L);
        pair.schedule(pair.random.nextInt(50));
      }
      for (int i = 0; i < 900; i++) {
        pair.done();
      }
    }
    while (!pair.reference.isEmpty()) {
      pair.advance();
    }
  }

  /// Gaps that double from event to event, up to the end of time.
  @Test
  void withGapsThatGrow() {
    Pair pair = new Pair(1);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 53; i++) {
        pair.schedule(1L << i);
      }
    }
    while (!pair.reference.isEmpty()) {
      pair.advance();
    }
  }
}
