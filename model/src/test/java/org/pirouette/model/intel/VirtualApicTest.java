package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pirouette.model.intel.VirtualApicRegister.VIRR;
import static org.pirouette.model.intel.VirtualApicRegister.VISR;
import static org.pirouette.model.intel.VirtualApicRegister.VPPR;
import static org.pirouette.model.intel.VirtualApicRegister.VTPR;

import java.lang.foreign.Arena;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// The rules of SDM 29.1 and 29.2 one by one, above all those that are easy to get wrong.
class VirtualApicTest {
  private final VirtualApic apic =
      new VirtualApic(VirtualApicPage.onHeap(), ApicVirtualizationControls.X2APIC);
  private final PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();

  @Test
  void theFiveTriggersEvaluate() {
    assertThat(recognizedAfter(apic::vmEntry)).as("VM entry").isTrue();
    assertThat(recognizedAfter(() -> apic.writeMsr(0x808, 0))).as("TPR virtualization").isTrue();
    assertThat(recognizedAfter(() -> apic.writeMsr(0x80B, 0))).as("EOI virtualization").isTrue();
    assertThat(recognizedAfter(() -> apic.writeMsr(0x83F, 0x21))).as("self IPI").isTrue();
    assertThat(recognizedAfter(() -> apic.processPostedInterrupts(descriptor)))
        .as("posted-interrupt processing")
        .isTrue();
  }

  @Test
  void nothingElseEvaluates() {
    assertThat(recognizedAfter(() -> apic.readMsr(0x808))).isFalse();
    assertThat(recognizedAfter(() -> apic.page().add(VIRR, 0xF1))).isFalse();
    assertThat(recognizedAfter(() -> apic.page().set(VTPR, 0))).isFalse();
    assertThat(recognizedAfter(() -> apic.setInterruptWindowExiting(false))).isFalse();
    assertThat(recognizedAfter(() -> apic.writeMsr(0x83F, 3))).as("exit 56").isFalse();
    assertThat(recognizedAfter(() -> apic.writeMsr(0x80B, 1))).as("#GP").isFalse();
  }

  /// Sets RVI behind the processor's back, so that only an evaluation can recognize it.
  private boolean recognizedAfter(Runnable operation) {
    apic.setGuestInterruptStatus(0);
    apic.vmEntry();
    apic.setGuestInterruptStatus(GuestInterruptStatus.of(0x41, 0));
    operation.run();
    return apic.isRecognized();
  }

  @Test
  void deliveryTrustsRviAndNeverLooksAtVirr() {
    enterWith(GuestInterruptStatus.of(0x41, 0));
    assertThat(apic.deliverVirtualInterrupt()).isEqualTo(0x41);
    assertThat(apic.page().contains(VISR, 0x41)).isTrue();
    assertThat(apic.guestInterruptStatus()).isEqualTo(GuestInterruptStatus.of(0, 0x41));
    assertThat(apic.page().get(VPPR)).isEqualTo(0x40);
  }

  @Test
  void deliveryDoesNotEvaluateTheNextVector() {
    apic.page().add(VIRR, 0x31);
    enterWith(GuestInterruptStatus.of(0x41, 0));
    apic.deliverVirtualInterrupt();
    apic.page().set(VPPR, 0);
    assertThat(apic.rvi()).isEqualTo(0x31);
    assertThat(apic.isRecognized()).isFalse();
    assertThatThrownBy(apic::deliverVirtualInterrupt).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void vpprTakesVtprInFullOnATieAndRecognitionNeedsMore() {
    apic.page().set(VTPR, 0x45);
    enterWith(GuestInterruptStatus.of(0x4F, 0x41));
    assertThat(apic.page().get(VPPR)).isEqualTo(0x45);
    assertThat(apic.isRecognized()).isFalse();
    apic.writeMsr(0x808, 0x3F);
    assertThat(apic.page().get(VPPR)).as("class of SVI alone").isEqualTo(0x40);
    assertThat(apic.isRecognized()).isFalse();
    apic.writeMsr(0x80B, 0);
    assertThat(apic.isRecognized()).isTrue();
  }

  @Test
  void anEoiExitDoesNotEvaluate() {
    apic.setEoiExitBitmap(VectorBitmap.of(0x51));
    apic.page().add(VISR, 0x51);
    enterWith(GuestInterruptStatus.of(0x41, 0x51));
    assertThat(apic.isRecognized()).isFalse();
    assertThat(apic.writeMsr(0x80B, 0)).isEqualTo(VmExit.virtualizedEoi(0x51));
    assertThat(apic.page().contains(VISR, 0x51)).isFalse();
    assertThat(apic.svi()).isZero();
    assertThat(apic.isRecognized()).as("not evaluated").isFalse();
    apic.vmExit();
    apic.vmEntry();
    assertThat(apic.isRecognized()).as("evaluated by the entry").isTrue();
  }

  @Test
  void anEoiWithNothingInServiceEndsVectorZero() {
    apic.setEoiExitBitmap(VectorBitmap.of(0));
    apic.vmEntry();
    assertThat(apic.writeMsr(0x80B, 0)).isEqualTo(VmExit.virtualizedEoi(0));
    apic.setEoiExitBitmap(VectorBitmap.of(1, 255));
    assertThat(apic.writeMsr(0x80B, 0)).isEqualTo(Plain.COMPLETED);
  }

  @Test
  void anEoiBringsBackTheNextInService() {
    apic.page().add(VISR, 0x51);
    apic.page().add(VISR, 0x31);
    enterWith(GuestInterruptStatus.of(0, 0x51));
    apic.writeMsr(0x80B, 0);
    assertThat(apic.svi()).isEqualTo(0x31);
    assertThat(apic.page().get(VPPR)).isEqualTo(0x30);
  }

  @Test
  void aNotificationWithoutRequestsLeavesRviAlone() {
    enterWith(GuestInterruptStatus.of(0x41, 0x51));
    descriptor.markOutstanding();
    apic.processPostedInterrupts(descriptor);
    assertThat(apic.guestInterruptStatus()).isEqualTo(GuestInterruptStatus.of(0x41, 0x51));
    assertThat(descriptor.getControl()).as("ON is cleared").isZero();
  }

  @Test
  void postedProcessingRaisesRviFromPirNotFromVirr() {
    apic.page().add(VIRR, 0xF1);
    enterWith(0);
    descriptor.post(0x31, false, true);
    descriptor.post(0x21, false, true);
    apic.processPostedInterrupts(descriptor);
    assertThat(apic.rvi()).isEqualTo(0x31);
    assertThat(VectorBitmap.vectors(apic.page().bitmap(VIRR))).containsExactly(0x21, 0x31, 0xF1);
  }

  @Test
  void interruptWindowExitingHoldsRecognitionBack() {
    apic.setInterruptWindowExiting(true);
    enterWith(GuestInterruptStatus.of(0x41, 0));
    assertThat(apic.isRecognized()).isFalse();
  }

  @Test
  void thresholdCountsAtEntryOnlyWithAnAccessPageAndWithoutDelivery() {
    ApicVirtualizationControls page = ApicVirtualizationControls.XAPIC;
    assertThat(entryWithThreshold(page.withVirtualInterruptDelivery(false)))
        .isEqualTo(new VmExit(ExitReason.TPR_BELOW_THRESHOLD, 0));
    assertThat(entryWithThreshold(page)).isEqualTo(Plain.COMPLETED);
    assertThat(
            entryWithThreshold(
                page.withVirtualInterruptDelivery(false).withVirtualizeApicAccesses(false)))
        .isEqualTo(Plain.COMPLETED);
  }

  private ApicOutcome entryWithThreshold(ApicVirtualizationControls controls) {
    apic.setControls(controls);
    apic.setTprThreshold(1);
    return apic.vmEntry();
  }

  /// Bits 14 and 11 of the ICR are not looked at; every other one has to be right.
  @Test
  void selfIpiByIcrLooksAtTheBitsOfTheManual() {
    int selfIpi = 1 << 18 | 0x41;
    for (int bit = 8; bit < 32; bit++) {
      boolean ignored = bit == 11 || bit == 14;
      assertThat(InterruptCommand.isVirtualizedSelfIpi(selfIpi ^ 1 << bit))
          .as("bit %d", bit)
          .isEqualTo(ignored);
    }
    for (int vector = 0; vector < 256; vector++) {
      assertThat(InterruptCommand.isVirtualizedSelfIpi(1 << 18 | vector)).isEqualTo(vector >= 16);
    }
  }

  @Test
  void aWriteOfVeoiThroughThePageClearsIt() {
    apic.setControls(ApicVirtualizationControls.XAPIC);
    apic.page().add(VISR, 0x51);
    enterWith(GuestInterruptStatus.of(0, 0x51));
    assertThat(apic.write(0x0B0, 4, 0xABCD)).isEqualTo(Plain.COMPLETED);
    assertThat(apic.page().getInt(0x0B0)).isZero();
    assertThat(apic.svi()).isZero();
  }

  @Test
  void onHeapAndOffHeapPagesBehaveAlike() {
    RandomGenerator random = Seeds.generator("onHeapAndOffHeapPagesBehaveAlike");
    try (Arena arena = Arena.ofConfined()) {
      VirtualApicPage offHeap = VirtualApicPage.allocate(arena);
      VirtualApicPage onHeap = VirtualApicPage.onHeap();
      for (int round = 0; round < 5_000; round++) {
        int vector = random.nextInt(256);
        for (VirtualApicPage page : new VirtualApicPage[] {offHeap, onHeap}) {
          if (round % 3 == 0) {
            page.remove(VIRR, vector);
          } else {
            page.add(VIRR, vector);
          }
        }
        assertThat(offHeap.bitmap(VIRR)).isEqualTo(onHeap.bitmap(VIRR));
        assertThat(onHeap.highest(VIRR)).isEqualTo(VectorBitmap.highest(onHeap.bitmap(VIRR), 0));
      }
    }
  }

  @Test
  void aVectorsBitIsWhereTheManualSays() {
    VirtualApicPage page = VirtualApicPage.onHeap();
    page.add(VIRR, 0x61);
    assertThat(page.getInt(0x230)).isEqualTo(1 << 1);
    page.add(VISR, 255);
    assertThat(page.getInt(0x170)).isEqualTo(1 << 31);
  }

  @ParameterizedTest
  @EnumSource
  void registersLieInThePage(VirtualApicRegister register) {
    assertThat(register.offset() % 16).isZero();
    assertThat(register.covers(register.offset() + 16 * (register.count() - 1) + 3)).isTrue();
    assertThat(register.covers(register.offset() + 4)).isFalse();
    assertThat(register.msr()).isEqualTo(0x800 + register.offset() / 16);
  }

  private void enterWith(int status) {
    apic.setGuestInterruptStatus(status);
    apic.vmEntry();
  }
}
