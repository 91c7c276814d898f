package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pirouette.model.intel.RemappingFixture.DESCRIPTOR;
import static org.pirouette.model.intel.RemappingFixture.posted;
import static org.pirouette.model.intel.RemappingFixture.remapped;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.pirouette.model.intel.RemappingOutcome.Blocked;
import org.pirouette.model.intel.RemappingOutcome.Posted;

class InterruptRemappingTableTest {

  @Test
  void sizeAndModeSurviveTheRegister() {
    for (int size = 0; size < 16; size++) {
      long register = InterruptRemappingTable.register(0x12_3456_7000L, size, size % 2 == 0);
      assertThat(InterruptRemappingTable.address(register)).isEqualTo(0x12_3456_7000L);
      assertThat(InterruptRemappingTable.entries(register)).isEqualTo(1 << size + 1);
      assertThat(InterruptRemappingTable.isExtended(register)).isEqualTo(size % 2 == 0);
    }
  }

  /// The known bug: a device between the two stores meets half of each entry. Here the new low half
  /// (posted) meets the old high half, whose upper address bits are not the descriptor's.
  @Test
  void aDeviceBetweenTheStoresOfATornWriteUsesAnEntryNobodyWrote() {
    RemappingFixture fixture = new RemappingFixture();
    long high = 0x1_0000_0000L;
    fixture.memory.map(high + DESCRIPTOR, MemorySegment.ofArray(new long[8]));
    fixture.table.replace(5, remapped());
    InterruptRemappingTable.TornWrite write =
        fixture.table.beginTornWrite(5, remapped().toPosted(0x61, false, high + DESCRIPTOR));
    write.storeLow();
    assertThat(fixture.request(5)).isInstanceOf(Posted.class);
    assertThat(fixture.descriptor.isRequested(0x61))
        .as("posted into the wrong descriptor")
        .isTrue();
    write.storeHigh();
    fixture.unit.invalidate(InterruptEntryCache.globalInvalidate());
    Posted whole = (Posted) fixture.request(5);
    assertThat(whole.descriptorAddress()).isEqualTo(high + DESCRIPTOR);
  }

  @Test
  void compareAndSetNeedsTheExpectedEntry() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, remapped());
    assertThat(fixture.table.compareAndSet(5, posted(), InterruptRemappingTableEntry.ABSENT))
        .isFalse();
    assertThat(fixture.table.compareAndSet(5, remapped(), posted())).isTrue();
    assertThat(fixture.table.read(5)).isEqualTo(posted());
  }

  @Test
  void anAtomicReplacementIsNeverSeenInHalves() throws InterruptedException {
    RemappingFixture fixture = new RemappingFixture();
    InterruptRemappingTableEntry one = new InterruptRemappingTableEntry(1, 1);
    InterruptRemappingTableEntry two = new InterruptRemappingTableEntry(2, 2);
    fixture.table.replace(5, one);
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int round = 0; !stop.get(); round++) {
                    fixture.table.replace(5, round % 2 == 0 ? two : one);
                  }
                });
    try {
      for (int round = 0; round < 20_000; round++) {
        assertThat(fixture.table.read(5)).isIn(one, two);
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void entriesOutsideOfTheTableAreRefused() {
    RemappingFixture fixture = new RemappingFixture();
    assertThatThrownBy(() -> fixture.table.read(64))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("entry 64 of a table of 64");
    assertThat(fixture.request(64)).isEqualTo(new Blocked(RemappingFault.INDEX_BEYOND_TABLE, true));
  }
}
