package org.pirouette.model.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The ITS cases of kvm-unit-tests, and what becomes of wrong commands.
class InterruptTranslationServiceTest {
  private static final long BASE = 0x4000_0000L;
  private static final long QUEUE = BASE + 0x1_0000;
  private static final long CONFIGURATION = BASE + 0x2_0000;
  private static final long PENDING = BASE + 0x10_0000;
  private static final long ITT = BASE + 0x80_0000;
  private static final int ENABLED = 0xA3;
  private static final int DISABLED = 0xA2;

  private final GicMemory memory = new PagedMemory(BASE, 0x100_0000);
  private final List<Redistributor> cpus =
      IntStream.range(0, 4).mapToObj(_ -> new Redistributor(memory)).toList();
  private InterruptTranslationService its = its(Set.of());
  private long cwriter;

  private InterruptTranslationService its(Set<GicChoice> choices) {
    InterruptTranslationService service = new InterruptTranslationService(memory, cpus, choices);
    for (int table = 0; table < 3; table++) {
      service.writeBaser(table, InterruptTranslationService.VALID | BASE + 0x1000L * table);
    }
    service.writeCbaser(InterruptTranslationService.VALID | QUEUE);
    service.setEnabled(true);
    return service;
  }

  private ItsCommandOutcome send(ItsCommandKind kind, Object... fieldsAndValues) {
    ItsCommand command = ItsCommand.of(kind);
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      command =
          command.with(
              (BitField) fieldsAndValues[i], ((Number) fieldsAndValues[i + 1]).longValue());
    }
    command.store(memory, QUEUE + cwriter);
    cwriter = (cwriter + ItsCommand.BYTES) % 4096;
    its.writeCwriter(cwriter);
    return its.lastOutcome();
  }

  private ItsCommandOutcome event(ItsCommandKind kind, int device, int event) {
    return send(kind, ItsCommandField.DEVICE_ID, device, ItsCommandField.EVENT_ID, event);
  }

  private ItsCommandOutcome mapDevice(int device, int size, int valid) {
    return send(
        ItsCommandKind.MAPD,
        ItsCommandField.DEVICE_ID,
        device,
        ItsCommandField.SIZE,
        size,
        ItsCommandField.ITT,
        ITT + 0x1000L * device >>> 8,
        ItsCommandField.VALID,
        valid);
  }

  private ItsCommandOutcome mapCollection(int icid, int processor) {
    return send(
        ItsCommandKind.MAPC,
        ItsCommandField.ICID,
        icid,
        ItsCommandField.RDBASE,
        processor,
        ItsCommandField.VALID,
        1);
  }

  private ItsCommandOutcome mapEvent(int device, int event, int intid, int icid) {
    return send(
        ItsCommandKind.MAPTI,
        ItsCommandField.DEVICE_ID,
        device,
        ItsCommandField.EVENT_ID,
        event,
        ItsCommandField.PINTID,
        intid,
        ItsCommandField.ICID,
        icid);
  }

  private void configure(int intid, int value) {
    memory.store(CONFIGURATION + intid - LpiTables.FIRST_LPI, value);
  }

  private int take(int cpu) {
    int intid = cpus.get(cpu).acknowledge();
    cpus.get(cpu).cpuInterface().endOfInterrupt();
    return intid;
  }

  /// The set-up of its-trigger.
  private void trigger() {
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      Redistributor redistributor = cpus.get(cpu);
      redistributor.writePropbaser(CONFIGURATION | 13);
      redistributor.writePendbaser(PENDING + 0x1_0000L * cpu);
      redistributor.enableLpis(true);
      redistributor.cpuInterface().setPriorityMask(0xF0);
      redistributor.cpuInterface().setGroup1Enabled(true);
    }
    configure(8195, ENABLED);
    configure(8196, ENABLED);
    mapDevice(2, 7, 1);
    mapDevice(7, 7, 1);
    mapCollection(3, 3);
    mapCollection(2, 2);
    mapEvent(2, 20, 8195, 3);
    mapEvent(7, 255, 8196, 2);
  }

  @Test
  void intReachesItsProcessorOnce() {
    trigger();
    assertThat(event(ItsCommandKind.INT, 2, 20)).isEqualTo(ItsCommandOutcome.COMPLETED);
    assertThat(event(ItsCommandKind.INT, 7, 255)).isEqualTo(ItsCommandOutcome.COMPLETED);
    assertThat(take(3)).isEqualTo(8195);
    assertThat(take(3)).isEqualTo(LpiTables.SPURIOUS);
    assertThat(take(2)).isEqualTo(8196);
    assertThat(take(2)).isEqualTo(LpiTables.SPURIOUS);
  }

  @Test
  void disabledLpiStaysPendingAndMergesUntilInvall() {
    trigger();
    configure(8195, DISABLED);
    event(ItsCommandKind.INV, 2, 20);
    event(ItsCommandKind.INT, 2, 20);
    assertThat(take(3)).isEqualTo(LpiTables.SPURIOUS);
    configure(8195, ENABLED);
    event(ItsCommandKind.INT, 2, 20);
    send(ItsCommandKind.INVALL, ItsCommandField.ICID, 3);
    assertThat(take(3)).isEqualTo(8195);
    assertThat(take(3)).isEqualTo(LpiTables.SPURIOUS);
    event(ItsCommandKind.INT, 2, 20);
    assertThat(take(3)).isEqualTo(8195);
  }

  @Test
  void unmappedDeviceInterruptsNobody() {
    trigger();
    mapDevice(2, 7, 0);
    assertThat(event(ItsCommandKind.INT, 2, 20)).isEqualTo(ItsCommandOutcome.DEVICE_UNMAPPED);
    assertThat(take(3)).isEqualTo(LpiTables.SPURIOUS);
  }

  @Test
  void eventOfUnmappedCollectionArrivesOnceItIsMapped() {
    trigger();
    configure(8192, ENABLED);
    assertThat(mapEvent(2, 0, 8192, 0)).isEqualTo(ItsCommandOutcome.COMPLETED);
    assertThat(event(ItsCommandKind.INT, 2, 0)).isEqualTo(ItsCommandOutcome.COLLECTION_UNMAPPED);
    mapCollection(0, 0);
    event(ItsCommandKind.INT, 2, 0);
    assertThat(take(0)).isEqualTo(8192);
  }

  @Test
  void pendingTableIsReadWhenLpisAreEnabled() {
    for (int intid = 8192; intid < 8192 + 256; intid++) {
      configure(intid, ENABLED);
      LpiTables.setPending(memory, PENDING + 0x1_0000L * (2 + (intid & 1)), intid, true);
    }
    trigger();
    for (int cpu = 2; cpu < 4; cpu++) {
      int taken = 0;
      while (take(cpu) != LpiTables.SPURIOUS) {
        taken++;
      }
      assertThat(taken).isEqualTo(128);
    }
  }

  @Test
  void wrongCommandsHaveTheirOutcomeAndSyndrome() {
    trigger();
    assertThat(mapDevice(512, 7, 1)).isEqualTo(ItsCommandOutcome.DEVICE_OUT_OF_RANGE);
    assertThat(ItsCommandOutcome.DEVICE_OUT_OF_RANGE.syndrome(ItsCommandKind.MAPD))
        .hasValue(0x010801);
    assertThat(mapDevice(3, 16, 1)).isEqualTo(ItsCommandOutcome.ITT_SIZE_OUT_OF_RANGE);
    assertThat(mapCollection(1, 4)).isEqualTo(ItsCommandOutcome.PROCESSOR_OUT_OF_RANGE);
    assertThat(mapCollection(512, 1)).isEqualTo(ItsCommandOutcome.COLLECTION_OUT_OF_RANGE);
    assertThat(mapEvent(9, 0, 8192, 3)).isEqualTo(ItsCommandOutcome.DEVICE_UNMAPPED);
    assertThat(mapEvent(2, 256, 8192, 3)).isEqualTo(ItsCommandOutcome.EVENT_OUT_OF_RANGE);
    assertThat(mapEvent(2, 0, 8191, 3)).isEqualTo(ItsCommandOutcome.PHYSICAL_ID_OUT_OF_RANGE);
    assertThat(event(ItsCommandKind.DISCARD, 2, 1)).isEqualTo(ItsCommandOutcome.EVENT_UNMAPPED);
    assertThat(ItsCommandOutcome.EVENT_UNMAPPED.syndrome(ItsCommandKind.DISCARD))
        .hasValue(0x010F07);
    assertThat(send(ItsCommandKind.VSGI)).isEqualTo(ItsCommandOutcome.UNKNOWN_COMMAND);
    assertThat(its.readCreadr()).isEqualTo(cwriter);
  }

  @Test
  void wrongCommandStallsTheQueueByChoice() {
    its = its(Set.of(GicChoice.WRONG_COMMAND_STALLS));
    assertThat(event(ItsCommandKind.INT, 2, 20)).isEqualTo(ItsCommandOutcome.DEVICE_UNMAPPED);
    assertThat(its.readCreadr()).isEqualTo(InterruptTranslationService.STALLED);
    mapDevice(2, 7, 1);
    assertThat(its.readCreadr()).isEqualTo(InterruptTranslationService.STALLED);
  }

  @Test
  void commandsOfBothVersionsKeepEveryBitAndFindTheirReservedOnes() {
    Random random = new Random(7);
    for (ItsCommandKind kind : ItsCommandKind.values()) {
      for (GicVersion version : GicVersion.values()) {
        StructureLayout layout = kind.layout(version);
        if (layout == null) {
          assertThat(ItsCommandKind.of(kind.number(), version)).isNull();
          continue;
        }
        assertThat(layout.bits()).isEqualTo(256);
        ItsCommand given =
            new ItsCommand(
                random.nextLong() & ~0xFFL | kind.number(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong());
        given.store(memory, QUEUE);
        assertThat(ItsCommand.load(memory, QUEUE)).isEqualTo(given);
        assertThat(given.kind(version)).isEqualTo(kind);
        ItsCommand rebuilt = ItsCommand.of(kind);
        for (BitField field : layout.fields()) {
          rebuilt = rebuilt.with(field, given.get(field));
        }
        assertThat(rebuilt).as("%s, %s", kind, version).isEqualTo(given);
      }
    }
  }
}
