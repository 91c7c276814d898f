package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pirouette.model.intel.VirtualApicRegister.VIRR;
import static org.pirouette.model.intel.VirtualApicRegister.VISR;
import static org.pirouette.model.intel.VirtualApicRegister.VTPR;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// The public test cases of kvm-unit-tests `vmx_tests.c` on delivery, each with its set-up and
/// expected values: `vmx_basic_vid`, `vmx_eoi_virt`, `vmx_posted_interrupts`, `vmx_hlt_with_rvi`,
/// `vmx_eoi_bitmap_ioapic_scan`.
class InterruptDeliveryTest {
  private static final int NOTIFICATION_VECTOR = 255;

  static IntStream vectors() {
    return IntStream.rangeClosed(0x21, 0xFF);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void basicVidNop(int vector) {
    for (int tpr = 0; tpr < 256; tpr++) {
      TestGuest guest = TestGuest.withVirtualInterruptDelivery();
      guest.apic.page().set(VTPR, tpr);
      guest.vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, vector);
      assertThat(guest.enter()).isNull();
      assertDelivered(guest, vector, vector >> 4 > tpr >> 4);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void basicVidSetCr8(int vector) {
    for (int tpr = 0; tpr < 256; tpr++) {
      TestGuest guest = TestGuest.withVirtualInterruptDelivery();
      guest.apic.page().set(VTPR, 0xFF);
      guest.vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, vector);
      guest.enter();
      assertThat(guest.taken[vector]).as("held back by TPR FFh").isZero();
      assertThat(guest.apic.moveToCr8(tpr >> 4)).isEqualTo(Plain.COMPLETED);
      guest.settle();
      assertDelivered(guest, vector, vector >> 4 > tpr >> 4);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void basicVidSelfIpi(int vector) {
    TestGuest guest = TestGuest.withVirtualInterruptDelivery();
    guest.enter();
    assertThat(guest.apic.writeMsr(0x83F, vector)).isEqualTo(Plain.COMPLETED);
    guest.settle();
    assertDelivered(guest, vector, true);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void eoiVirtualizationDeliversTheSecondVector(int high) {
    for (int low = 0x21; low < high; low++) {
      TestGuest guest = TestGuest.withVirtualInterruptDelivery();
      runPair(guest, low, high);
      /* Delivery does not evaluate, but the EOI of the first does. */
      assertThat(guest.eoiExits).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void inducedEoiExitsResumeByEvaluationAtEntry(int high) {
    for (int low = 0x21; low < high; low++) {
      TestGuest guest = TestGuest.withVirtualInterruptDelivery();
      for (VmcsField field : VmcsField.values()) {
        if (field.name().startsWith("EOI_EXIT_BITMAP")) {
          guest.vmcs.write(field, -1);
        }
      }
      runPair(guest, low, high);
      assertThat(guest.eoiExits)
          .containsExactly(VmExit.virtualizedEoi(high), VmExit.virtualizedEoi(low));
    }
  }

  private static void runPair(TestGuest guest, int low, int high) {
    guest.apic.page().add(VIRR, low);
    guest.vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, high);
    assertThat(guest.enter()).isNull();
    assertThat(guest.taken[high]).isEqualTo(1);
    assertThat(guest.taken[low]).isEqualTo(1);
    assertThat(guest.apic.page().contains(VIRR, low)).isFalse();
    assertThat(guest.apic.page().contains(VIRR, high)).isFalse();
    assertThat(guest.statusAtExit()).isZero();
  }

  enum Waiting {
    SPIN,
    HLT
  }

  @ParameterizedTest
  @EnumSource
  void postedInterrupts(Waiting waiting) {
    for (int vector = 33; vector < 256; vector++) {
      for (int tprClass = 0; tprClass < 16; tprClass++) {
        postTo(waiting, vector, tprClass);
      }
    }
  }

  private static void postTo(Waiting waiting, int vector, int tprClass) {
    TestGuest guest = TestGuest.withPostedInterrupts(NOTIFICATION_VECTOR);
    guest.apic.page().set(VTPR, tprClass << 4);
    assertThat(guest.enter()).isNull();
    if (waiting == Waiting.HLT) {
      assertThat(guest.processor.hlt()).isEqualTo(GuestEvent.Plain.NOTHING);
    }
    guest.descriptor.request(vector);
    assertThat(guest.descriptor.markOutstanding()).isTrue();
    guest.localApic.accept(NOTIFICATION_VECTOR, false);
    assertThat(guest.settle()).as("no exit").isNull();
    assertThat(guest.localApic.isInService(NOTIFICATION_VECTOR)).as("EOI was written").isFalse();
    assertThat(NotificationControl.outstanding(guest.descriptor.getControl())).isFalse();
    assertThat(guest.descriptor.isEmpty()).isTrue();
    if (vector >> 4 > tprClass) {
      assertDelivered(guest, vector, true);
      assertThat(guest.processor.interruptibility().activity()).isEqualTo(ActivityState.ACTIVE);
    } else {
      assertThat(guest.apic.page().contains(VIRR, vector)).isTrue();
      if (waiting == Waiting.HLT) {
        assertThat(guest.processor.interruptibility().activity()).isEqualTo(ActivityState.HLT);
      }
      guest.apic.page().remove(VIRR, vector);
      assertThat(guest.taken[vector]).isZero();
      assertThat(guest.statusAtExit()).as("even after VIRR was cleared").isEqualTo(vector);
    }
  }

  @Test
  void hltWithRviWakes() {
    TestGuest guest = TestGuest.withVirtualInterruptDelivery();
    guest.vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, 0xF1);
    guest.enter(new Interruptibility(true, false, false, ActivityState.HLT));
    assertThat(guest.taken[0xF1]).isEqualTo(1);
    assertThat(guest.processor.interruptibility().activity()).isEqualTo(ActivityState.ACTIVE);
  }

  @Test
  void eoiBitmapIoApicScan() {
    TestGuest guest = TestGuest.withVirtualInterruptDelivery();
    guest.enter();
    assertThat(guest.apic.page().contains(VISR, 0x79)).isFalse();
    assertThat(guest.apic.writeMsr(0x80B, 0)).as("EOI after INT 79h").isEqualTo(Plain.COMPLETED);
  }

  @Test
  void aNotificationForNothingStillGetsItsPhysicalEoi() {
    TestGuest guest = TestGuest.withPostedInterrupts(0xF2);
    guest.vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, GuestInterruptStatus.of(0x31, 0x41));
    guest.apic.page().add(VISR, 0x41);
    guest.enter();
    guest.localApic.accept(0xF2, false);
    assertThat(guest.settle()).isNull();
    assertThat(guest.localApic.isInService(0xF2)).isFalse();
    assertThat(guest.statusAtExit()).isEqualTo(GuestInterruptStatus.of(0x31, 0x41));
  }

  @Test
  void anotherVectorThanTheNotificationExitsWithIt() {
    TestGuest guest = TestGuest.withPostedInterrupts(0xF2);
    guest.enter();
    guest.localApic.accept(0xEC, false);
    assertThat(guest.settle()).isEqualTo(new VmExit(ExitReason.EXTERNAL_INTERRUPT, 0x8000_00ECL));
    assertThat(guest.localApic.isInService(0xEC)).as("acknowledged").isTrue();
  }

  private static void assertDelivered(TestGuest guest, int vector, boolean delivered) {
    assertThat(guest.taken[vector]).isEqualTo(delivered ? 1 : 0);
    assertThat(guest.statusAtExit()).isEqualTo(delivered ? 0 : vector);
  }
}
