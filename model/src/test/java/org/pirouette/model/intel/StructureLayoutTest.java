package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

class StructureLayoutTest {

  @Test
  void aGapBetweenFieldsIsRefused() {
    assertThatThrownBy(
            () ->
                StructureLayout.of(
                    "broken", 32, BitField.bit("a", 0, ""), BitField.bit("c", 2, "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("broken: field c starts at bit 2, not 1");
  }

  @Test
  void overlappingFieldsAreRefused() {
    assertThatThrownBy(
            () ->
                StructureLayout.of(
                    "broken", 32, BitField.of("a", 3, 0, ""), BitField.bit("b", 3, "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sizesAreThoseOfTheManuals() {
    assertThat(PostedInterruptDescriptorLayout.LAYOUT.bits()).isEqualTo(512);
    assertThat(InterruptRemappingTableEntry.REMAPPED.bits()).isEqualTo(128);
    assertThat(InterruptRemappingTableEntry.POSTED.bits()).isEqualTo(128);
    assertThat(FaultRecording.RECORD.bits()).isEqualTo(128);
    assertThat(InterruptEntryCache.INVALIDATE.bits()).isEqualTo(64);
    assertThat(InterruptMessage.REMAPPABLE_ADDRESS.bits()).isEqualTo(64);
    assertThat(InterruptMessage.REMAPPABLE_DATA.bits()).isEqualTo(32);
  }

  @Test
  void aFieldReadsItsBitsAndNoOthers() {
    RandomGenerator random = Seeds.generator("aFieldReadsItsBitsAndNoOthers");
    for (StructureLayout layout :
        List.of(
            InterruptRemappingTableEntry.POSTED,
            InterruptRemappingTableEntry.REMAPPED,
            FaultRecording.RECORD)) {
      for (int round = 0; round < 1_000; round++) {
        long[] words = {random.nextLong(), random.nextLong()};
        for (BitField field : layout.fields()) {
          assertThat(field.valueIn(words))
              .as("%s of %s", field, layout)
              .isEqualTo(slow(field, words));
          assertThat(field.anySetIn(words)).isEqualTo(slow(field, words) != 0);
        }
      }
    }
  }

  @Test
  void aWideFieldIsSetIfAnyOfItsBitsIs() {
    BitField tail = PostedInterruptDescriptorLayout.LAYOUT.fieldAt(511);
    long[] words = new long[8];
    words[7] = 1L << 63;
    assertThat(tail.anySetIn(words)).isTrue();
    assertThat(PostedInterruptDescriptorLayout.LAYOUT.reservedSet(words)).containsExactly(tail);
    words[7] = 0;
    words[4] = -1;
    assertThat(tail.anySetIn(words)).isFalse();
  }

  @Test
  void bitsAreWrittenAsTheManualsDo() {
    assertThat(PostedInterruptDescriptorLayout.LAYOUT.field("NDST").bits()).isEqualTo("319:288");
    assertThat(PostedInterruptDescriptorLayout.LAYOUT.field("SN").bits()).isEqualTo("257");
    assertThatThrownBy(() -> PostedInterruptDescriptorLayout.LAYOUT.field("XX"))
        .hasMessage("posted-interrupt descriptor has no field XX");
  }

  private static long slow(BitField field, long[] words) {
    long value = 0;
    for (int bit = field.lastBit(); bit >= field.firstBit(); bit--) {
      value = value << 1 | words[bit / 64] >>> bit % 64 & 1;
    }
    return value;
  }
}
