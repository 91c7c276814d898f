package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SixDigitsTest {
  private static byte[] text(String digits) {
    return (digits + ": kvm_exit: reason HLT").getBytes(US_ASCII);
  }

  @Test
  void readsEveryNumber() {
    for (int number = 0; number < 1_000_000; number += 7) {
      assertThat(SixDigits.at(text("%06d".formatted(number)), 0)).isEqualTo(number);
    }
    assertThat(SixDigits.at(text("999999"), 0)).isEqualTo(999_999);
  }

  @Test
  void refusesWhatIsNoDigit() {
    for (int place = 0; place < 6; place++) {
      for (int character = 0; character < 256; character++) {
        byte[] text = text("123456");
        text[place] = (byte) character;
        boolean digit = character >= '0' && character <= '9';
        assertThat(SixDigits.at(text, 0) >= 0).as("%d %d", place, character).isEqualTo(digit);
      }
    }
  }
}
