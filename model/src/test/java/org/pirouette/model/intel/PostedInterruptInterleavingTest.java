package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.VectorBitmap;

/// In any interleaving of the steps of posters and drainers each vector is delivered exactly once,
/// or merges with an equal one that is still pending.
class PostedInterruptInterleavingTest {

  /// A run of agents on one descriptor, beside a plain account of what is pending.
  private static final class Run {
    final PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();
    final long[] pending = new long[VectorBitmap.WORDS];
    int posts;
    int merges;
    int deliveries;
    int notifications;
    int notificationsTaken;

    void request(int vector) {
      posts++;
      if (VectorBitmap.contains(pending, vector)) {
        merges++;
      }
      VectorBitmap.set(pending, vector);
    }

    void harvest(int word) {
      long taken = descriptor.harvestWord(word);
      assertThat(taken).as("requests in word %d", word).isEqualTo(pending[word]);
      deliveries += Long.bitCount(taken);
      pending[word] = 0;
    }

    void clearOutstanding() {
      if (descriptor.clearOutstanding()) {
        notificationsTaken++;
      }
    }

    void notify(boolean notifies) {
      notifications += notifies ? 1 : 0;
    }

    void check(String schedule) {
      assertThat(posts)
          .as("delivered once or merged in %s", schedule)
          .isEqualTo(deliveries + merges + VectorBitmap.size(pending));
      boolean on = NotificationControl.outstanding(descriptor.getControl());
      if (VectorBitmap.size(pending) > 0) {
        assertThat(on).as("what is pending is announced in %s", schedule).isTrue();
      }
      assertThat(notifications)
          .as("each ON is set by one notification in %s", schedule)
          .isEqualTo(notificationsTaken + (on ? 1 : 0));
    }
  }

  private interface Step {
    void execute(Run run);
  }

  private static List<Step> iommuPost(int vector) {
    return List.of(
        run -> {
          run.request(vector);
          run.notify(
              run.descriptor.post(vector, false, true)
                  != PostedInterruptDescriptor.NO_NOTIFICATION);
        });
  }

  private static List<Step> softwarePost(int vector) {
    return List.of(
        run -> {
          run.request(vector);
          run.descriptor.request(vector);
        },
        run -> run.notify(run.descriptor.markOutstanding()));
  }

  /// A drain of the words that the vectors in play are in.
  private static List<Step> drain(int... words) {
    List<Step> steps = new ArrayList<>();
    steps.add(Run::clearOutstanding);
    for (int word : words) {
      steps.add(run -> run.harvest(word));
    }
    return steps;
  }

  @Test
  void everyInterleavingOfTwoDevicesASoftwarePosterAndTwoDrains() {
    List<List<Step>> agents =
        List.of(iommuPost(0x41), iommuPost(0x81), softwarePost(0x41), drain(1, 2), drain(1, 2));
    int[] schedules = {0};
    explore(agents, new int[agents.size()], new ArrayList<>(), schedules);
    assertThat(schedules[0]).isEqualTo(50_400);
  }

  @Test
  void longRandomInterleavings() {
    RandomGenerator random = Seeds.generator("longRandomInterleavings");
    for (int round = 0; round < 200; round++) {
      Run run = new Run();
      List<List<Step>> running = new ArrayList<>();
      int[] position = new int[6];
      for (int agent = 0; agent < position.length; agent++) {
        running.add(agent(agent, random));
      }
      for (int step = 0; step < 2_000; step++) {
        int agent = random.nextInt(position.length);
        running.get(agent).get(position[agent]++).execute(run);
        if (position[agent] == running.get(agent).size()) {
          position[agent] = 0;
          running.set(agent, agent(agent, random));
        }
      }
      for (int agent = 0; agent < position.length; agent++) {
        List<Step> steps = running.get(agent);
        if (position[agent] > 0) {
          steps.subList(position[agent], steps.size()).forEach(step -> step.execute(run));
        }
      }
      run.check("round " + round);
    }
  }

  private static List<Step> agent(int agent, RandomGenerator random) {
    int vector = random.nextInt(256);
    return switch (agent) {
      case 0, 1 -> iommuPost(vector);
      case 2, 3 -> softwarePost(vector);
      default -> drain(0, 1, 2, 3);
    };
  }

  /// Runs every schedule that lets each agent's steps happen in order.
  private static void explore(
      List<List<Step>> agents, int[] position, List<Integer> schedule, int[] schedules) {
    boolean finished = true;
    for (int agent = 0; agent < agents.size(); agent++) {
      if (position[agent] < agents.get(agent).size()) {
        finished = false;
        position[agent]++;
        schedule.add(agent);
        explore(agents, position, schedule, schedules);
        schedule.removeLast();
        position[agent]--;
      }
    }
    if (finished) {
      schedules[0]++;
      Run run = new Run();
      int[] next = new int[agents.size()];
      for (int agent : schedule) {
        agents.get(agent).get(next[agent]++).execute(run);
      }
      run.check(Arrays.toString(schedule.toArray()));
    }
  }
}
