package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pirouette.model.intel.RemappingFixture.TABLE;
import static org.pirouette.model.intel.RemappingFixture.posted;
import static org.pirouette.model.intel.RemappingFixture.remapped;

import org.junit.jupiter.api.Test;
import org.pirouette.model.intel.RemappingOutcome.Blocked;
import org.pirouette.model.intel.RemappingOutcome.Posted;
import org.pirouette.model.intel.RemappingOutcome.Remapped;

/// Entries are used as they were fetched, descriptors never: VT-d 6.2.4.
class InterruptEntryCacheTest {

  @Test
  void aStaleEntryIsUsedUntilItsIndexIsInvalidated() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, remapped());
    assertThat(fixture.request(5)).isInstanceOf(Remapped.class);
    fixture.table.replace(5, posted());
    assertThat(fixture.request(5)).as("stale").isInstanceOf(Remapped.class);
    assertThat(fixture.unit.invalidate(InterruptEntryCache.indexInvalidate(4, 0))).isTrue();
    assertThat(fixture.request(5)).as("another index").isInstanceOf(Remapped.class);
    assertThat(fixture.unit.invalidate(InterruptEntryCache.indexInvalidate(5, 0))).isTrue();
    assertThat(fixture.request(5)).isInstanceOf(Posted.class);
  }

  @Test
  void aGlobalInvalidationEmptiesTheCache() {
    RemappingFixture fixture = new RemappingFixture();
    for (int index = 0; index < 8; index++) {
      fixture.table.replace(index, remapped());
      fixture.request(index);
    }
    assertThat(fixture.unit.cache().size()).isEqualTo(8);
    assertThat(fixture.unit.invalidate(InterruptEntryCache.globalInvalidate())).isTrue();
    assertThat(fixture.unit.cache().size()).isZero();
  }

  @Test
  void anIndexMaskCoversAnAlignedRange() {
    long descriptor = InterruptEntryCache.indexInvalidate(0x13, 2);
    for (int index = 0; index < 64; index++) {
      assertThat(InterruptEntryCache.covers(descriptor, index))
          .as("index %d", index)
          .isEqualTo(index >= 0x10 && index <= 0x13);
    }
  }

  @Test
  void hardwareMayDropAnEntryAtAnyTime() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, remapped());
    fixture.request(5);
    fixture.table.replace(5, posted());
    fixture.unit.cache().evict(5);
    assertThat(fixture.request(5)).isInstanceOf(Posted.class);
  }

  @Test
  void anAbsentEntryIsCachedInCachingModeOnly() {
    RemappingFixture real = new RemappingFixture();
    RemappingFixture caching =
        new RemappingFixture(RemappingCapabilities.SERVER.withCachingMode(true));
    real.request(5);
    caching.request(5);
    real.table.replace(5, remapped());
    caching.table.replace(5, remapped());
    assertThat(real.request(5)).isInstanceOf(Remapped.class);
    assertThat(caching.request(5)).isEqualTo(new Blocked(RemappingFault.NOT_PRESENT, true));
  }

  @Test
  void aNewTablePointerLeavesStaleEntriesUnlessTheUnitInvalidates() {
    RemappingFixture fixture = new RemappingFixture();
    RemappingFixture invalidating =
        new RemappingFixture(RemappingCapabilities.SERVER.withInvalidatesOnTableChange(true));
    for (RemappingFixture each : new RemappingFixture[] {fixture, invalidating}) {
      each.table.replace(5, remapped());
      each.request(5);
      each.setTable(InterruptRemappingTable.register(TABLE + 0x1000, 5, true));
    }
    assertThat(fixture.request(5)).as("stale, of the old table").isInstanceOf(Remapped.class);
    assertThat(invalidating.request(5))
        .isEqualTo(new Blocked(RemappingFault.ENTRY_UNREADABLE, true));
  }

  @Test
  void theDescriptorIsNeverCached() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, posted());
    fixture.descriptor.updateControl(_ -> NotificationControl.of(0xF2, 1));
    fixture.request(5);
    fixture.descriptor.drain(new long[4]);
    fixture.descriptor.updateControl(_ -> NotificationControl.of(0xF1, 2));
    Posted outcome = (Posted) fixture.request(5);
    assertThat(NotificationControl.notificationVector(outcome.notification())).isEqualTo(0xF1);
    assertThat(NotificationControl.destination(outcome.notification())).isEqualTo(2);
  }

  @Test
  void aWrongDescriptorIsRefused() {
    RemappingFixture fixture = new RemappingFixture();
    assertThat(fixture.unit.invalidate(5)).as("a wait descriptor").isFalse();
    assertThat(fixture.unit.invalidate(4 | 1L << 9)).as("high type bits").isFalse();
    assertThat(fixture.unit.invalidate(InterruptEntryCache.indexInvalidate(0, 16)))
        .as("mask above MHMV 15")
        .isFalse();
  }
}
