package org.pirouette.report.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.simulate.scenario.CostProfile;

/// What becomes of one interrupt, in each mode and situation.
final class ExplainerTest {
  private static final CostProfile COSTS = CostProfile.uniform(10);

  private static Story tell(DeliveryMode mode, Situation situation) {
    return Explainer.tell(Subject.DEFAULT, mode, situation, COSTS);
  }

  static Stream<Story> stories() {
    return Explainer.all(Subject.DEFAULT, COSTS).stream();
  }

  @ParameterizedTest
  @MethodSource("stories")
  void theInterruptArrivesUnlessItIsBlocked(Story story) {
    assertThat(story.delivered())
        .as("%s, %s", story.mode(), story.situation())
        .isEqualTo(story.situation() != Situation.FAULT);
  }

  @ParameterizedTest
  @MethodSource("stories")
  void cyclesAddUpAndNumbersFollow(Story story) {
    long sum = 0;
    for (int i = 0; i < story.moments().size(); i++) {
      Moment moment = story.moments().get(i);
      sum += moment.cycles();
      assertThat(moment.number()).isEqualTo(i + 1);
      assertThat(moment.total()).isEqualTo(sum);
    }
    assertThat(story.cycles()).isEqualTo(sum);
  }

  /// At the end nothing is left pending: the interrupt was handled, or it never came.
  @ParameterizedTest
  @MethodSource("stories")
  void nothingIsLeftPending(Story story) {
    Snapshot end = story.moments().getLast().after();
    assertThat(end.structure("PID").decoded()).contains("PIR={}");
    assertThat(end.structure("vAPIC").decoded()).contains("VIRR={}", "VISR={}", "RVI=0h", "SVI=0h");
  }

  @Test
  void postingToARunningVcpuNeedsNoExitAndOneNotification() {
    Story story = tell(IntelMode.POSTED, Situation.RUNNING);
    assertThat(story.exits()).isZero();
    assertThat(events(story)).contains("ON was 0 and is set: notify with vector F2h");
    assertThat(changes(story, "PID"))
        .containsExactly("PIR[61h] 0 -> 1", "ON 0 -> 1", "ON 1 -> 0", "PIR[61h] 1 -> 0");
    assertThat(changes(story, "vAPIC"))
        .contains("RVI 0h -> 61h", "VISR[61h] 0 -> 1", "VPPR 0h -> 60h");
  }

  @Test
  void aPreemptedVcpuIsNotNotifiedAndOnIsRecomputed() {
    Story story = tell(IntelMode.POSTED, Situation.PREEMPTED);
    assertThat(story.before().structure("PID").decoded()).contains("SN=1");
    assertThat(events(story)).contains("no notification: suppressed (SN = 1), and ON stays 0");
    assertThat(changes(story, "PID"))
        .containsSubsequence("PIR[61h] 0 -> 1", "SN 1 -> 0", "ON 0 -> 1");
  }

  @Test
  void aBlockedVcpuIsWokenByTheWakeupVector() {
    Story story = tell(IntelMode.POSTED, Situation.BLOCKED);
    assertThat(story.before().structure("PID").decoded()).contains("NV=F1h", "SN=0");
    assertThat(events(story))
        .contains("ON was 0 and is set: notify with vector F1h", "the thread of vCPU 0 is woken");
  }

  @Test
  void aNotificationToTheOldProcessorDoesNoHarm() {
    Story story = tell(IntelMode.POSTED, Situation.MIGRATING);
    assertThat(events(story)).contains("vector F2h is on its way to pCPU 0", "vCPU 0 gets pCPU 1");
    assertThat(changes(story, "PID")).contains("NDST 0h -> 1h");
  }

  @Test
  void aLowPriorityInterruptWaitsForTheTaskPriority() {
    Story story = tell(IntelMode.POSTED, Situation.LOW_PRIORITY);
    List<String> changes = changes(story, "vAPIC");
    assertThat(changes.indexOf("RVI 0h -> 61h")).isLessThan(changes.indexOf("VTPR F0h -> 0h"));
    assertThat(changes.indexOf("VTPR F0h -> 0h")).isLessThan(changes.indexOf("VISR[61h] 0 -> 1"));
    assertThat(story.exits()).isZero();
  }

  @Test
  void withoutPostingTheHostTakesTheInterrupt() {
    assertThat(tell(IntelMode.APICV_SAME, Situation.RUNNING).exits()).isEqualTo(1);
    assertThat(tell(IntelMode.APICV_OTHER, Situation.RUNNING).exits()).isZero();
    assertThat(tell(IntelMode.EMULATED, Situation.RUNNING).exits()).isEqualTo(2);
    assertThat(events(tell(IntelMode.EMULATED, Situation.RUNNING)))
        .anyMatch(event -> event.startsWith("VM exit of vCPU 0: EXTERNAL_INTERRUPT"))
        .anyMatch(event -> event.startsWith("VM exit of vCPU 0: MSR_WRITE"))
        .contains("vector 61h will be injected at the entry");
  }

  @Test
  void aTimerIsArmedAndExpiresAndItsInterruptArrives() {
    for (Story story : Explainer.all(new Subject(Subject.Source.TIMER, "", 0xEC, true), COSTS)) {
      assertThat(story.delivered()).as("%s, %s", story.mode(), story.situation()).isTrue();
      assertThat(story.situation()).isNotIn(Situation.FAULT, Situation.MIGRATING);
      assertThat(story.moments()).extracting(Moment::step).contains("the guest's timer is due");
    }
    Story posted = timer(IntelMode.POSTED);
    assertThat(posted.moments().getFirst().step()).contains("arm timer");
    assertThat(posted.exits()).as("arming, and the host's timer").isEqualTo(2);
    assertThat(timer(IntelMode.EMULATED).exits()).as("and the EOI").isEqualTo(3);
  }

  private static Story timer(DeliveryMode mode) {
    return Explainer.tell(
        new Subject(Subject.Source.TIMER, "", 0xEC, true), mode, Situation.RUNNING, COSTS);
  }

  @Test
  void anIpiIsSentByAnotherVcpuWhoseExitCounts() {
    Subject ipi = new Subject(Subject.Source.IPI, "", 0xFB, true);
    for (Story story : Explainer.all(ipi, COSTS)) {
      assertThat(story.delivered()).as("%s, %s", story.mode(), story.situation()).isTrue();
      assertThat(story.message().getFirst()).contains("sends vCPU 0 vector FBh");
    }
    assertThat(Explainer.tell(ipi, IntelMode.POSTED, Situation.RUNNING, COSTS).exits())
        .as("the sender's write of the ICR")
        .isEqualTo(1);
    assertThat(Explainer.tell(ipi, IntelMode.EMULATED, Situation.RUNNING, COSTS).exits())
        .as("the kick and the EOI as well")
        .isEqualTo(3);
  }

  @Test
  void aMomentSaysWhereItIsAndWhatTravels() {
    List<Moment> moments = tell(IntelMode.POSTED, Situation.RUNNING).moments();
    assertThat(moments).extracting(Moment::place).contains("device 0", "IOMMU 0", "pCPU 0");
    assertThat(moments.stream().flatMap(moment -> moment.travels().stream()))
        .contains(
            new Moment.Travel("memory", "vector 61h"),
            new Moment.Travel("pCPU 0", "vector F2h"),
            new Moment.Travel("vCPU 0", "vector 61h"));
  }

  @Test
  void aBlockedMessageNamesItsFault() {
    assertThat(tell(IntelMode.POSTED, Situation.FAULT).outcome())
        .contains("fault 22h", "not present");
  }

  @Test
  void thereIsNoStoryWithoutAnInterrupt() {
    assertThatThrownBy(() -> tell(IntelMode.POLL, Situation.RUNNING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tell(IntelMode.EMULATED, Situation.INHIBITED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> events(Story story) {
    return story.moments().stream().flatMap(it -> it.events().stream()).toList();
  }

  private static List<String> changes(Story story, String key) {
    List<String> changes = new java.util.ArrayList<>();
    for (int i = 0; i < story.moments().size(); i++) {
      Structure after = story.moments().get(i).after().structure(key);
      changes.addAll(after.changesSince(story.stateBefore(i).structure(key)));
    }
    return changes;
  }
}
