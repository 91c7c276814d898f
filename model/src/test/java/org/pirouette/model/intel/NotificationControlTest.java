package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.model.bits.StructureLayout;

class NotificationControlTest {

  @Test
  void functionsReadAndReplaceTheFieldsOfTheLayout() {
    RandomGenerator random = Seeds.generator("functionsReadAndReplaceTheFieldsOfTheLayout");
    StructureLayout layout = PostedInterruptDescriptorLayout.LAYOUT;
    for (int round = 0; round < 10_000; round++) {
      long control = random.nextLong();
      long[] words = new long[8];
      words[PostedInterruptDescriptorLayout.CONTROL_WORD] = control;
      assertThat(NotificationControl.outstanding(control))
          .isEqualTo(layout.field("ON").anySetIn(words));
      assertThat(NotificationControl.suppressed(control))
          .isEqualTo(layout.field("SN").anySetIn(words));
      assertThat(NotificationControl.notificationVector(control))
          .isEqualTo((int) layout.field("NV").valueIn(words));
      assertThat(NotificationControl.destination(control))
          .isEqualTo((int) layout.field("NDST").valueIn(words));
      assertThat(NotificationControl.reservedSet(control, true))
          .isEqualTo(!layout.reservedSet(words).isEmpty());

      int vector = random.nextInt(256);
      int destination = random.nextInt();
      long replaced =
          NotificationControl.withDestination(
              NotificationControl.withNotificationVector(control, vector), destination);
      assertThat(NotificationControl.notificationVector(replaced)).isEqualTo(vector);
      assertThat(NotificationControl.destination(replaced)).isEqualTo(destination);
      assertThat(replaced & (NotificationControl.RESERVED | 3))
          .isEqualTo(control & (NotificationControl.RESERVED | 3));
    }
  }

  /// The four cases of VT-d 5.2.3, and ON = 1 with any SN and URG.
  @ParameterizedTest
  @CsvSource({
    "false,false,false,true,true",
    "false,true,false,false,false",
    "false,true,true,true,true",
    "false,false,true,true,true",
    "true,false,false,true,false",
    "true,true,false,true,false",
    "true,false,true,true,false",
    "true,true,true,true,false"
  })
  void aPostSetsOnAndNotifiesTogether(
      boolean on, boolean sn, boolean urgent, boolean onAfter, boolean notifies) {
    long control =
        NotificationControl.withSuppressed(
            NotificationControl.withOutstanding(NotificationControl.of(0xF2, 5), on), sn);
    assertThat(NotificationControl.notifies(control, urgent)).isEqualTo(notifies);
    assertThat(NotificationControl.afterPost(control, urgent))
        .isEqualTo(NotificationControl.withOutstanding(control, onAfter));
  }

  @Test
  void anXapicDestinationIsByteOneOfNdst() {
    long control = NotificationControl.of(0xF2, NotificationControl.xapicDestination(0xAB));
    assertThat(NotificationControl.destination(control)).isEqualTo(0xAB00);
    assertThat(NotificationControl.destinationApicId(control, false)).isEqualTo(0xAB);
    assertThat(NotificationControl.destinationApicId(control, true)).isEqualTo(0xAB00);
    assertThat(NotificationControl.reservedSet(control, false)).isFalse();
    assertThat(NotificationControl.reservedSet(NotificationControl.of(0xF2, 0xAB), false)).isTrue();
    assertThat(NotificationControl.reservedSet(NotificationControl.of(0xF2, 0xAB), true)).isFalse();
  }
}
