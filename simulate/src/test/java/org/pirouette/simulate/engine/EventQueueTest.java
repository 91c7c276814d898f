package org.pirouette.simulate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private final EventQueue queue = new EventQueue();

  private record Event(long time, int priority, long number) {}

  @Test
  void simultaneousEventsGoByPriorityThenByInsertion() {
    queue.schedule(5, 1, 'c');
    queue.schedule(5, 0, 'a');
    queue.schedule(5, 1, 'd');
    queue.schedule(5, 0, 'b');
    queue.schedule(4, 9, 'z');

    StringBuilder order = new StringBuilder();
    while (queue.advance(Long.MAX_VALUE)) {
      order.append((char) queue.payload());
    }

    assertThat(order).hasToString("zabcd");
    assertThat(queue.now()).isEqualTo(5);
  }

  @Test
  void eventsAfterTheLimitStay() {
    queue.schedule(10, 0, 1);

    assertThat(queue.advance(9)).isFalse();
    assertThat(queue.now()).isZero();
    assertThat(queue.nextTime()).isEqualTo(10);
    assertThat(queue.advance(10)).isTrue();
    assertThat(queue.advance(Long.MAX_VALUE)).isFalse();
    assertThat(queue.nextTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void timeDoesNotOverflowSilently() {
    queue.schedule(Long.MAX_VALUE, 0, 1);
    assertThat(queue.advance(Long.MAX_VALUE)).isTrue();

    assertThatThrownBy(() -> queue.schedule(1, 0, 2)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void thePastCannotBeScheduled() {
    queue.schedule(10, 0, 1);
    queue.advance(10);

    assertThatThrownBy(() -> queue.scheduleAt(9, 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an event at 9 cannot be scheduled at 10");
  }

  @Test
  void theClockDoesNotSkipAnEvent() {
    queue.schedule(10, 0, 1);
    queue.skipTo(10);

    assertThatThrownBy(() -> queue.skipTo(11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("over an event at 10");
  }

  /// The same events as in a sorted reference, in each of many regimes: few and many pending
  /// events, narrow and wide times, ties, sudden changes.
  @Test
  void agreesWithASortedReference() {
    for (long seed = 1; seed <= 40; seed++) {
      compareWithReference(seed);
    }
  }

  private static void compareWithReference(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    EventQueue queue = new EventQueue();
    PriorityQueue<Event> reference =
        new PriorityQueue<>(
            Comparator.comparingLong(Event::time)
                .thenComparingInt(Event::priority)
                .thenComparingLong(Event::number));
    long number = 0;
    for (int phase = 0; phase < 12; phase++) {
      int target = random.nextInt(10) < 5 ? random.nextInt(100) : random.nextInt(5_000);
      long spread = 1L << random.nextInt(random.nextInt(2) == 0 ? 8 : 50);
      for (int i = 0; i < 4_000; i++) {
        boolean add = reference.size() < target ? random.nextInt(10) < 7 : random.nextInt(10) < 3;
        if (add || reference.isEmpty()) {
          long delay = random.nextInt(50) == 0 ? spread * 1_000 : random.nextLong(spread);
          Event event = new Event(queue.now() + delay, random.nextInt(3), number++);
          queue.schedule(delay, event.priority(), event.number());
          reference.add(event);
        } else {
          Event expected = reference.remove();
          assertThat(queue.advance(Long.MAX_VALUE)).as("seed %d", seed).isTrue();
          assertThat(queue.payload()).as("seed %d", seed).isEqualTo(expected.number());
          assertThat(queue.now()).as("seed %d", seed).isEqualTo(expected.time());
        }
        assertThat(queue.size()).as("seed %d", seed).isEqualTo(reference.size());
      }
    }
  }

  @Test
  void manyEventsNearTheEndOfTime() {
    queue.schedule(Long.MAX_VALUE - 10_000, 0, 0);
    queue.advance(Long.MAX_VALUE);
    for (int i = 0; i < 1_000; i++) {
      queue.schedule(10_000 - i, 0, i);
    }
    for (int i = 999; i >= 0; i--) {
      assertThat(queue.advance(Long.MAX_VALUE)).isTrue();
      assertThat(queue.payload()).isEqualTo(i);
    }
  }
}
