package org.pirouette.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import umontreal.ssj.simevents.eventlist.BinaryTree;
import umontreal.ssj.simevents.eventlist.Henriksen;

/// All engines simulate the same queue: the customers in the system after each event agree.
class SameModelTest {
  private static final int EVENTS = 20_000;
  private static final Exponentials TIMES = Exponentials.draw(1 << 12);

  @Test
  void oneQueueIsTheSameOnEachEngine() {
    long expected = BareQueue.run(EVENTS, TIMES.rewound());

    assertThat(new PirouetteQueues(1, TIMES.rewound()).run(EVENTS)).isEqualTo(expected);
    assertThat(new SsjQueues(1, new BinaryTree(), TIMES.rewound()).run(EVENTS)).isEqualTo(expected);
    assertThat(CloudSimQueues.run(1, EVENTS, TIMES.rewound())).isEqualTo(expected);
    assertThat(KalasimQueues.run(1, EVENTS, TIMES.rewound())).isEqualTo(expected);
  }

  @Test
  void manyQueuesAreTheSameOnPirouetteAndSsj() {
    long ours = new PirouetteQueues(100, TIMES.rewound()).run(EVENTS);
    long theirs = new SsjQueues(100, new Henriksen(), TIMES.rewound()).run(EVENTS);

    assertThat(ours).isEqualTo(theirs);
  }
}
