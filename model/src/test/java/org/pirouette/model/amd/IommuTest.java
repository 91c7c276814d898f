package org.pirouette.model.amd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The IOMMU: encodings, checks, guest-mode delivery, what is cached, the GALog.
class IommuTest {
  private static final long REMAP_TABLE =
      DeviceTableInterrupts.of(DeviceTableInterrupts.REMAP, 9, 0);

  @Test
  @Tag("M1")
  void encodingsRoundTrip() {
    long seed = Long.getLong("pirouette.seed", System.nanoTime());
    System.out.printf("IommuTest: replay with -Dpirouette.seed=%d%n", seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int count = 0; count < 5_000; count++) {
      int destination = random.nextInt();
      int tag = random.nextInt();
      int vector = random.nextInt(256);
      long root = random.nextLong() & VmcbInterruptControl.ADDRESS;
      long flags = random.nextLong();
      long low = IommuIrte.guestLow(flags, destination, tag);
      long high = IommuIrte.guestHigh(vector, root, destination);
      assertThat(IommuIrte.destination(low, high, true)).isEqualTo(destination);
      assertThat(IommuIrte.destination(low, high, false)).isEqualTo(destination & 0xFF);
      assertThat(IommuIrte.gaTag(low)).isEqualTo(tag);
      assertThat(IommuIrte.vector(high)).isEqualTo(vector);
      assertThat(IommuIrte.backingPage(high)).isEqualTo(root);
      assertThat(IommuIrte.GUEST.reservedSet(low, high)).isEmpty();
      long words = root >>> 12;
      assertThat(IommuIrte.GUEST.field("Root").valueIn(low, high)).isEqualTo(words);
      long entry = PhysicalApicIdEntry.of(root, destination, (flags & 1) != 0);
      assertThat(PhysicalApicIdEntry.hostApicId(entry)).isEqualTo(destination & 0xFFF);
      assertThat(PhysicalApicIdEntry.backingPage(entry)).isEqualTo(root);
      assertThat(PhysicalApicIdEntry.isRunning(entry)).isEqualTo((flags & 1) != 0);
    }
  }

  @Test
  @Tag("M2")
  void deviceTableDecidesFirst() {
    assertThat(InterruptRequestCheck.ofDevice(0, 0)).isEqualTo(InterruptRequestCheck.FORWARDED);
    assertThat(check(DeviceTableInterrupts.ABORT, 9)).isEqualTo(InterruptRequestCheck.ABORTED);
    assertThat(check(DeviceTableInterrupts.FORWARD, 9)).isEqualTo(InterruptRequestCheck.FORWARDED);
    assertThat(check(3, 9)).isEqualTo(InterruptRequestCheck.ILLEGAL_DEVICE_TABLE_ENTRY);
    for (int length = 12; length < 16; length++) {
      assertThat(check(DeviceTableInterrupts.REMAP, length))
          .isEqualTo(InterruptRequestCheck.ILLEGAL_DEVICE_TABLE_ENTRY);
    }
    assertThat(InterruptRequestCheck.ofDevice(REMAP_TABLE, 511))
        .isEqualTo(InterruptRequestCheck.PASSED);
    assertThat(InterruptRequestCheck.ofDevice(REMAP_TABLE, 512))
        .isEqualTo(InterruptRequestCheck.INDEX_PAST_TABLE);
    assertThat(DeviceTableInterrupts.index(0xFFFF)).isEqualTo(0x7FF);
  }

  private static InterruptRequestCheck check(int control, int length) {
    return InterruptRequestCheck.ofDevice(DeviceTableInterrupts.of(control, length, 0), 0);
  }

  @Test
  @Tag("M3")
  void entryChecksOfAllLowBytes() {
    for (int low = 0; low < 256; low++) {
      InterruptRequestCheck expected =
          (low & 1) == 0
              ? InterruptRequestCheck.NOT_ENABLED
              : (low & 0x80) == 0 && (low >> 2 & 7) > 1
                  ? InterruptRequestCheck.RESERVED_TYPE
                  : InterruptRequestCheck.PASSED;
      InterruptRequestCheck found = InterruptRequestCheck.ofEntry(low, true);
      assertThat(found).isEqualTo(expected);
      if (expected != InterruptRequestCheck.PASSED) {
        assertThat(found.logsEvent(REMAP_TABLE, low)).isEqualTo((low & 2) == 0);
      }
    }
    assertThat(InterruptRequestCheck.ofEntry(0x81, false))
        .isEqualTo(InterruptRequestCheck.GUEST_MODE_DISABLED);
    assertThat(InterruptRequestCheck.NOT_ENABLED.logsEvent(REMAP_TABLE | 1 << 5, 0)).isFalse();
  }

  @Test
  @Tag("M4")
  void guestModeDeliveryOfAllFlags() {
    long run = IommuIrte.IS_RUN;
    long log = IommuIrte.GA_LOG_INTR;
    assertThat(GuestModeDelivery.of(run, false)).isEqualTo(GuestModeDelivery.DOORBELL);
    assertThat(GuestModeDelivery.of(run | log, false)).isEqualTo(GuestModeDelivery.DOORBELL);
    assertThat(GuestModeDelivery.of(log, false)).isEqualTo(GuestModeDelivery.LOG);
    assertThat(GuestModeDelivery.of(0, false)).isEqualTo(GuestModeDelivery.NOTHING);
  }

  @Test
  @Tag("M5")
  void gappiReplacesTheLog() {
    long log = IommuIrte.GA_LOG_INTR;
    assertThat(GuestModeDelivery.of(log, true)).isEqualTo(GuestModeDelivery.PHYSICAL_INTERRUPT);
    assertThat(GuestModeDelivery.of(0, true)).isEqualTo(GuestModeDelivery.PHYSICAL_INTERRUPT);
    assertThat(GuestModeDelivery.of(log | IommuIrte.GAPPI_DIS, true))
        .isEqualTo(GuestModeDelivery.NOTHING);
    assertThat(GuestModeDelivery.of(IommuIrte.IS_RUN | IommuIrte.GAPPI_DIS, true))
        .isEqualTo(GuestModeDelivery.DOORBELL);
  }

  @Test
  @Tag("M6")
  void isRunDestinationAndTagAreNeverCached() {
    long cached = IommuIrte.guestLow(IommuIrte.IS_RUN, 4, 7);
    long memory = IommuIrte.guestLow(IommuIrte.GA_LOG_INTR, 9, 8);
    long seen = GuestModeDelivery.seen(cached, memory, AmdModelChoice.GA_LOG_INTR_CACHED);
    assertThat(seen & IommuIrte.IS_RUN).isZero();
    assertThat(IommuIrte.destination(seen, 0, true)).isEqualTo(9);
    assertThat(IommuIrte.gaTag(seen)).isEqualTo(8);
    assertThat(GuestModeDelivery.of(seen, false)).isEqualTo(GuestModeDelivery.NOTHING);
    assertThat(GuestModeDelivery.seen(1, memory, AmdModelChoice.GA_LOG_INTR_FRESH)).isEqualTo(1);
  }

  @Test
  @Tag("M7")
  void gaLogIntrIsCachedByChoice() {
    long cached = IommuIrte.guestLow(IommuIrte.IS_RUN, 4, 7);
    long memory = IommuIrte.guestLow(IommuIrte.GA_LOG_INTR, 4, 7);
    long seen = GuestModeDelivery.seen(cached, memory, AmdModelChoice.GA_LOG_INTR_FRESH);
    assertThat(GuestModeDelivery.of(seen, false)).isEqualTo(GuestModeDelivery.LOG);
  }

  @Test
  @Tag("M8")
  void logIsARingThatStopsAtOverflowUntilRestarted() {
    GuestApicLog log = new GuestApicLog(3);
    assertThat(log.append(1, 2)).isFalse();
    log.enable(true);
    for (int count = 0; count < 7; count++) {
      assertThat(log.append(count, 0x2A00)).isTrue();
    }
    assertThat(log.append(7, 0)).isFalse();
    assertThat(log.status()).isEqualTo(GuestApicLog.GA_LOG_OVERFLOW | GuestApicLog.GA_INT);
    assertThat(log.read(8)).isEqualTo(0x1000_2A00_0000_0001L);
    log.writeHead(log.tail());
    log.writeStatus(-1);
    assertThat(log.append(8, 0)).isFalse();
    log.enable(true);
    assertThat(log.append(8, 0)).isFalse();
    log.enable(false);
    log.enable(true);
    assertThat(log.append(8, 0)).isTrue();
    assertThat(log.tail()).isZero();
    assertThat(log.status()).isEqualTo(GuestApicLog.GA_LOG_RUN | GuestApicLog.GA_INT);
  }
}
