package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SDM 10.8, and the public cases of kvm-unit-tests `eventinj.c` and `vmx_apic_passthrough*`.
class LocalApicTest {
  private final LocalApic apic = new LocalApic();

  @Test
  void illegalVectorsOnlySetTheErrorStatus() {
    for (int vector = 0; vector < 16; vector++) {
      assertThat(apic.accept(vector, false)).isFalse();
    }
    assertThat(apic.errorStatus()).isEqualTo(LocalApic.RECEIVE_ILLEGAL_VECTOR);
    assertThat(apic.checkSend(15)).isFalse();
    assertThat(apic.errorStatus())
        .isEqualTo(LocalApic.RECEIVE_ILLEGAL_VECTOR | LocalApic.SEND_ILLEGAL_VECTOR);
    apic.clearErrorStatus();
    assertThat(apic.accept(16, false)).isTrue();
    assertThat(apic.checkSend(16)).isTrue();
    assertThat(apic.errorStatus()).isZero();
  }

  @Test
  void equalRequestsMergeAndOneMoreWaitsWhileInService() {
    apic.accept(0x41, false);
    apic.accept(0x41, false);
    assertThat(apic.acknowledge()).isEqualTo(0x41);
    apic.accept(0x41, false);
    assertThat(apic.isRequested(0x41)).isTrue();
    assertThat(apic.isInService(0x41)).isTrue();
    assertThat(apic.pending()).as("same class").isEqualTo(LocalApic.NONE);
    apic.endOfInterrupt();
    assertThat(apic.acknowledge()).isEqualTo(0x41);
    apic.endOfInterrupt();
    assertThat(apic.pending()).isEqualTo(LocalApic.NONE);
  }

  /// `eventinj.c`: 32 and 62 pending; which are delivered under a TPR, in order.
  @ParameterizedTest
  @CsvSource({"0xF0,''", "0x20,'62'", "0,'62 32'"})
  void taskPriorityHoldsClassesBack(int taskPriority, String delivered) {
    apic.accept(32, false);
    apic.accept(62, false);
    apic.setTaskPriority(taskPriority);
    StringBuilder taken = new StringBuilder();
    while (apic.pending() != LocalApic.NONE) {
      taken.append(apic.acknowledge()).append(' ');
      apic.endOfInterrupt();
    }
    assertThat(taken.toString().strip()).isEqualTo(delivered);
  }

  /// `vmx_apic_passthrough_tpr_threshold`: E1h waits under a TPR one class above it.
  @Test
  void loweringTprReleasesWhatWaited() {
    apic.accept(0xE1, false);
    apic.setControlRegister8(0xF);
    assertThat(apic.pending()).isEqualTo(LocalApic.NONE);
    apic.setControlRegister8(0);
    assertThat(apic.controlRegister8()).isZero();
    assertThat(apic.acknowledge()).isEqualTo(0xE1);
  }

  /// `vmx_apic_passthrough`: remote IRR of the I/O APIC is dropped by the EOI broadcast.
  @Test
  void theEndOfALevelTriggeredInterruptIsBroadcast() {
    apic.accept(0x78, true);
    assertThat(apic.isLevelTriggered(0x78)).isTrue();
    apic.acknowledge();
    assertThat(apic.endOfInterrupt()).isEqualTo(0x78);
    apic.accept(0x78, false);
    apic.acknowledge();
    assertThat(apic.endOfInterrupt()).as("edge").isEqualTo(LocalApic.NONE);
    apic.setSpuriousVectorRegister(0x1FF | 1 << 12);
    apic.accept(0x78, true);
    apic.acknowledge();
    assertThat(apic.endOfInterrupt()).as("suppressed").isEqualTo(LocalApic.NONE);
  }

  @Test
  void withNothingToGiveAnAcknowledgeIsSpurious() {
    apic.setSpuriousVectorRegister(0x1EF);
    apic.accept(0x41, false);
    apic.setTaskPriority(0x40);
    assertThat(apic.acknowledge()).isEqualTo(0xEF);
    assertThat(apic.isInService(0xEF)).isFalse();
    assertThat(apic.isRequested(0x41)).isTrue();
    assertThat(apic.endOfInterrupt()).isEqualTo(LocalApic.NONE);
  }

  @Test
  void processorPriorityIsTheHigherClass() {
    apic.setTaskPriority(0x35);
    assertThat(apic.processorPriority()).isEqualTo(0x35);
    apic.accept(0x5A, false);
    apic.acknowledge();
    assertThat(apic.processorPriority()).isEqualTo(0x50);
    apic.setTaskPriority(0x53);
    assertThat(apic.processorPriority()).as("tie: TPR in full").isEqualTo(0x53);
  }

  @Test
  void logicalDestinationsMatchByTheirModel() {
    assertThat(LogicalDestination.matchesFlat(0b0101, 0b0100)).isTrue();
    assertThat(LogicalDestination.matchesFlat(0b0101, 0b1010)).isFalse();
    assertThat(LogicalDestination.matchesCluster(0x23, 0x22)).isTrue();
    assertThat(LogicalDestination.matchesCluster(0x23, 0x32)).isFalse();
    assertThat(LogicalDestination.matchesCluster(0xFF, 0x24)).isTrue();
    assertThat(LogicalDestination.x2apicLogicalId(0x25)).isEqualTo(0x2_0020);
    assertThat(LogicalDestination.matchesX2apic(0x2_0021, 0x25)).isTrue();
    assertThat(LogicalDestination.matchesX2apic(0x3_0020, 0x25)).isFalse();
    assertThat(LogicalDestination.matchesX2apic(-1, 0x25)).isTrue();
  }
}
