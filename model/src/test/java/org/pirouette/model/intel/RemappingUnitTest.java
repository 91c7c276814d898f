package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pirouette.model.intel.RemappingFixture.DESCRIPTOR;
import static org.pirouette.model.intel.RemappingFixture.ENTRIES;
import static org.pirouette.model.intel.RemappingFixture.REQUESTER;
import static org.pirouette.model.intel.RemappingFixture.TABLE;
import static org.pirouette.model.intel.RemappingFixture.posted;
import static org.pirouette.model.intel.RemappingFixture.remapped;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.intel.RemappingOutcome.Blocked;
import org.pirouette.model.intel.RemappingOutcome.Passed;
import org.pirouette.model.intel.RemappingOutcome.Posted;
import org.pirouette.model.intel.RemappingOutcome.Remapped;

/// The way of a request through the unit: VT-d 5.1, in the order of the checks.
class RemappingUnitTest {
  private static final InterruptMessage COMPATIBILITY =
      InterruptMessage.compatibility(0x41, RemappedInterrupt.FIXED, 2, false, false, false);

  @Test
  void whileRemappingIsOffEveryRequestPasses() {
    RemappingUnit unit = new RemappingUnit(new PhysicalMemory(), RemappingCapabilities.SERVER);
    assertThat(unit.request(REQUESTER, COMPATIBILITY)).isEqualTo(new Passed(COMPATIBILITY));
    InterruptMessage remappable = InterruptMessage.remappable(7);
    assertThat(unit.request(REQUESTER, remappable)).isEqualTo(new Passed(remappable));
  }

  @ParameterizedTest
  @CsvSource({"false,false,false", "false,true,true", "true,false,false", "true,true,false"})
  void compatibilityRequestsNeedCfisAndXapicMode(boolean extended, boolean cfis, boolean passes) {
    RemappingFixture fixture = new RemappingFixture();
    fixture.setTable(InterruptRemappingTable.register(TABLE, 5, extended));
    fixture.unit.writeGlobalCommand(RemappingUnit.IRE | (cfis ? RemappingUnit.CFI : 0));
    assertThat(fixture.unit.request(REQUESTER, COMPATIBILITY))
        .isEqualTo(
            passes
                ? new Passed(COMPATIBILITY)
                : new Blocked(RemappingFault.COMPATIBILITY_BLOCKED, true));
  }

  @Test
  void aRemappedEntryMakesAnotherInterrupt() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, remapped());
    assertThat(fixture.request(5))
        .isEqualTo(new Remapped(5, new RemappedInterrupt(0x51, 0, 3, false, false, false)));
    assertThat(fixture.unit.request(REQUESTER, InterruptMessage.remappable(2, 3)))
        .isInstanceOf(Remapped.class);
  }

  @Test
  void aPostedEntryPostsAndNotifiesWithNvAndNdstOfThatMoment() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.descriptor.updateControl(_ -> NotificationControl.of(0xF2, 9));
    fixture.table.replace(5, posted());
    Posted first = (Posted) fixture.request(5);
    assertThat(first)
        .isEqualTo(
            new Posted(
                5, DESCRIPTOR, 0x61, NotificationControl.of(0xF2, 9) | NotificationControl.ON));
    assertThat(fixture.descriptor.isRequested(0x61)).isTrue();
    Posted second = (Posted) fixture.request(5);
    assertThat(second.notifies()).isFalse();
  }

  @Test
  void inXapicModeTheDestinationOfANotificationIsByteOneOfNdst() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.setTable(InterruptRemappingTable.register(TABLE, 5, false));
    fixture.descriptor.updateControl(
        _ -> NotificationControl.of(0xF2, NotificationControl.xapicDestination(9)));
    fixture.table.replace(5, posted());
    Posted outcome = (Posted) fixture.request(5);
    assertThat(NotificationControl.destinationApicId(outcome.notification(), false)).isEqualTo(9);
  }

  /// Each case breaks one thing more than the one before, at an earlier check: the fault found
  /// shows the order.
  static Stream<Arguments> faultsInOrder() {
    InterruptRemappingTableEntry foreign =
        IrteFormat.Remapped.fixed(0x51, 3, SourceValidation.requester(0x0200)).encode();
    InterruptRemappingTableEntry foreignReserved =
        new InterruptRemappingTableEntry(foreign.low() | 1L << 12, foreign.high());
    InterruptRemappingTableEntry absent =
        new InterruptRemappingTableEntry(foreignReserved.low() & ~1L, foreign.high());
    long reserved = 1L << 40;
    return Stream.of(
        Arguments.of(RemappingFault.SOURCE_REFUSED, foreign, 5, 0L),
        Arguments.of(RemappingFault.RESERVED_FIELD_IN_ENTRY, foreignReserved, 5, 0L),
        Arguments.of(RemappingFault.NOT_PRESENT, absent, 5, 0L),
        Arguments.of(RemappingFault.INDEX_BEYOND_TABLE, absent, ENTRIES, 0L),
        Arguments.of(RemappingFault.RESERVED_FIELD_IN_REQUEST, absent, ENTRIES, reserved));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsInOrder")
  void theFirstFailingCheckGivesTheFault(
      RemappingFault fault, InterruptRemappingTableEntry entry, int index, long addressBits) {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, entry);
    InterruptMessage plain = InterruptMessage.remappable(index);
    InterruptMessage message = new InterruptMessage(plain.address() | addressBits, plain.data());
    assertThat(fixture.unit.request(REQUESTER, message)).isEqualTo(new Blocked(fault, true));
    FaultRecording faults = fixture.unit.faults();
    long[] words = {faults.recordLow(0), faults.recordHigh(0)};
    assertThat(FaultRecording.RECORD.field("F").anySetIn(words)).isTrue();
    assertThat(FaultRecording.RECORD.field("FR").valueIn(words)).isEqualTo(fault.code());
    assertThat(FaultRecording.RECORD.field("SID").valueIn(words)).isEqualTo(REQUESTER);
    assertThat(FaultRecording.RECORD.field("index").valueIn(words))
        .isEqualTo(fault == RemappingFault.RESERVED_FIELD_IN_REQUEST ? 0 : index);
  }

  @Test
  void anEntryBeyondTheHostsAddressesIsFault21h() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.setTable(InterruptRemappingTable.register(1L << 46, 5, true));
    assertThat(fixture.request(0)).isEqualTo(new Blocked(RemappingFault.INDEX_BEYOND_TABLE, true));
  }

  @Test
  void aTableWithoutMemoryIsFault23h() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.setTable(InterruptRemappingTable.register(0x7000_0000, 5, true));
    assertThat(fixture.request(0)).isEqualTo(new Blocked(RemappingFault.ENTRY_UNREADABLE, true));
  }

  @Test
  void aDescriptorWithoutMemoryIsFault27h() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, remapped().toPosted(0x61, false, 0x7000_0000));
    assertThat(fixture.request(5))
        .isEqualTo(new Blocked(RemappingFault.DESCRIPTOR_UNREACHABLE, true));
  }

  @Test
  void eachReservedBitOfTheControlWordIsFault28hAndNothingIsPosted() {
    for (int bit = 0; bit < 64; bit++) {
      BitField field = PostedInterruptDescriptorLayout.LAYOUT.fieldAt(256 + bit);
      RemappingFixture fixture = new RemappingFixture();
      fixture.table.replace(5, posted());
      long control = 1L << bit;
      fixture.descriptor.updateControl(_ -> control);
      RemappingOutcome outcome = fixture.request(5);
      if (field.isReserved()) {
        assertThat(outcome)
            .as("bit %d", 256 + bit)
            .isEqualTo(new Blocked(RemappingFault.RESERVED_FIELD_IN_DESCRIPTOR, true));
        assertThat(fixture.descriptor.isEmpty()).isTrue();
        assertThat(fixture.descriptor.getControl()).isEqualTo(control);
      } else {
        assertThat(outcome).as("bit %d", 256 + bit).isInstanceOf(Posted.class);
      }
    }
  }

  @Test
  void anEntryInPostedFormatIsFault24hWithoutPostingSupport() {
    RemappingFixture fixture =
        new RemappingFixture(RemappingCapabilities.SERVER.withPostedInterrupts(false));
    fixture.table.replace(5, posted());
    assertThat(fixture.request(5))
        .isEqualTo(new Blocked(RemappingFault.RESERVED_FIELD_IN_ENTRY, true));
  }

  /// FPD = 1 and one fault each.
  static Stream<Arguments> suppressible() {
    long fpd = 2;
    InterruptRemappingTableEntry foreign =
        IrteFormat.Remapped.fixed(0x51, 3, SourceValidation.requester(0x0200)).encode();
    InterruptRemappingTableEntry nowhere = remapped().toPosted(0x61, false, 0x7000_0000);
    return Stream.of(
        Arguments.of(RemappingFault.NOT_PRESENT, new InterruptRemappingTableEntry(fpd, 0)),
        Arguments.of(
            RemappingFault.RESERVED_FIELD_IN_ENTRY,
            new InterruptRemappingTableEntry(remapped().low() | fpd | 1L << 13, 0)),
        Arguments.of(
            RemappingFault.SOURCE_REFUSED,
            new InterruptRemappingTableEntry(foreign.low() | fpd, foreign.high())),
        Arguments.of(
            RemappingFault.DESCRIPTOR_UNREACHABLE,
            new InterruptRemappingTableEntry(nowhere.low() | fpd, nowhere.high())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("suppressible")
  void faultProcessingDisableSuppressesTheRecordNotTheBlocking(
      RemappingFault fault, InterruptRemappingTableEntry entry) {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, entry);
    assertThat(fixture.request(5)).isEqualTo(new Blocked(fault, false));
    assertThat(fixture.unit.faults().status()).isZero();
  }

  @Test
  void onlyFaultsOfAnEntryAreQualified() {
    assertThat(Stream.of(RemappingFault.values()).filter(RemappingFault::isQualified))
        .extracting(RemappingFault::code)
        .containsExactly(0x22, 0x24, 0x26, 0x27, 0x28);
  }

  @Test
  void aForgedRequestChangesNothingButTheFaultRegisters() {
    RemappingFixture fixture = new RemappingFixture();
    MemorySegment memory = fixture.memory.find(TABLE, ENTRIES * 16L);
    fixture.table.replace(5, posted());
    fixture.descriptor.updateControl(_ -> NotificationControl.of(0xF2, 9));
    long[] table = memory.toArray(ValueLayout.JAVA_LONG);
    long[] descriptor = fixture.descriptor.toWords();
    int stranger = REQUESTER + 8;
    assertThat(fixture.unit.request(stranger, InterruptMessage.remappable(5)))
        .as("another device's index")
        .isEqualTo(new Blocked(RemappingFault.SOURCE_REFUSED, true));
    assertThat(fixture.unit.request(stranger, InterruptMessage.remappable(0xFFFF, 0xFFFF)))
        .as("an index past any table")
        .isEqualTo(new Blocked(RemappingFault.INDEX_BEYOND_TABLE, true));
    assertThat(fixture.unit.request(stranger, COMPATIBILITY))
        .as("a vector of its own choice")
        .isEqualTo(new Blocked(RemappingFault.COMPATIBILITY_BLOCKED, true));
    assertThat(fixture.unit.request(stranger, new InterruptMessage(0xFEE0_00B8L, 0x10000)))
        .as("a malformed request")
        .isEqualTo(new Blocked(RemappingFault.RESERVED_FIELD_IN_REQUEST, true));
    assertThat(memory.toArray(ValueLayout.JAVA_LONG)).isEqualTo(table);
    assertThat(fixture.descriptor.toWords()).isEqualTo(descriptor);
    assertThat(fixture.request(5)).as("the owner still may").isInstanceOf(Posted.class);
  }

  @Test
  void theTablePointerCountsOnlyOnceItIsSet() {
    RemappingFixture fixture = new RemappingFixture();
    fixture.table.replace(5, remapped());
    fixture.unit.writeTableAddress(0x7000_0000);
    assertThat(fixture.request(5)).isInstanceOf(Remapped.class);
  }

  @Test
  void withoutExtendedInterruptModeEimeIsIgnored() {
    RemappingCapabilities xapicOnly =
        RemappingCapabilities.decode(
            RemappingCapabilities.SERVER.capabilityRegister(),
            RemappingCapabilities.SERVER.extendedCapabilityRegister() & ~(1L << 4),
            46);
    RemappingFixture fixture = new RemappingFixture(xapicOnly);
    fixture.table.replace(5, remapped());
    assertThat(fixture.request(5))
        .as("x2APIC ID 3 uses reserved DST bits of xAPIC mode")
        .isEqualTo(new Blocked(RemappingFault.RESERVED_FIELD_IN_ENTRY, true));
  }

  @Test
  void capabilitiesSurviveTheirRegisters() {
    RemappingCapabilities capabilities = RemappingCapabilities.SERVER.withCachingMode(true);
    assertThat(
            RemappingCapabilities.decode(
                capabilities.capabilityRegister(), capabilities.extendedCapabilityRegister(), 46))
        .isEqualTo(capabilities);
  }
}
