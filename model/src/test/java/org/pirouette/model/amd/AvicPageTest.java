package org.pirouette.model.amd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pirouette.model.intel.InterruptPriority;

/// The backing page: accesses, priority, delivery, end of interrupt, masks.
class AvicPageTest {
  private static final long IF = 1L << 9;

  private final AvicBackingPage page = new AvicBackingPage();

  @Test
  @Tag("A11")
  void accessesByRegister() {
    int traps = 0;
    for (int offset = 0; offset < 0x1000; offset += 16) {
      traps += AvicAccess.isTrapWrite(offset) ? 1 : 0;
    }
    assertThat(traps).isEqualTo(16);
    assertThat(AvicAccess.ofWrite(AvicBackingPage.TPR)).isEqualTo(AvicAccess.ACCELERATED);
    assertThat(AvicAccess.ofWrite(AvicBackingPage.LDR)).isEqualTo(AvicAccess.TRAP);
    assertThat(AvicAccess.ofWrite(AvicBackingPage.IRR)).isEqualTo(AvicAccess.FAULT);
  }

  @Test
  @Tag("A12")
  void exitInformation() {
    assertThat(AvicAccess.noAccelInfo1(0x3E4, true)).isEqualTo(0x1_0000_03E0L);
    assertThat(AvicAccess.noAccelInfo1(0x390, false)).isEqualTo(0x390L);
    assertThat(AvicAccess.incompleteIpiInfo1(0x8000_0000, 0x8000_0051))
        .isEqualTo(0x8000_0000_8000_0051L);
    for (int id = 0; id < 5; id++) {
      for (int index = 0; index < 4096; index++) {
        long info = AvicIpi.info2(id, index);
        assertThat(AvicIpi.id(info) == id && AvicIpi.index(info) == index).isTrue();
      }
    }
  }

  @Test
  @Tag("A13")
  void priorityOfAllPairsIsThatOfIntelsVirtualApic() {
    int cases = 0;
    for (int tpr = 0; tpr < 256; tpr++) {
      for (int served = 0; served < 256; served++) {
        assertThat(AvicDelivery.processorPriority(tpr, served))
            .isEqualTo(InterruptPriority.processorPriority(tpr, served));
        cases++;
      }
    }
    assertThat(cases).isEqualTo(65_536);
  }

  @Test
  @Tag("A14")
  void edgeEoiIsDoneByHardwareLevelEoiExits() {
    page.request(0x31);
    page.request(0x62);
    page.setBit(AvicBackingPage.TMR, 0x62);
    assertThat(AvicDelivery.deliver(page, 0, 0, IF)).isEqualTo(0x62);
    assertThat(AvicDelivery.deliver(page, 0, 0, IF)).isEqualTo(AvicBackingPage.NONE);
    assertThat(AvicDelivery.endOfInterrupt(page)).isEqualTo(0x62);
    assertThat(page.contains(AvicBackingPage.ISR, 0x62)).isTrue();
    page.clearBit(AvicBackingPage.TMR, 0x62);
    assertThat(AvicDelivery.endOfInterrupt(page)).isEqualTo(AvicBackingPage.NONE);
    assertThat(AvicDelivery.deliver(page, 0, 0, IF)).isEqualTo(0x31);
  }

  @Test
  @Tag("A15")
  void flagsShadowAndVirtualGifMask() {
    long enable = VmcbInterruptControl.V_GIF_ENABLE;
    assertThat(VmcbInterruptControl.interruptible(0, 0, IF)).isTrue();
    assertThat(VmcbInterruptControl.interruptible(0, 0, 0)).isFalse();
    assertThat(VmcbInterruptControl.interruptible(0, 1, IF)).isFalse();
    assertThat(VmcbInterruptControl.interruptible(enable, 0, IF)).isFalse();
    assertThat(VmcbInterruptControl.interruptible(enable | VmcbInterruptControl.V_GIF, 0, IF))
        .isTrue();
  }

  @Test
  @Tag("A16")
  void passedThroughRegistersOfX2avic() {
    int open = 0;
    for (int msr = 0x800; msr < 0x900; msr++) {
      open += X2AvicMsrs.passedThrough(msr) ? 1 : 0;
    }
    assertThat(open).isEqualTo(24);
    assertThat(X2AvicMsrs.passedThrough(X2AvicMsrs.LVT_TIMER)).isFalse();
    assertThat(VmcbInterruptControl.maximumIndex(0xFFFF, false)).isEqualTo(0x1FF);
    assertThat(VmcbInterruptControl.maximumIndex(0xFFFF, true)).isEqualTo(0xFFF);
  }

  /// AVIC's page against the rules of Intel's virtual APIC, kept here with RVI and SVI.
  @Test
  @Tag("A17")
  void deliversInTheOrderOfIntelsVirtualApic() {
    long seed = Long.getLong("pirouette.seed", System.nanoTime());
    System.out.printf("AvicPageTest: replay with -Dpirouette.seed=%d%n", seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int delivered = 0;
    boolean[] irr = new boolean[256];
    boolean[] isr = new boolean[256];
    int tpr = 0;
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          int vector = random.nextInt(16, 256);
          irr[vector] = true;
          page.request(vector);
        }
        case 1 -> {
          tpr = random.nextInt(256);
          AvicDelivery.writeTpr(page, tpr);
        }
        case 2 -> {
          int served = highest(isr);
          if (served >= 0) {
            isr[served] = false;
          }
          assertThat(AvicDelivery.endOfInterrupt(page)).isEqualTo(AvicBackingPage.NONE);
        }
        default -> {
          int rvi = Math.max(highest(irr), 0);
          int vppr = InterruptPriority.processorPriority(tpr, Math.max(highest(isr), 0));
          int expected = InterruptPriority.recognized(rvi, vppr, false) ? rvi : -1;
          assertThat(AvicDelivery.deliver(page, 0, 0, IF)).isEqualTo(expected);
          if (expected >= 0) {
            irr[expected] = false;
            isr[expected] = true;
            delivered++;
          }
        }
      }
      assertThat(page.get(AvicBackingPage.TPR)).isEqualTo(tpr);
    }
    assertThat(delivered).isGreaterThan(100);
  }

  private static int highest(boolean[] bitmap) {
    for (int vector = 255; vector >= 0; vector--) {
      if (bitmap[vector]) {
        return vector;
      }
    }
    return -1;
  }
}
