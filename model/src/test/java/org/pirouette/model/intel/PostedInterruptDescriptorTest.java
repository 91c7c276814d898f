package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.VectorBitmap;

class PostedInterruptDescriptorTest {
  private static final long CONTROL = NotificationControl.of(0xF2, 0x1234_5678);

  private final PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();

  @Test
  void bytesAreWhereTheManualSaysTheyAre() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 64);
      PostedInterruptDescriptor offHeap = PostedInterruptDescriptor.over(memory);
      offHeap.updateControl(_ -> CONTROL);
      offHeap.setSuppressed(true);
      offHeap.request(0x61);
      offHeap.markOutstanding();
      byte[] bytes = memory.toArray(ValueLayout.JAVA_BYTE);
      byte[] expected = new byte[64];
      expected[0x61 / 8] = 1 << (0x61 % 8);
      expected[32] = 3;
      expected[34] = (byte) 0xF2;
      expected[36] = 0x78;
      expected[37] = 0x56;
      expected[38] = 0x34;
      expected[39] = 0x12;
      assertThat(bytes).isEqualTo(expected);
    }
  }

  @Test
  void anIommuPostReturnsTheSnapshotToNotify() {
    descriptor.updateControl(_ -> CONTROL);
    assertThat(descriptor.post(0x61, false, true)).isEqualTo(CONTROL | NotificationControl.ON);
    assertThat(descriptor.post(0x62, false, true))
        .isEqualTo(PostedInterruptDescriptor.NO_NOTIFICATION);
    assertThat(descriptor.isRequested(0x61)).isTrue();
    assertThat(descriptor.isRequested(0x62)).isTrue();
  }

  @Test
  void aSuppressedPostLeavesOnClearUnlessItIsUrgent() {
    descriptor.updateControl(_ -> NotificationControl.withSuppressed(CONTROL, true));
    assertThat(descriptor.post(0x61, false, true))
        .isEqualTo(PostedInterruptDescriptor.NO_NOTIFICATION);
    assertThat(NotificationControl.outstanding(descriptor.getControl())).isFalse();
    assertThat(descriptor.isRequested(0x61)).isTrue();
    assertThat(descriptor.post(0x62, true, true)).isNotZero();
    assertThat(NotificationControl.outstanding(descriptor.getControl())).isTrue();
  }

  @Test
  void aVectorBelow16IsPostedLikeAnyOther() {
    descriptor.post(3, false, true);
    assertThat(descriptor.isRequested(3)).isTrue();
  }

  @Test
  void theSecondOfTwoSoftwarePostersLeavesTheDutyToTheFirst() {
    assertThat(descriptor.request(0x61)).isTrue();
    assertThat(descriptor.request(0x61)).isFalse();
    assertThat(descriptor.markOutstanding()).isTrue();
    assertThat(descriptor.markOutstanding()).isFalse();
  }

  @Test
  void onlyOneKindOfSoftwarePosterLooksAtSn() {
    descriptor.updateControl(_ -> NotificationControl.withSuppressed(CONTROL, true));
    assertThat(descriptor.markOutstandingUnlessSuppressed())
        .isEqualTo(PostedInterruptDescriptor.NO_NOTIFICATION);
    assertThat(NotificationControl.outstanding(descriptor.getControl())).isFalse();
    assertThat(descriptor.markOutstanding()).isTrue();
    assertThat(NotificationControl.outstanding(descriptor.getControl())).isTrue();
  }

  @Test
  void aDrainTakesEveryRequestOnceAndKeepsTheRestOfTheControlWord() {
    descriptor.updateControl(_ -> CONTROL);
    int[] vectors = {0, 16, 63, 64, 127, 128, 200, 255};
    for (int vector : vectors) {
      descriptor.post(vector, false, true);
    }
    long[] into = new long[4];
    assertThat(descriptor.drain(into)).isTrue();
    assertThat(VectorBitmap.vectors(into)).isEqualTo(vectors);
    assertThat(descriptor.getControl()).isEqualTo(CONTROL);
    assertThat(descriptor.drain(into)).isFalse();
  }

  @Test
  void aDrainLeavesBits511To257Alone() {
    descriptor.initialize(1, 2, 3, 4, CONTROL | 1 | 0x8000, 5, 6, 7);
    descriptor.drain(new long[4]);
    assertThat(descriptor.toWords()).containsExactly(0, 0, 0, 0, CONTROL | 0x8000, 5, 6, 7);
    assertThat(descriptor.reservedTailSet()).isTrue();
  }

  @Test
  void compareAndSetNeedsTheExpectedWord() {
    assertThat(descriptor.compareAndSetControl(1, CONTROL)).isFalse();
    assertThat(descriptor.compareAndSetControl(0, CONTROL)).isTrue();
    assertThat(descriptor.getControl()).isEqualTo(CONTROL);
  }

  @Test
  void theMarkOfAPostUnderWayCannotBeStored() {
    assertThatThrownBy(() -> descriptor.compareAndSetControl(0, 0xA500_5AA8L))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> descriptor.initialize(0, 0, 0, 0, 0xA500_5AA8L, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void memoryOfAnotherShapeIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> PostedInterruptDescriptor.over(arena.allocate(32, 64)))
          .hasMessage("a posted-interrupt descriptor needs 64 bytes, not 32");
      MemorySegment unaligned = arena.allocate(128, 64).asSlice(16, 64);
      assertThatThrownBy(() -> PostedInterruptDescriptor.over(unaligned))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("aligned to 64 bytes");
      MemorySegment bytes = MemorySegment.ofArray(new byte[64]);
      assertThatThrownBy(() -> PostedInterruptDescriptor.over(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
