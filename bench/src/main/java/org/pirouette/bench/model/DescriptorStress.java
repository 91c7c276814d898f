package org.pirouette.bench.model;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.model.intel.PostedInterruptDescriptor;

/// The descriptor on real threads: IOMMU posters, software posters, a draining CPU and an agent
/// that changes the control word. One test for each property; the forbidden outcomes are named.
///
/// `bench/stress` runs all of them at length, the test command runs them briefly.
public final class DescriptorStress {
  static final int VECTOR = 0x41;
  static final int OTHER_VECTOR = 0x81;
  static final int NOTIFICATION_VECTOR = 0xF2;
  static final int WAKEUP_VECTOR = 0xF1;

  private DescriptorStress() {}

  /// A descriptor of its own for each sample. On the heap, so that millions of them need no arena.
  abstract static class Line {
    final PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();

    Line(boolean suppressed) {
      descriptor.updateControl(
          _ ->
              NotificationControl.withSuppressed(
                  NotificationControl.of(NOTIFICATION_VECTOR, 1), suppressed));
    }

    /// 1 if the IOMMU has to notify.
    final int iommuPost(int vector) {
      return descriptor.post(vector, false, true) == PostedInterruptDescriptor.NO_NOTIFICATION
          ? 0
          : 1;
    }

    /// 1 if software has to notify.
    final int softwarePost(int vector) {
      return descriptor.request(vector) && descriptor.markOutstanding() ? 1 : 0;
    }

    /// How many vectors a drain took.
    final int drained() {
      long[] into = new long[4];
      descriptor.drain(into);
      return count(into);
    }

    final int outstanding() {
      return NotificationControl.outstanding(descriptor.getControl()) ? 1 : 0;
    }

    final int pending() {
      int pending = 0;
      for (int word = 0; word < 4; word++) {
        pending += Long.bitCount(descriptor.getPir(word));
      }
      return pending;
    }

    static int count(long[] vectors) {
      int count = 0;
      for (long word : vectors) {
        count += Long.bitCount(word);
      }
      return count;
    }
  }

  /// Who sees the request of an IOMMU post sees its ON.
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before the post")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the post came between the two reads")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "after the post")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "half of a post: PIR without ON")
  public static class IommuPostIsOneStep extends Line {
    /// A descriptor with SN clear.
    public IommuPostIsOneStep() {
      super(false);
    }

    @Actor
    void poster() {
      iommuPost(VECTOR);
    }

    @Actor
    void observer(II_Result result) {
      result.r1 = descriptor.isRequested(VECTOR) ? 1 : 0;
      result.r2 = outstanding();
    }
  }

  /// A software post is two steps, and others may act between them.
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before the post")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the post came between the two reads")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "after the post")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "between its steps")
  public static class SoftwarePostIsTwoSteps extends Line {
    /// A descriptor with SN clear.
    public SoftwarePostIsTwoSteps() {
      super(false);
    }

    @Actor
    void poster() {
      softwarePost(VECTOR);
    }

    @Actor
    void observer(II_Result result) {
      result.r1 = descriptor.isRequested(VECTOR) ? 1 : 0;
      result.r2 = outstanding();
    }
  }

  /// A drain takes a post, or leaves it announced. Result: drained, pending afterwards, ON
  /// afterwards.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "taken")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "taken, the notification finds nothing")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "left, and announced")
  @Outcome(id = "0, 1, 0", expect = FORBIDDEN, desc = "left without ON: lost")
  @Outcome(id = "0, 0, .", expect = FORBIDDEN, desc = "vanished")
  @Outcome(id = "1, 1, .", expect = FORBIDDEN, desc = "delivered and still pending")
  public static class IommuPostAgainstDrain extends Line {
    /// A descriptor with SN clear.
    public IommuPostAgainstDrain() {
      super(false);
    }

    @Actor
    void poster() {
      iommuPost(VECTOR);
    }

    @Actor
    void drainer(III_Result result) {
      result.r1 = drained();
    }

    @Arbiter
    void afterwards(III_Result result) {
      result.r2 = pending();
      result.r3 = outstanding();
    }
  }

  /// The same with a software poster.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "taken")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "taken, the notification finds nothing")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "left, and announced")
  @Outcome(id = "0, 1, 0", expect = FORBIDDEN, desc = "left without ON: lost")
  @Outcome(id = "0, 0, .", expect = FORBIDDEN, desc = "vanished")
  @Outcome(id = "1, 1, .", expect = FORBIDDEN, desc = "delivered and still pending")
  public static class SoftwarePostAgainstDrain extends Line {
    /// A descriptor with SN clear.
    public SoftwarePostAgainstDrain() {
      super(false);
    }

    @Actor
    void poster() {
      softwarePost(VECTOR);
    }

    @Actor
    void drainer(III_Result result) {
      result.r1 = drained();
    }

    @Arbiter
    void afterwards(III_Result result) {
      result.r2 = pending();
      result.r3 = outstanding();
    }
  }

  /// A drain in the wrong order, PIR first and then ON, loses a post that comes between: why the
  /// order matters.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "taken")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "taken, the notification finds nothing")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "left, and announced")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "the loss that is to be shown")
  public static class DrainInTheWrongOrder extends Line {
    /// A descriptor with SN clear.
    public DrainInTheWrongOrder() {
      super(false);
    }

    @Actor
    void poster() {
      iommuPost(VECTOR);
    }

    @Actor
    void drainer(III_Result result) {
      long[] into = new long[4];
      descriptor.harvest(into);
      descriptor.clearOutstanding();
      result.r1 = count(into);
    }

    @Arbiter
    void afterwards(III_Result result) {
      result.r2 = pending();
      result.r3 = outstanding();
    }
  }

  /// Sched-in: SN = 0, then a look at PIR. Result: whether the IOMMU notified, whether the look
  /// found the request.
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "posted while suppressed, found by the look")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "posted after the look, notified")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "posted between, notified and found")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "neither notified nor found: lost")
  public static class UnsuppressAgainstIommuPost extends Line {
    /// A descriptor with SN set.
    public UnsuppressAgainstIommuPost() {
      super(true);
    }

    @Actor
    void poster(II_Result result) {
      result.r1 = iommuPost(VECTOR);
    }

    @Actor
    void changer(II_Result result) {
      descriptor.setSuppressed(false);
      result.r2 = descriptor.isEmpty() ? 0 : 1;
    }
  }

  /// Blocking: NV = wakeup vector, then a look at ON in the word that was replaced. Result: the
  /// vector notified with (1 old, 2 new), whether ON was set already.
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "posted before, the change sees it")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "posted after, the sleeper is woken")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "old vector and not seen: wakeup lost")
  @Outcome(id = "2, 1", expect = FORBIDDEN, desc = "new vector though ON was set before")
  @Outcome(id = "0, .", expect = FORBIDDEN, desc = "no notification at all")
  public static class ChangeOfVectorAgainstIommuPost extends Line {
    /// A descriptor with SN clear.
    public ChangeOfVectorAgainstIommuPost() {
      super(false);
    }

    @Actor
    void poster(II_Result result) {
      long control = descriptor.post(VECTOR, false, true);
      result.r1 =
          control == PostedInterruptDescriptor.NO_NOTIFICATION
              ? 0
              : NotificationControl.notificationVector(control) == NOTIFICATION_VECTOR ? 1 : 2;
    }

    @Actor
    void changer(II_Result result) {
      long before =
          descriptor.updateControl(
              control -> NotificationControl.withNotificationVector(control, WAKEUP_VECTOR));
      result.r2 = NotificationControl.outstanding(before) ? 1 : 0;
    }
  }

  /// All roles at once: two devices, software and a drain. Result: vectors drained or pending at
  /// the end, notifications minus those whose ON a drain cleared or that are outstanding, lost
  /// requests.
  @JCStressTest
  @State
  @Outcome(id = "3, 0, 0", expect = ACCEPTABLE, desc = "each vector once, each ON one notification")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or ON without its notification")
  public static class EveryRoleAtOnce extends Line {
    private int first;
    private int second;
    private int third;
    private int cleared;
    private int taken;

    /// A descriptor with SN clear.
    public EveryRoleAtOnce() {
      super(false);
    }

    @Actor
    void oneDevice() {
      first = iommuPost(VECTOR);
    }

    @Actor
    void anotherDevice() {
      second = iommuPost(OTHER_VECTOR);
    }

    @Actor
    void software() {
      third = softwarePost(VECTOR + 1);
    }

    @Actor
    void drainer() {
      long[] into = new long[4];
      cleared = descriptor.clearOutstanding() ? 1 : 0;
      descriptor.harvest(into);
      taken = count(into);
    }

    @Arbiter
    void afterwards(III_Result result) {
      int pending = pending();
      result.r1 = taken + pending;
      result.r2 = first + second + third - cleared - outstanding();
      result.r3 = pending > 0 && outstanding() == 0 ? pending : 0;
    }
  }
}
