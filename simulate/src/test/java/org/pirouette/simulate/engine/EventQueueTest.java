package org.pirouette.simulate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EventQueueTest {
  private final EventQueue queue = new EventQueue();

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
    queue.schedule(EventQueue.LAST_TIME, EventQueue.LAST_PRIORITY, 1);
    assertThat(queue.advance(Long.MAX_VALUE)).isTrue();

    assertThat(queue.now()).isEqualTo(EventQueue.LAST_TIME);
    assertThatThrownBy(() -> queue.schedule(1, 0, 2)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> queue.schedule(Long.MAX_VALUE, 0, 2))
        .isInstanceOf(ArithmeticException.class);
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

  @Test
  void anEventThatWasReachedStaysUntilItHappensAgainOrIsOver() {
    queue.schedule(5, 0, 'a');
    queue.schedule(9, 0, 'b');

    assertThat(queue.reach(4)).isFalse();
    assertThat(queue.reach(5)).isTrue();
    assertThat(queue.payload()).isEqualTo('a');
    assertThat(queue.now()).isEqualTo(5);
    assertThat(queue.nextTime()).isEqualTo(5);
    assertThat(queue.size()).isEqualTo(2);
    queue.again(10);
    assertThat(queue.nextTime()).isEqualTo(9);
    assertThat(queue.reach(20)).isTrue();
    assertThat(queue.payload()).isEqualTo('b');
    queue.done();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.advance(20)).isTrue();
    assertThat(queue.payload()).isEqualTo('a');
    assertThat(queue.now()).isEqualTo(15);
    assertThat(queue.advanced()).isEqualTo(3);
    assertThat(queue.reach(20)).isFalse();
  }

  @Test
  void whatIsScheduledForNowComesAfterTheEventThatHappens() {
    queue.schedule(5, 3, 'a');
    queue.schedule(5, 3, 'b');
    queue.reach(5);
    queue.schedule(0, 0, 'x');
    queue.schedule(0, 3, 'c');
    queue.schedule(0, 2, 'y');
    queue.again(0);

    StringBuilder order = new StringBuilder();
    while (queue.advance(Long.MAX_VALUE)) {
      order.append((char) queue.payload());
    }

    assertThat(order).hasToString("xybca");
  }

  @Test
  void againNeedsAnEventAndAValidDelay() {
    queue.schedule(5, 0, 1);
    assertThatThrownBy(() -> queue.again(1)).isInstanceOf(IllegalStateException.class);
    queue.reach(5);

    assertThatThrownBy(() -> queue.again(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an event at 4 cannot be scheduled at 5");
    assertThatThrownBy(() -> queue.again(EventQueue.LAST_TIME - 4))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> queue.again(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> queue.schedule(1, EventQueue.LAST_PRIORITY + 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    queue.again(EventQueue.LAST_TIME - 5);
    assertThat(queue.nextTime()).isEqualTo(EventQueue.LAST_TIME);
    assertThat(queue.advance(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void manyEventsNearTheEndOfTime() {
    queue.schedule(EventQueue.LAST_TIME - 10_000, 0, 0);
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
