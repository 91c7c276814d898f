package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pirouette.model.intel.InterruptRemappingTableEntry.POSTED;
import static org.pirouette.model.intel.InterruptRemappingTableEntry.REMAPPED;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

class InterruptRemappingTableEntryTest {

  @Test
  void decodingAndEncodingLosesNoBitOfAnyPattern() {
    RandomGenerator random = Seeds.generator("decodingAndEncodingLosesNoBitOfAnyPattern");
    for (int round = 0; round < 100_000; round++) {
      long thin = round % 2 == 0 ? -1 : random.nextLong() & random.nextLong();
      InterruptRemappingTableEntry entry =
          new InterruptRemappingTableEntry(random.nextLong() & thin, random.nextLong() & thin);
      assertThat(entry.format().encode()).isEqualTo(entry);
    }
  }

  @Test
  void accessorsReadTheFieldsOfTheLayout() {
    RandomGenerator random = Seeds.generator("accessorsReadTheFieldsOfTheLayout");
    for (int round = 0; round < 20_000; round++) {
      InterruptRemappingTableEntry entry =
          new InterruptRemappingTableEntry(random.nextLong(), random.nextLong());
      long[] words = {entry.low(), entry.high()};
      switch (entry.format()) {
        case IrteFormat.Remapped fields -> {
          assertThat(entry.layout()).isSameAs(REMAPPED);
          assertThat(fields.present()).isEqualTo(REMAPPED.field("P").anySetIn(words));
          assertThat(fields.faultProcessingDisable())
              .isEqualTo(REMAPPED.field("FPD").anySetIn(words));
          assertThat(fields.logical()).isEqualTo(REMAPPED.field("DM").anySetIn(words));
          assertThat(fields.redirectionHint()).isEqualTo(REMAPPED.field("RH").anySetIn(words));
          assertThat(fields.levelTriggered()).isEqualTo(REMAPPED.field("TM").anySetIn(words));
          assertThat(fields.deliveryMode()).isEqualTo((int) REMAPPED.field("DLM").valueIn(words));
          assertThat(fields.available()).isEqualTo((int) REMAPPED.field("AVAIL").valueIn(words));
          assertThat(fields.vector()).isEqualTo((int) REMAPPED.field("V").valueIn(words));
          assertThat(fields.destination()).isEqualTo((int) REMAPPED.field("DST").valueIn(words));
          assertSource(fields.source(), REMAPPED, words);
          assertReserved(fields.reservedLow(), fields.reservedHigh(), REMAPPED, words);
        }
        case IrteFormat.Posted fields -> {
          assertThat(entry.layout()).isSameAs(POSTED);
          assertThat(fields.present()).isEqualTo(POSTED.field("P").anySetIn(words));
          assertThat(fields.urgent()).isEqualTo(POSTED.field("URG").anySetIn(words));
          assertThat(fields.virtualVector()).isEqualTo((int) POSTED.field("VV").valueIn(words));
          assertThat(fields.descriptorAddress())
              .isEqualTo(
                  POSTED.field("PDA-high").valueIn(words) << 32
                      | POSTED.field("PDA-low").valueIn(words) << 6);
          assertSource(fields.source(), POSTED, words);
          assertReserved(fields.reservedLow(), fields.reservedHigh(), POSTED, words);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyReservedBitIsFound(boolean posted) {
    StructureLayout layout = posted ? POSTED : REMAPPED;
    for (int bit = 0; bit < 128; bit++) {
      if (bit == 15) {
        continue;
      }
      long low = (bit < 64 ? 1L << bit : 0) | (posted ? 1L << 15 : 0);
      long high = bit < 64 ? 0 : 1L << bit - 64;
      boolean reserved = layout.fieldAt(bit).isReserved();
      assertThat(InterruptRemappingTableEntry.reservedSet(low, high, true))
          .as("bit %d", bit)
          .isEqualTo(reserved);
      boolean xapicReserved = !posted && bit >= 32 && bit < 64 && (bit < 40 || bit > 47);
      assertThat(InterruptRemappingTableEntry.reservedSet(low, high, false))
          .as("bit %d in xAPIC mode", bit)
          .isEqualTo(reserved || xapicReserved);
    }
  }

  @Test
  void deliveryModes3And6AndValidationType3AreReservedEncodings() {
    for (int mode = 0; mode < 8; mode++) {
      assertThat(InterruptRemappingTableEntry.reservedSet(1L | (long) mode << 5, 0, true))
          .as("DLM %d", mode)
          .isEqualTo(mode == 3 || mode == 6);
    }
    for (int type = 0; type < 4; type++) {
      assertThat(InterruptRemappingTableEntry.reservedSet(1, (long) type << 18, true))
          .as("SVT %d", type)
          .isEqualTo(type == 3);
    }
  }

  @Test
  void destinationIsByteOneOfDstInXapicMode() {
    InterruptRemappingTableEntry entry =
        IrteFormat.Remapped.fixed(0x51, 0x1234_5678, SourceValidation.ANYONE).encode();
    assertThat(entry.toInterrupt(true).destination()).isEqualTo(0x1234_5678);
    assertThat(entry.toInterrupt(false).destination()).isEqualTo(0x56);
  }

  @Test
  void switchingToPostedKeepsSourceValidationAndSoftwareBits() {
    InterruptRemappingTableEntry remapped =
        new IrteFormat.Remapped(
                true,
                true,
                true,
                true,
                true,
                1,
                0xA,
                0x51,
                7,
                new SourceValidation(0x1234, 2, 1),
                0,
                0)
            .encode();
    assertThat(remapped.toPosted(0x61, false, 0x12_3456_7840L).format())
        .isEqualTo(
            new IrteFormat.Posted(
                true,
                true,
                0xA,
                false,
                0x61,
                0x12_3456_7840L,
                new SourceValidation(0x1234, 2, 1),
                0,
                0));
  }

  @Test
  void aDescriptorAddressIsAligned() {
    assertThatThrownBy(() -> IrteFormat.Posted.to(0x1020, 0x51, false, SourceValidation.ANYONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("descriptor address 0x1020 is not a multiple of 64");
  }

  private static void assertSource(SourceValidation source, StructureLayout layout, long[] words) {
    assertThat(source.sourceId()).isEqualTo((int) layout.field("SID").valueIn(words));
    assertThat(source.qualifier()).isEqualTo((int) layout.field("SQ").valueIn(words));
    assertThat(source.type()).isEqualTo((int) layout.field("SVT").valueIn(words));
  }

  private static void assertReserved(long low, long high, StructureLayout layout, long[] words) {
    long lowMask = 0;
    long highMask = 0;
    for (BitField field : layout.fields()) {
      if (field.isReserved()) {
        lowMask |= field.maskIn(0);
        highMask |= field.maskIn(1);
      }
    }
    assertThat(low).isEqualTo(words[0] & lowMask);
    assertThat(high).isEqualTo(words[1] & highMask);
  }
}
