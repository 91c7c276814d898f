package org.pirouette.model.amd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pirouette.model.intel.ApicVirtualizationControls;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.PostedInterruptDescriptor;
import org.pirouette.model.intel.VirtualApic;
import org.pirouette.model.intel.VirtualApicPage;

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

  /// AVIC's page and Intel's virtual APIC are driven by the same requests, priorities, deliveries
  /// and ends of interrupts; whatever one does, the other does, and both bitmaps stay the same.
  @Test
  @Tag("A17")
  void deliversInTheOrderOfIntelsVirtualApic() {
    long seed = Long.getLong("pirouette.seed", System.nanoTime());
    System.out.printf("AvicPageTest: replay with -Dpirouette.seed=%d%n", seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    VirtualApic intel = new VirtualApic(VirtualApicPage.onHeap(), ApicVirtualizationControls.XAPIC);
    PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();
    int delivered = 0;
    int ended = 0;
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          int vector = random.nextInt(16, 256);
          page.request(vector);
          descriptor.request(vector);
          descriptor.markOutstanding();
          intel.processPostedInterrupts(descriptor);
        }
        case 1 -> {
          int priority = random.nextInt(256);
          AvicDelivery.writeTpr(page, priority);
          intel.write(0x80, Integer.BYTES, priority);
        }
        case 2 -> {
          ended += page.highest(AvicBackingPage.ISR) >= 0 ? 1 : 0;
          assertThat(AvicDelivery.endOfInterrupt(page)).isEqualTo(AvicBackingPage.NONE);
          intel.write(0xB0, Integer.BYTES, 0);
        }
        default -> {
          int expected = intel.isRecognized() ? intel.deliverVirtualInterrupt() : -1;
          assertThat(AvicDelivery.deliver(page, 0, 0, IF)).as("step %d", step).isEqualTo(expected);
          delivered += expected >= 0 ? 1 : 0;
        }
      }
      for (int word = 0; word < 8; word++) {
        int offset = 16 * word;
        assertThat(page.get(AvicBackingPage.IRR + offset))
            .as("IRR word %d after step %d", word, step)
            .isEqualTo(intel.page().getInt(0x200 + offset));
        assertThat(page.get(AvicBackingPage.ISR + offset))
            .as("ISR word %d after step %d", word, step)
            .isEqualTo(intel.page().getInt(0x100 + offset));
      }
    }
    assertThat(delivered).isGreaterThan(100);
    assertThat(ended).isGreaterThan(100);
  }
}
