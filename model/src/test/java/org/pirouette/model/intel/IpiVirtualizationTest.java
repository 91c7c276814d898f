package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.model.intel.ApicOutcome.PostedIpi;
import org.pirouette.model.intel.ApicOutcome.VmExit;

class IpiVirtualizationTest {
  private static final long TABLE = 0x10_0000;
  private static final long DESCRIPTORS = 0x20_0000;
  private static final int LAST = 3;
  private static final VmExit FALL_BACK = VmExit.apicWrite(0x300);

  private final PhysicalMemory memory = new PhysicalMemory();
  private final long[] table = new long[LAST + 1];
  private final VirtualApic apic =
      new VirtualApic(
          VirtualApicPage.onHeap(), ApicVirtualizationControls.XAPIC.withIpiVirtualization(true));

  @BeforeEach
  void oneDescriptorForEachVirtualProcessor() {
    memory.map(TABLE, MemorySegment.ofArray(table));
    memory.map(DESCRIPTORS, MemorySegment.ofArray(new long[8 * (LAST + 1)]));
    for (int target = 0; target <= LAST; target++) {
      table[target] = IpiVirtualization.entry(DESCRIPTORS + 64L * target);
      descriptor(target).updateControl(_ -> NotificationControl.of(0xF2, 0x100));
    }
    apic.setIpiVirtualization(new IpiVirtualization(memory, TABLE, LAST, 46));
  }

  @Test
  void aUnicastIpiIsPostedAndNotifiedOnce() {
    long notification = NotificationControl.of(0xF2, 0x100) | NotificationControl.ON;
    assertThat(send(2, 0x41)).isEqualTo(new PostedIpi(0x41, notification));
    assertThat(descriptor(2).isRequested(0x41)).isTrue();
    assertThat(send(2, 0x42))
        .as("ON is set already")
        .isEqualTo(new PostedIpi(0x42, PostedInterruptDescriptor.NO_NOTIFICATION));
  }

  @Test
  void aSuppressedTargetGetsTheRequestAlone() {
    descriptor(2).setSuppressed(true);
    assertThat(send(2, 0x41))
        .isEqualTo(new PostedIpi(0x41, PostedInterruptDescriptor.NO_NOTIFICATION));
    assertThat(descriptor(2).isRequested(0x41)).isTrue();
    assertThat(NotificationControl.outstanding(descriptor(2).getControl())).isFalse();
  }

  @Test
  void inX2apicModeTheTargetIsEdx() {
    apic.setControls(ApicVirtualizationControls.X2APIC.withIpiVirtualization(true));
    assertThat(apic.writeMsr(0x830, 1L << 32 | 0x41)).isInstanceOf(PostedIpi.class);
    assertThat(descriptor(1).isRequested(0x41)).isTrue();
    assertThat(apic.writeMsr(0x830, 0xFFFF_FFFFL << 32 | 0x41))
        .as("broadcast")
        .isEqualTo(FALL_BACK);
    assertThat(apic.page().getLong(0x300)).isEqualTo(0xFFFF_FFFFL << 32 | 0x41);
  }

  /// Logical destination, NMI, level, shorthands, reserved bits.
  @ParameterizedTest
  @ValueSource(
      ints = {1 << 11, 4 << 8, 1 << 15, 2 << 18, 3 << 18, 1 << 16, 1 << 20, 1 << 13, 1 << 12})
  void whatIsNotAPlainUnicastExits(int bits) {
    apic.write(0x310, 4, 2 << 24);
    assertThat(apic.write(0x300, 4, 0x41 | bits)).isEqualTo(FALL_BACK);
    assertThat(descriptor(2).isEmpty()).isTrue();
  }

  @Test
  void aSelfIpiIsVirtualizedWithoutTheTable() {
    apic.vmEntry();
    assertThat(apic.write(0x300, 4, 1 << 18 | 0x41)).isEqualTo(ApicOutcome.Plain.COMPLETED);
    assertThat(apic.rvi()).isEqualTo(0x41);
  }

  @Test
  void illegalVectorsAndTargetsBeyondTheTableExit() {
    assertThat(send(2, 0x0F)).isEqualTo(FALL_BACK);
    assertThat(send(LAST + 1, 0x41)).isEqualTo(FALL_BACK);
    assertThat(send(0xFF, 0x41)).isEqualTo(FALL_BACK);
  }

  @Test
  void anEntryIsValidAndItsReservedBitsAreZero() {
    for (int bit = 0; bit < 64; bit++) {
      table[2] = IpiVirtualization.entry(DESCRIPTORS + 128) ^ 1L << bit;
      boolean usable = bit >= 6 && bit < 46;
      assertThat(IpiVirtualization.isUsable(table[2], 46)).as("bit %d", bit).isEqualTo(usable);
      if (!usable) {
        assertThat(send(2, 0x41)).isEqualTo(FALL_BACK);
      }
    }
  }

  @Test
  void anAbsentTableExitsAndAnAbsentDescriptorSwallowsThePost() {
    table[2] = IpiVirtualization.entry(0x7000_0000);
    assertThat(send(2, 0x41))
        .isEqualTo(new PostedIpi(0x41, PostedInterruptDescriptor.NO_NOTIFICATION));
    memory.unmap(TABLE);
    assertThat(send(1, 0x41)).isEqualTo(FALL_BACK);
  }

  @Test
  void withoutTheControlEveryOtherIpiExits() {
    apic.setControls(ApicVirtualizationControls.XAPIC);
    assertThat(send(2, 0x41)).isEqualTo(FALL_BACK);
    apic.setControls(ApicVirtualizationControls.X2APIC);
    assertThat(apic.writeMsr(0x830, 0x41)).isEqualTo(ApicOutcome.Plain.NOT_VIRTUALIZED);
  }

  private ApicOutcome send(int target, int vector) {
    apic.write(0x310, 4, (long) target << 24);
    return apic.write(0x300, 4, vector);
  }

  private PostedInterruptDescriptor descriptor(int target) {
    return memory.descriptor(DESCRIPTORS + 64L * target);
  }
}
