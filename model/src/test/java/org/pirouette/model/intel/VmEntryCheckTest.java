package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pirouette.model.intel.VmxControl.ACKNOWLEDGE_INTERRUPT_ON_EXIT;
import static org.pirouette.model.intel.VmxControl.APIC_REGISTER_VIRTUALIZATION;
import static org.pirouette.model.intel.VmxControl.EXTERNAL_INTERRUPT_EXITING;
import static org.pirouette.model.intel.VmxControl.IPI_VIRTUALIZATION;
import static org.pirouette.model.intel.VmxControl.PROCESS_POSTED_INTERRUPTS;
import static org.pirouette.model.intel.VmxControl.SECONDARY_ACTIVE;
import static org.pirouette.model.intel.VmxControl.TERTIARY_ACTIVE;
import static org.pirouette.model.intel.VmxControl.TPR_SHADOW;
import static org.pirouette.model.intel.VmxControl.VIRTUALIZE_APIC_ACCESSES;
import static org.pirouette.model.intel.VmxControl.VIRTUALIZE_X2APIC_MODE;
import static org.pirouette.model.intel.VmxControl.VIRTUAL_INTERRUPT_DELIVERY;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The public test cases of kvm-unit-tests `vmx_controls_test` that concern interrupts, with their
/// set-ups and expected results, and each check alone.
class VmEntryCheckTest {
  private static final int WIDTH = 46;

  private static Vmcs vmcs(VmxControl... controls) {
    return new Vmcs().enable(SECONDARY_ACTIVE, TERTIARY_ACTIVE).enable(controls);
  }

  private static List<VmEntryCheck> violated(Vmcs vmcs) {
    return VmEntryCheck.violated(vmcs, 0, WIDTH);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "VIRTUALIZE_X2APIC_MODE",
        "APIC_REGISTER_VIRTUALIZATION",
        "VIRTUAL_INTERRUPT_DELIVERY",
        "IPI_VIRTUALIZATION"
      })
  void apicVirtualControlsNeedTprShadow(VmxControl control) {
    Vmcs vmcs = vmcs(control, EXTERNAL_INTERRUPT_EXITING);
    assertThat(violated(vmcs)).containsExactly(VmEntryCheck.NEEDS_TPR_SHADOW);
    assertThat(violated(vmcs.enable(TPR_SHADOW))).isEmpty();
  }

  @Test
  void x2apicModeAndApicAccessesExcludeEachOther() {
    assertThat(violated(vmcs(TPR_SHADOW, VIRTUALIZE_X2APIC_MODE))).isEmpty();
    assertThat(violated(vmcs(TPR_SHADOW, VIRTUALIZE_APIC_ACCESSES))).isEmpty();
    assertThat(violated(vmcs(TPR_SHADOW, VIRTUALIZE_X2APIC_MODE, VIRTUALIZE_APIC_ACCESSES)))
        .containsExactly(VmEntryCheck.X2APIC_MODE_WITH_APIC_ACCESSES);
  }

  @Test
  void virtualInterruptDeliveryNeedsExternalInterruptExiting() {
    Vmcs vmcs = vmcs(TPR_SHADOW, VIRTUAL_INTERRUPT_DELIVERY);
    assertThat(violated(vmcs))
        .containsExactly(VmEntryCheck.DELIVERY_NEEDS_EXTERNAL_INTERRUPT_EXITING);
    assertThat(violated(vmcs.enable(EXTERNAL_INTERRUPT_EXITING))).isEmpty();
  }

  @Test
  void postedInterruptsNeedDeliveryAndAcknowledge() {
    Vmcs vmcs = vmcs(TPR_SHADOW, EXTERNAL_INTERRUPT_EXITING, PROCESS_POSTED_INTERRUPTS);
    assertThat(violated(vmcs))
        .containsExactly(VmEntryCheck.POSTED_NEEDS_DELIVERY, VmEntryCheck.POSTED_NEEDS_ACKNOWLEDGE);
    assertThat(violated(vmcs.enable(VIRTUAL_INTERRUPT_DELIVERY)))
        .containsExactly(VmEntryCheck.POSTED_NEEDS_ACKNOWLEDGE);
    assertThat(violated(vmcs.enable(ACKNOWLEDGE_INTERRUPT_ON_EXIT))).isEmpty();
  }

  private static Vmcs posted() {
    return vmcs(
        TPR_SHADOW,
        EXTERNAL_INTERRUPT_EXITING,
        VIRTUAL_INTERRUPT_DELIVERY,
        ACKNOWLEDGE_INTERRUPT_ON_EXIT,
        PROCESS_POSTED_INTERRUPTS);
  }

  @Test
  void theNotificationVectorHasEightBits() {
    for (int bit = 0; bit < 16; bit++) {
      Vmcs vmcs = posted().write(VmcsField.POSTED_NOTIFICATION_VECTOR, 1L << bit);
      assertThat(violated(vmcs).isEmpty()).as("NV = 1 << %d", bit).isEqualTo(bit <= 7);
    }
  }

  static Stream<Arguments> descriptorAddresses() {
    Stream<Arguments> named =
        Stream.of(
            Arguments.of(0xF0L, false),
            Arguments.of(0xFFL, false),
            Arguments.of(0x0FL, false),
            Arguments.of(0L, true),
            Arguments.of(0x8000L, true),
            Arguments.of(0xC000L, true));
    Stream<Arguments> bits =
        IntStream.range(0, 64).mapToObj(bit -> Arguments.of(1L << bit, bit >= 6 && bit < WIDTH));
    return Stream.concat(named, bits);
  }

  @ParameterizedTest
  @MethodSource("descriptorAddresses")
  void theDescriptorAddressIsAlignedAndPhysical(long address, boolean valid) {
    Vmcs vmcs = posted().write(VmcsField.POSTED_DESCRIPTOR_ADDRESS, address);
    assertThat(violated(vmcs))
        .isEqualTo(valid ? List.of() : List.of(VmEntryCheck.POSTED_DESCRIPTOR_ADDRESS));
  }

  private static List<Long> thresholds() {
    List<Long> thresholds = new ArrayList<>(List.of(0xFFFF_FFFFL, 0x7FFF_FFFFL));
    for (long value = 0; value < 16; value++) {
      thresholds.add(value);
    }
    for (int bit = 4; bit < 32; bit++) {
      thresholds.add(1L << bit);
    }
    return thresholds;
  }

  @Test
  void reservedBitsOfTheThresholdAreZero() {
    for (long threshold : thresholds()) {
      Vmcs vmcs =
          vmcs(TPR_SHADOW, VIRTUALIZE_APIC_ACCESSES).write(VmcsField.TPR_THRESHOLD, threshold);
      assertThat(violated(vmcs))
          .as("threshold %#x", threshold)
          .isEqualTo(
              threshold >>> 4 == 0 ? List.of() : List.of(VmEntryCheck.TPR_THRESHOLD_RESERVED));
      vmcs.set(TPR_SHADOW, false);
      assertThat(violated(vmcs)).as("never checked without TPR shadow").isEmpty();
      Vmcs delivery =
          vmcs(TPR_SHADOW, EXTERNAL_INTERRUPT_EXITING, VIRTUAL_INTERRUPT_DELIVERY)
              .write(VmcsField.TPR_THRESHOLD, threshold);
      assertThat(violated(delivery)).as("not checked with delivery").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void theThresholdIsNotAboveVtpr(int threshold) {
    for (int step = -1; step <= 1; step++) {
      int vtpr = (threshold + step << 4) & 0xFF;
      Vmcs vmcs = vmcs(TPR_SHADOW).write(VmcsField.TPR_THRESHOLD, threshold);
      assertThat(VmEntryCheck.violated(vmcs, vtpr, WIDTH))
          .as("threshold %d, VTPR %#x", threshold, vtpr)
          .isEqualTo(
              threshold > vtpr >> 4 ? List.of(VmEntryCheck.TPR_THRESHOLD_ABOVE_VTPR) : List.of());
      assertThat(VmEntryCheck.violated(vmcs.enable(VIRTUALIZE_APIC_ACCESSES), vtpr, WIDTH))
          .as("not compared with an APIC-access page")
          .isEmpty();
      Vmcs delivery =
          vmcs(TPR_SHADOW, EXTERNAL_INTERRUPT_EXITING, VIRTUAL_INTERRUPT_DELIVERY)
              .write(VmcsField.TPR_THRESHOLD, threshold);
      assertThat(VmEntryCheck.violated(delivery, vtpr, WIDTH))
          .as("not compared with delivery")
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VIRTUAL_APIC_ADDRESS", "APIC_ACCESS_ADDRESS"})
  void pageAddressesAreAlignedAndPhysical(VmcsField field) {
    VmEntryCheck check =
        field == VmcsField.VIRTUAL_APIC_ADDRESS
            ? VmEntryCheck.VIRTUAL_APIC_ADDRESS
            : VmEntryCheck.APIC_ACCESS_ADDRESS;
    for (int bit = 0; bit < 64; bit++) {
      Vmcs vmcs = vmcs(TPR_SHADOW, VIRTUALIZE_APIC_ACCESSES).write(field, 1L << bit);
      assertThat(violated(vmcs))
          .as("1 << %d", bit)
          .isEqualTo(bit >= 12 && bit < WIDTH ? List.of() : List.of(check));
      vmcs.set(TPR_SHADOW, false).set(VIRTUALIZE_APIC_ACCESSES, false);
      assertThat(violated(vmcs)).as("not looked at when off").isEmpty();
    }
  }

  @Test
  void thePidPointerTableIsAlignedAndPhysicalToItsLastEntry() {
    Vmcs vmcs = vmcs(TPR_SHADOW, IPI_VIRTUALIZATION);
    assertThat(violated(vmcs.write(VmcsField.PID_POINTER_TABLE, 4)))
        .containsExactly(VmEntryCheck.PID_POINTER_TABLE);
    long nearEnd = (1L << WIDTH) - 16;
    vmcs.write(VmcsField.PID_POINTER_TABLE, nearEnd);
    assertThat(violated(vmcs.write(VmcsField.LAST_PID_POINTER_INDEX, 1))).isEmpty();
    assertThat(violated(vmcs.write(VmcsField.LAST_PID_POINTER_INDEX, 2)))
        .containsExactly(VmEntryCheck.PID_POINTER_TABLE);
  }

  @Test
  void secondaryControlsCountAsZeroUntilTheyAreActivated() {
    Vmcs vmcs = vmcs(VIRTUALIZE_X2APIC_MODE, VIRTUALIZE_APIC_ACCESSES);
    assertThat(violated(vmcs)).isNotEmpty();
    assertThat(violated(vmcs.set(SECONDARY_ACTIVE, false))).isEmpty();
    assertThat(vmcs.apicVirtualization()).isEqualTo(ApicVirtualizationControls.NONE);
  }

  @Test
  void registerVirtualizationIsAControlOfItsOwn() {
    assertThat(violated(vmcs(TPR_SHADOW, APIC_REGISTER_VIRTUALIZATION))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyCheckSaysItsRule(VmEntryCheck check) {
    assertThat(check.rule()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void fieldWidthsFollowFromTheEncoding(VmcsField field) {
    assertThat(field.width()).isIn(16, 32, 64);
    Vmcs vmcs = new Vmcs().write(field, -1);
    assertThat(Long.bitCount(vmcs.read(field))).isEqualTo(field.width());
  }
}
