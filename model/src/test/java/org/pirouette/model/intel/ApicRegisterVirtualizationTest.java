package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pirouette.model.intel.ApicAccessType.INSTRUCTION_FETCH;
import static org.pirouette.model.intel.ApicAccessType.LINEAR_EVENT_DELIVERY;
import static org.pirouette.model.intel.ApicAccessType.LINEAR_READ;
import static org.pirouette.model.intel.ApicAccessType.LINEAR_WRITE;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.Value;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// The public test case `apic_reg_virt_test` of kvm-unit-tests: one 32-bit read and one 32-bit
/// write at each offset of the APIC-access page, virtual-interrupt delivery off; and the rules of
/// SDM 29.4 that it does not reach.
class ApicRegisterVirtualizationTest {
  private static final int MAGIC = 0x1234_56C8;
  private static final ApicVirtualizationControls ACCESSES =
      ApicVirtualizationControls.NONE.withVirtualizeApicAccesses(true);
  private static final ApicVirtualizationControls SHADOW = ACCESSES.withTprShadow(true);
  private static final ApicVirtualizationControls REGISTERS =
      SHADOW.withApicRegisterVirtualization(true);

  private static final Set<Integer> READABLE = offsets(0x020, 0x030, 0x080, 0x0B0, 0x0D0, 0x0E0);
  private static final Set<Integer> EXITING_WRITES =
      offsets(0x020, 0x0B0, 0x0D0, 0x0E0, 0x0F0, 0x280, 0x300, 0x380, 0x3E0);

  static {
    READABLE.addAll(offsets(0x0F0, 0x280, 0x300, 0x310, 0x380, 0x3E0));
    for (int offset = 0x100; offset <= 0x270; offset += 16) {
      READABLE.add(offset);
    }
    for (int offset = 0x320; offset <= 0x370; offset += 16) {
      READABLE.add(offset);
      EXITING_WRITES.add(offset);
    }
  }

  static Stream<Arguments> accesses() {
    return Stream.of(ACCESSES, SHADOW, REGISTERS)
        .flatMap(
            controls ->
                Stream.iterate(0, offset -> offset <= 0x3F0, offset -> offset + 16)
                    .map(offset -> Arguments.of(controls, offset)));
  }

  @ParameterizedTest
  @MethodSource("accesses")
  void aReadComesFromThePageOrExits(ApicVirtualizationControls controls, int offset) {
    VirtualApic apic = apic(controls);
    apic.page().setInt(offset, MAGIC);
    boolean virtualized =
        controls.equals(REGISTERS)
            ? READABLE.contains(offset)
            : controls.equals(SHADOW) && offset == 0x080;
    assertThat(apic.read(offset, 4))
        .isEqualTo(virtualized ? new Value(MAGIC) : VmExit.apicAccess(offset, LINEAR_READ));
  }

  @ParameterizedTest
  @MethodSource("accesses")
  void aWriteGoesToThePageAndMayExitAfterwards(ApicVirtualizationControls controls, int offset) {
    VirtualApic apic = apic(controls);
    ApicOutcome outcome = apic.write(offset, 4, MAGIC);
    int stored = apic.page().getInt(offset);
    if (controls.tprShadow() && offset == 0x080) {
      assertThat(outcome).isEqualTo(Plain.COMPLETED);
      assertThat(stored).isEqualTo(MAGIC & 0xFF);
    } else if (controls.equals(REGISTERS) && offset == 0x310) {
      assertThat(outcome).isEqualTo(Plain.COMPLETED);
      assertThat(stored).isEqualTo(MAGIC & 0xFF00_0000);
    } else if (controls.equals(REGISTERS) && EXITING_WRITES.contains(offset)) {
      assertThat(outcome).isEqualTo(VmExit.apicWrite(offset));
      assertThat(stored).as("the value is in the page").isEqualTo(MAGIC);
    } else {
      assertThat(outcome).isEqualTo(VmExit.apicAccess(offset, LINEAR_WRITE));
      assertThat(stored).isZero();
    }
  }

  @Test
  void withoutVirtualizeApicAccessesThePageIsPlainMemory() {
    VirtualApic apic = apic(REGISTERS.withVirtualizeApicAccesses(false));
    for (int offset = 0; offset <= 0x3F0; offset += 16) {
      assertThat(apic.read(offset, 4)).isEqualTo(Plain.NOT_VIRTUALIZED);
      assertThat(apic.write(offset, 4, MAGIC)).isEqualTo(Plain.NOT_VIRTUALIZED);
    }
  }

  @Test
  void deliveryAddsEoiAndIcrToTheWritesEvenWithoutRegisterVirtualization() {
    VirtualApic apic = apic(SHADOW.withVirtualInterruptDelivery(true));
    for (int offset = 0; offset <= 0x3F0; offset += 16) {
      boolean virtualized = offset == 0x080 || offset == 0x0B0 || offset == 0x300;
      assertThat(ApicAccessPage.virtualizesWrite(offset, 4, apic.controls()))
          .as("%03Xh", offset)
          .isEqualTo(virtualized);
      assertThat(ApicAccessPage.virtualizesRead(offset, 4, apic.controls()))
          .as("%03Xh", offset)
          .isEqualTo(offset == 0x080);
    }
  }

  @Test
  void onlyTheLowFourBytesOfSixteenAreVirtualized() {
    for (int size : new int[] {1, 2, 4, 8}) {
      for (int byteOffset = 0; byteOffset < 16; byteOffset++) {
        assertThat(ApicAccessPage.virtualizesRead(0x320 + byteOffset, size, REGISTERS))
            .as("%d bytes at %03Xh", size, 0x320 + byteOffset)
            .isEqualTo(byteOffset + size <= 4);
      }
    }
  }

  @Test
  void fetchesAndEventDeliveryAlwaysExit() {
    ApicAccessOperation operation = apic(REGISTERS).beginOperation();
    assertThat(operation.fetch(0x080)).isEqualTo(VmExit.apicAccess(0x080, INSTRUCTION_FETCH));
    assertThat(operation.exit(0x080, LINEAR_EVENT_DELIVERY))
        .isEqualTo(new VmExit(ExitReason.APIC_ACCESS, 0x3080));
  }

  @Test
  void aSecondWriteOfAnOperationMustRepeatOffsetAndSize() {
    VirtualApic apic = apic(REGISTERS);
    ApicAccessOperation operation = apic.beginOperation();
    assertThat(operation.write(0x320, 4, 1)).isEqualTo(Plain.COMPLETED);
    assertThat(operation.write(0x320, 4, 2)).isEqualTo(Plain.COMPLETED);
    assertThat(operation.write(0x330, 4, 3)).isEqualTo(VmExit.apicAccess(0x330, LINEAR_WRITE));
    assertThat(operation.write(0x320, 2, 3)).isEqualTo(VmExit.apicAccess(0x320, LINEAR_WRITE));
    assertThat(operation.read(0x320, 4)).isEqualTo(VmExit.apicAccess(0x320, LINEAR_READ));
    assertThat(apic.page().getInt(0x320)).isEqualTo(2);
    assertThat(operation.complete()).isEqualTo(VmExit.apicWrite(0x320));
    assertThat(operation.complete()).as("emulated once").isEqualTo(Plain.COMPLETED);
  }

  @Test
  void aLostOperationLeavesNothingForTheNext() {
    VirtualApic apic = apic(REGISTERS);
    assertThat(apic.write(0x030, 4, 1)).isEqualTo(VmExit.apicAccess(0x030, LINEAR_WRITE));
    assertThat(apic.read(0x080, 4)).isEqualTo(new Value(0));
  }

  @Test
  void theQualificationOfAnAccessExitIsOffsetAndType() {
    assertThat(VmExit.apicAccess(0x0B0, LINEAR_WRITE).qualification()).isEqualTo(0x10B0);
    assertThat(VmExit.apicAccess(0x0B0, ApicAccessType.PHYSICAL_INSTRUCTION).qualification())
        .isEqualTo(0xF0B0);
  }

  @Test
  void withoutDeliveryAWriteOfTprBelowTheThresholdExits() {
    VirtualApic apic = apic(SHADOW);
    apic.setTprThreshold(5);
    assertThat(apic.write(0x080, 4, 0x50)).isEqualTo(Plain.COMPLETED);
    assertThat(apic.write(0x080, 4, 0x4F)).isEqualTo(new VmExit(ExitReason.TPR_BELOW_THRESHOLD, 0));
    assertThat(apic.moveToCr8(4)).isEqualTo(new VmExit(ExitReason.TPR_BELOW_THRESHOLD, 0));
    assertThat(apic.moveToCr8(5)).isEqualTo(Plain.COMPLETED);
  }

  @Test
  void cr8IsTheClassOfVtpr() {
    VirtualApic apic = apic(SHADOW);
    assertThat(apic.moveToCr8(0xA)).isEqualTo(Plain.COMPLETED);
    assertThat(apic.page().get(VirtualApicRegister.VTPR)).isEqualTo(0xA0);
    assertThat(apic.moveFromCr8()).isEqualTo(new Value(0xA));
    assertThat(apic.moveToCr8(0x10)).isEqualTo(Plain.GENERAL_PROTECTION);
    assertThat(apic(ACCESSES).moveToCr8(1)).isEqualTo(Plain.NOT_VIRTUALIZED);
    assertThat(apic(ACCESSES).moveFromCr8()).isEqualTo(Plain.NOT_VIRTUALIZED);
  }

  private static VirtualApic apic(ApicVirtualizationControls controls) {
    return new VirtualApic(VirtualApicPage.onHeap(), controls);
  }

  private static Set<Integer> offsets(Integer... offsets) {
    return new HashSet<>(Set.of(offsets));
  }
}
