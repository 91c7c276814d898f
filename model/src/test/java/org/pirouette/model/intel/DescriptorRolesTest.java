package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.model.bits.VectorBitmap;

/// All roles at once on real threads, more of them than the processors of a small machine: two
/// devices, a software poster, a drainer, and one that changes SN, NV and NDST. Kept short; at
/// length single properties are tested by `bench/stress`.
class DescriptorRolesTest {
  private static final int POSTS = 30_000;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noRequestIsLostOrDoubled(boolean offHeap) throws InterruptedException {
    try (Arena arena = Arena.ofShared()) {
      PostedInterruptDescriptor descriptor =
          offHeap ? PostedInterruptDescriptor.allocate(arena) : PostedInterruptDescriptor.onHeap();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong fresh = new AtomicLong();
      AtomicLong notifications = new AtomicLong();
      AtomicLong cleared = new AtomicLong();
      AtomicLong drained = new AtomicLong();
      List<Thread> posters = new ArrayList<>();
      for (int device = 0; device < 2; device++) {
        int first = 64 * device;
        posters.add(start(() -> device(descriptor, first, notifications)));
      }
      posters.add(start(() -> software(descriptor, fresh, notifications)));
      Thread changer = start(() -> changeControl(descriptor, stop));
      Thread drainer = start(() -> drain(descriptor, stop, drained, cleared));
      for (Thread poster : posters) {
        poster.join();
      }
      stop.set(true);
      changer.join();
      drainer.join();
      drainOnce(descriptor, drained, cleared);
      assertThat(descriptor.isEmpty()).isTrue();
      assertThat(NotificationControl.reservedSet(descriptor.getControl(), true))
          .as("no post is left under way")
          .isFalse();
      assertThat(cleared.get()).as("each ON was set by one post").isEqualTo(notifications.get());
      assertThat(drained.get())
          .as("software's requests are drained once each, devices' at most")
          .isBetween(fresh.get(), fresh.get() + 2L * POSTS);
    }
  }

  private static void device(
      PostedInterruptDescriptor descriptor, int first, AtomicLong notifications) {
    for (int post = 0; post < POSTS; post++) {
      long control = descriptor.post(first + (post & 63), false, true);
      if (control != PostedInterruptDescriptor.NO_NOTIFICATION) {
        notifications.incrementAndGet();
        /* NV and NDST of one moment belong together, whatever the changer does. */
        int vector = NotificationControl.notificationVector(control);
        assertThat(NotificationControl.destination(control)).isEqualTo(vector << 8);
      }
    }
  }

  private static void software(
      PostedInterruptDescriptor descriptor, AtomicLong fresh, AtomicLong notifications) {
    for (int post = 0; post < POSTS; post++) {
      if (descriptor.request(128 + (post & 127))) {
        fresh.incrementAndGet();
        if (descriptor.markOutstanding()) {
          notifications.incrementAndGet();
        }
      }
    }
  }

  private static void changeControl(PostedInterruptDescriptor descriptor, AtomicBoolean stop) {
    for (int round = 0; !stop.get(); round++) {
      int vector = 0xF1 + (round & 1);
      descriptor.updateControl(
          control ->
              NotificationControl.withDestination(
                  NotificationControl.withNotificationVector(control, vector), vector << 8));
      descriptor.setSuppressed((round & 2) != 0);
      Thread.onSpinWait();
    }
    descriptor.setSuppressed(false);
  }

  private static void drain(
      PostedInterruptDescriptor descriptor,
      AtomicBoolean stop,
      AtomicLong drained,
      AtomicLong cleared) {
    while (!stop.get()) {
      drainOnce(descriptor, drained, cleared);
    }
  }

  private static void drainOnce(
      PostedInterruptDescriptor descriptor, AtomicLong drained, AtomicLong cleared) {
    if (descriptor.clearOutstanding()) {
      cleared.incrementAndGet();
    }
    long[] into = new long[VectorBitmap.WORDS];
    descriptor.harvest(into);
    drained.addAndGet(VectorBitmap.size(into));
  }

  private static Thread start(Runnable role) {
    return Thread.ofPlatform().start(role);
  }
}
