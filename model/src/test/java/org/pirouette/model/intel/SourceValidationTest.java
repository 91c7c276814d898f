package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceValidationTest {

  @ParameterizedTest
  @CsvSource({"0,FFFF", "1,FFFB", "2,FFF9", "3,FFF8"})
  void qualifierMasksFunctionBits(int qualifier, String mask) {
    int kept = Integer.parseInt(mask, 16);
    SourceValidation source = new SourceValidation(0xA5C5, qualifier, SourceValidation.REQUESTER);
    for (int bit = 0; bit < 16; bit++) {
      assertThat(source.accepts(0xA5C5 ^ 1 << bit))
          .as("another bit %d", bit)
          .isEqualTo((kept & 1 << bit) == 0);
    }
    assertThat(source.accepts(0xA5C5)).isTrue();
  }

  @Test
  void busRangeIsInclusiveAtBothEnds() {
    SourceValidation buses = SourceValidation.buses(0x10, 0x12);
    assertThat(buses.accepts(0x0FFF)).isFalse();
    assertThat(buses.accepts(0x1000)).isTrue();
    assertThat(buses.accepts(0x12FF)).isTrue();
    assertThat(buses.accepts(0x1300)).isFalse();
  }

  @Test
  void anyoneMeansAnyoneAndReservedMeansNone() {
    assertThat(SourceValidation.ANYONE.accepts(0xBEEF)).isTrue();
    assertThat(new SourceValidation(0xBEEF, 0, SourceValidation.RESERVED).accepts(0xBEEF))
        .isFalse();
  }
}
