package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pirouette.model.intel.ApicVirtualizationControls.NONE;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.Value;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// The public test case `virt_x2apic_mode_test` of kvm-unit-tests: RDMSR and WRMSR of 800h to 83Fh
/// in its configurations; and the #GP rules of SDM 29.5.
class VirtualX2apicModeTest {
  private static final ApicVirtualizationControls MODE =
      NONE.withTprShadow(true).withVirtualizeX2apicMode(true);
  private static final ApicVirtualizationControls FULL =
      MODE.withApicRegisterVirtualization(true).withVirtualInterruptDelivery(true);

  static IntStream registers() {
    return IntStream.rangeClosed(0x800, 0x83F);
  }

  @ParameterizedTest
  @MethodSource("registers")
  void everyReadComesFromThePageWithRegisterVirtualization(int msr) {
    VirtualApic apic = apic(FULL);
    apic.page().setLong((msr & 0xFF) << 4, 0x1122_3344_5566_7788L);
    assertThat(apic.readMsr(msr)).isEqualTo(new Value(0x1122_3344_5566_7788L));
  }

  @ParameterizedTest
  @MethodSource("registers")
  void withoutRegisterVirtualizationOnlyTprIsReadFromThePage(int msr) {
    VirtualApic apic = apic(MODE.withVirtualInterruptDelivery(true));
    assertThat(apic.readMsr(msr)).isEqualTo(msr == 0x808 ? new Value(0) : Plain.NOT_VIRTUALIZED);
  }

  @ParameterizedTest
  @MethodSource("registers")
  void withDeliveryThreeWritesAreVirtualized(int msr) {
    VirtualApic apic = apic(FULL);
    ApicOutcome expected =
        switch (msr) {
          case 0x808, 0x80B -> Plain.COMPLETED;
          case 0x83F -> VmExit.apicWrite(0x3F0);
          default -> Plain.NOT_VIRTUALIZED;
        };
    assertThat(apic.writeMsr(msr, 0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("registers")
  void withoutDeliveryOnlyTprIsWrittenToThePage(int msr) {
    VirtualApic apic = apic(MODE.withApicRegisterVirtualization(true));
    assertThat(apic.writeMsr(msr, 0))
        .isEqualTo(msr == 0x808 ? Plain.COMPLETED : Plain.NOT_VIRTUALIZED);
  }

  @ParameterizedTest
  @MethodSource("registers")
  void withoutTheModeEverythingPassesThrough(int msr) {
    VirtualApic apic = apic(FULL.withVirtualizeX2apicMode(false));
    assertThat(apic.readMsr(msr)).isEqualTo(Plain.NOT_VIRTUALIZED);
    assertThat(apic.writeMsr(msr, 0)).isEqualTo(Plain.NOT_VIRTUALIZED);
  }

  @Test
  void unusedIndicesUpTo8ffhAreReadFromThePageToo() {
    assertThat(apic(FULL).readMsr(0x8FF)).isEqualTo(new Value(0));
    assertThat(apic(FULL).readMsr(0x7FF)).isEqualTo(Plain.NOT_VIRTUALIZED);
    assertThat(apic(FULL).readMsr(0x900)).isEqualTo(Plain.NOT_VIRTUALIZED);
  }

  @Test
  void wrongBitsAreGeneralProtectionAndChangeNothing() {
    for (int bit = 0; bit < 64; bit++) {
      VirtualApic apic = apic(FULL);
      apic.setGuestInterruptStatus(GuestInterruptStatus.of(0x21, 0x31));
      apic.vmEntry();
      long value = 1L << bit;
      assertThat(apic.writeMsr(0x80B, value)).isEqualTo(Plain.GENERAL_PROTECTION);
      if (bit >= 8) {
        assertThat(apic.writeMsr(0x808, value)).isEqualTo(Plain.GENERAL_PROTECTION);
        assertThat(apic.writeMsr(0x83F, value)).isEqualTo(Plain.GENERAL_PROTECTION);
      }
      assertThat(apic.guestInterruptStatus()).isEqualTo(GuestInterruptStatus.of(0x21, 0x31));
      assertThat(apic.page().getLong(0x080)).isZero();
      assertThat(apic.page().getLong(0x0B0)).isZero();
      assertThat(apic.page().getLong(0x3F0)).isZero();
    }
  }

  @Test
  void aSelfIpiOfClassZeroIsStoredAndExits() {
    VirtualApic apic = apic(FULL);
    assertThat(apic.writeMsr(0x83F, 0x0F)).isEqualTo(VmExit.apicWrite(0x3F0));
    assertThat(apic.page().getLong(0x3F0)).isEqualTo(0x0F);
    assertThat(apic.rvi()).isZero();
  }

  @Test
  void aSelfIpiRaisesRviAndLeavesTmr() {
    VirtualApic apic = apic(FULL);
    apic.page().add(VirtualApicRegister.TMR, 0x41);
    assertThat(apic.writeMsr(0x83F, 0x41)).isEqualTo(Plain.COMPLETED);
    assertThat(apic.rvi()).isEqualTo(0x41);
    assertThat(apic.isRecognized()).isTrue();
    assertThat(apic.page().contains(VirtualApicRegister.TMR, 0x41)).isTrue();
    apic.writeMsr(0x83F, 0x31);
    assertThat(apic.rvi()).as("the higher one stays").isEqualTo(0x41);
  }

  private static VirtualApic apic(ApicVirtualizationControls controls) {
    return new VirtualApic(VirtualApicPage.onHeap(), controls);
  }
}
