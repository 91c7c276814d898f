package org.pirouette.model.amd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// IPIs of guests under AVIC: destination decoding, and exits with their id and index.
class AvicIpiTest {
  private static final int VECTOR = 0x51;
  private static final int LOGICAL = 1 << 11;

  private final MachineFixture machine = new MachineFixture(20);
  private final AvicIpi ipi = new AvicIpi(machine);

  private long send(ApicMode mode, int destination, int low) {
    int high = mode == ApicMode.X2APIC ? destination : destination << 24;
    return ipi.send(0, mode, high, low);
  }

  @Test
  @Tag("A1")
  void physicalDestinationIndexesThePhysicalTable() {
    assertThat(send(ApicMode.FLAT, 3, VECTOR)).isEqualTo(AvicIpi.COMPLETE);
    assertThat(machine.requested(VECTOR)).containsExactly(3);
    assertThat(machine.doorbells).containsExactly(0x43);
  }

  @Test
  @Tag("A2")
  void broadcastSkipsInvalidEntries() {
    machine.physical[5] = 0;
    assertThat(send(ApicMode.FLAT, 0xFF, VECTOR)).isEqualTo(AvicIpi.COMPLETE);
    assertThat(machine.requested(VECTOR)).hasSize(19).doesNotContain(5);
    machine.doorbells.clear();
    assertThat(send(ApicMode.X2APIC, -1, VECTOR + 1)).isEqualTo(AvicIpi.COMPLETE);
    assertThat(machine.requested(VECTOR + 1)).hasSize(19).doesNotContain(5);
  }

  @Test
  @Tag("A3")
  void flatDestinationIndexesTheLogicalTable() {
    machine.logical[1] = LogicalApicIdEntry.of(7);
    machine.logical[6] = LogicalApicIdEntry.of(2);
    assertThat(send(ApicMode.FLAT, 0x42, LOGICAL | VECTOR)).isEqualTo(AvicIpi.COMPLETE);
    assertThat(machine.requested(VECTOR)).containsExactly(2, 7);
  }

  @Test
  @Tag("A4")
  void clusterDestinationIndexesTheLogicalTable() {
    machine.logical[14 * 4 + 3] = LogicalApicIdEntry.of(11);
    assertThat(send(ApicMode.CLUSTER, 0xE8, LOGICAL | VECTOR)).isEqualTo(AvicIpi.COMPLETE);
    assertThat(machine.requested(VECTOR)).containsExactly(11);
    assertThat(AvicIpi.id(send(ApicMode.CLUSTER, 0xF1, LOGICAL | VECTOR)))
        .isEqualTo(AvicIpi.INVALID_TARGET);
  }

  @Test
  @Tag("A5")
  void x2apicLogicalNeedsNoTable() {
    assertThat(send(ApicMode.X2APIC, 0x0001_0005, LOGICAL | VECTOR)).isEqualTo(AvicIpi.COMPLETE);
    assertThat(machine.requested(VECTOR)).containsExactly(16, 18);
    assertThat(send(ApicMode.X2APIC, 0x0001_0011, LOGICAL | VECTOR + 1))
        .isEqualTo(AvicIpi.info2(AvicIpi.INVALID_TARGET, 20));
  }

  @Test
  @Tag("A6")
  void shorthands() {
    assertThat(ipi.send(4, ApicMode.FLAT, 0, 1 << 18 | VECTOR)).isEqualTo(AvicIpi.COMPLETE);
    assertThat(machine.requested(VECTOR)).containsExactly(4);
    assertThat(machine.doorbells).isEmpty();
    ipi.send(4, ApicMode.FLAT, 0, 2 << 18 | VECTOR + 1);
    assertThat(machine.requested(VECTOR + 1)).hasSize(20);
    ipi.send(4, ApicMode.FLAT, 0, 3 << 18 | VECTOR + 2);
    assertThat(machine.requested(VECTOR + 2)).hasSize(19).doesNotContain(4);
  }

  @Test
  @Tag("A7")
  void invalidTypeAndInvalidVectorReachNobody() {
    for (int type = 1; type < 8; type++) {
      assertThat(AvicIpi.id(send(ApicMode.FLAT, 1, type << 8 | VECTOR))).isZero();
    }
    assertThat(AvicIpi.id(send(ApicMode.FLAT, 1, 1 << 15 | VECTOR))).isZero();
    for (int vector = 0; vector < 16; vector++) {
      assertThat(AvicIpi.id(send(ApicMode.FLAT, 1, vector))).isEqualTo(AvicIpi.INVALID_VECTOR);
    }
    assertThat(machine.untouched()).isTrue();
  }

  @Test
  @Tag("A8")
  void allTargetsHaveTheBitBeforeTheExitForOneThatDoesNotRun() {
    machine.stop(2);
    machine.stop(9);
    long info = send(ApicMode.FLAT, 0xFF, VECTOR);
    assertThat(info).isEqualTo(AvicIpi.info2(AvicIpi.TARGET_NOT_RUNNING, 2));
    assertThat(machine.requested(VECTOR)).hasSize(20);
    assertThat(machine.doorbells).hasSize(18).doesNotContain(0x42, 0x49);
  }

  @Test
  @Tag("A9")
  void oneInvalidTargetStopsTheWholeIpi() {
    machine.logical[0] = LogicalApicIdEntry.of(1);
    assertThat(send(ApicMode.FLAT, 0x05, LOGICAL | VECTOR))
        .isEqualTo(AvicIpi.info2(AvicIpi.INVALID_TARGET, 2));
    assertThat(AvicIpi.id(send(ApicMode.X2APIC, 20, VECTOR))).isEqualTo(AvicIpi.INVALID_TARGET);
    assertThat(machine.untouched()).isTrue();
  }

  @Test
  @Tag("A10")
  void missingBackingPage() {
    machine.pages[3] = null;
    assertThat(send(ApicMode.FLAT, 3, VECTOR))
        .isEqualTo(AvicIpi.info2(AvicIpi.INVALID_BACKING_PAGE, 3));
    assertThat(send(ApicMode.FLAT, 0xFF, VECTOR))
        .isEqualTo(AvicIpi.info2(AvicIpi.INVALID_BACKING_PAGE, 3));
    assertThat(machine.untouched()).isTrue();
  }
}
