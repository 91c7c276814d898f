package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.StructureLayout;

class InterruptMessageTest {

  @Test
  void handleAndSubHandleSurviveEncoding() {
    RandomGenerator random = Seeds.generator("handleAndSubHandleSurviveEncoding");
    for (int round = 0; round < 20_000; round++) {
      int handle = random.nextInt(0x1_0000);
      int subHandle = random.nextInt(0x1_0000);
      InterruptMessage message = InterruptMessage.remappable(handle, subHandle);
      assertThat(InterruptMessage.isInterruptRequest(message.address())).isTrue();
      assertThat(message.isRemappable()).isTrue();
      assertThat(InterruptMessage.hasSubHandle(message.address())).isTrue();
      assertThat(InterruptMessage.handle(message.address())).isEqualTo(handle);
      assertThat(message.index()).isEqualTo(handle + subHandle);
      assertThat(InterruptMessage.reservedSet(message.address(), message.data())).isFalse();
      assertThat(InterruptMessage.remappable(handle).index()).isEqualTo(handle);
    }
  }

  @Test
  void handleBit15IsAddressBit2() {
    assertThat(InterruptMessage.remappable(0x8000).address()).isEqualTo(0xFEE0_0014L);
    assertThat(InterruptMessage.remappable(0x7FFF).address()).isEqualTo(0xFEEF_FFF0L);
    assertThat(InterruptMessage.remappable(1, 2)).isEqualTo(new InterruptMessage(0xFEE0_0038L, 2));
  }

  @Test
  void withoutSubHandleTheDataIsIgnored() {
    InterruptMessage message = new InterruptMessage(0xFEE0_0030L, 0xFFFF_FFFF);
    assertThat(message.index()).isEqualTo(1);
    assertThat(InterruptMessage.reservedSet(message.address(), message.data())).isFalse();
  }

  @Test
  void reservedBitsOfRequestsAreFound() {
    for (int bit = 0; bit < 32; bit++) {
      assertThat(InterruptMessage.reservedSet(0xFEE0_0018L | 1L << 32 + bit, 0)).isTrue();
      assertThat(InterruptMessage.reservedSet(0xFEE0_0018L, 1 << bit))
          .as("data bit %d", bit)
          .isEqualTo(bit >= 16);
    }
  }

  @Test
  void accessorsReadTheFieldsOfTheLayout() {
    RandomGenerator random = Seeds.generator("accessorsReadTheFieldsOfTheLayout");
    for (int round = 0; round < 5_000; round++) {
      long address = random.nextLong();
      int data = random.nextInt();
      StructureLayout remappable = InterruptMessage.REMAPPABLE_ADDRESS;
      assertThat(InterruptMessage.handle(address))
          .isEqualTo(
              (int)
                  (remappable.field("handle[15]").valueIn(address) << 15
                      | remappable.field("handle[14:0]").valueIn(address)));
      assertThat(InterruptMessage.hasSubHandle(address))
          .isEqualTo(remappable.field("SHV").anySetIn(address));
      StructureLayout compatibility = InterruptMessage.COMPATIBILITY_ADDRESS;
      assertThat(InterruptMessage.destination(address, false))
          .isEqualTo((int) compatibility.field("destination").valueIn(address));
      assertThat(InterruptMessage.isLogical(address))
          .isEqualTo(compatibility.field("DM").anySetIn(address));
      assertThat(InterruptMessage.hasRedirectionHint(address))
          .isEqualTo(compatibility.field("RH").anySetIn(address));
      StructureLayout dataLayout = InterruptMessage.COMPATIBILITY_DATA;
      assertThat(InterruptMessage.vector(data))
          .isEqualTo((int) dataLayout.field("vector").valueIn(data));
      assertThat(InterruptMessage.deliveryMode(data))
          .isEqualTo((int) dataLayout.field("mode").valueIn(data));
      assertThat(InterruptMessage.isLevelTriggered(data))
          .isEqualTo(dataLayout.field("TM").anySetIn(data));
    }
  }

  @Test
  void aRemappedInterruptSurvivesItsMessage() {
    RandomGenerator random = Seeds.generator("aRemappedInterruptSurvivesItsMessage");
    for (int round = 0; round < 5_000; round++) {
      RemappedInterrupt interrupt =
          new RemappedInterrupt(
              random.nextInt(256),
              random.nextInt(8),
              random.nextInt(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean());
      InterruptMessage message = interrupt.toMessage();
      assertThat(message.isRemappable()).isFalse();
      assertThat(message.data() & 1 << 14).as("level is always 1").isNotZero();
      assertThat(message.toInterrupt(true)).isEqualTo(interrupt);
      assertThat(message.toInterrupt(false).destination())
          .isEqualTo(interrupt.destination() & 0xFF);
    }
  }
}
