package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// FSTS, FECTL and the ring of fault-recording registers: VT-d 10.4.9, 10.4.10, 10.4.14.
class FaultRecordingTest {
  private final FaultRecording faults = new FaultRecording(2);

  @Test
  void aFaultWithoutRoomIsLostAndSetsOverflow() {
    assertThat(record(1)).isTrue();
    assertThat(record(2)).isTrue();
    assertThat(faults.status()).isEqualTo(FaultRecording.PPF);
    assertThat(record(3)).isFalse();
    assertThat(faults.status()).isEqualTo(FaultRecording.PPF | FaultRecording.PFO);
    assertThat(faults.recordLow(0) >>> 48).isEqualTo(1);
  }

  @Test
  void whileOverflowIsSetNothingIsRecorded() {
    record(1);
    record(2);
    record(3);
    faults.clearRecord(0);
    assertThat(record(4)).as("room, but PFO still set").isFalse();
    faults.writeStatus(FaultRecording.PFO);
    assertThat(record(5)).isTrue();
    assertThat(faults.recordLow(0) >>> 48).isEqualTo(5);
  }

  @Test
  void statusNamesTheOldestRecord() {
    record(1);
    record(2);
    faults.clearRecord(0);
    assertThat(faults.status()).isEqualTo(FaultRecording.PPF | 1 << 8);
    record(3);
    assertThat(faults.status())
        .as("record 1 is older than 0")
        .isEqualTo(FaultRecording.PPF | 1 << 8);
    faults.clearRecord(1);
    assertThat(faults.status()).isEqualTo(FaultRecording.PPF);
    faults.clearRecord(0);
    assertThat(faults.status()).isZero();
  }

  @Test
  void theEventIsSentWhenTheFirstFaultBecomesPending() {
    faults.writeEventControl(0);
    record(1);
    record(2);
    assertThat(faults.events()).isEqualTo(1);
    faults.clearRecord(0);
    faults.clearRecord(1);
    record(3);
    assertThat(faults.events()).isEqualTo(2);
  }

  @Test
  void aMaskedEventWaits() {
    record(1);
    assertThat(faults.events()).isZero();
    assertThat(faults.eventControl())
        .isEqualTo(FaultRecording.INTERRUPT_MASK | FaultRecording.INTERRUPT_PENDING);
    faults.writeEventControl(0);
    assertThat(faults.events()).isEqualTo(1);
    assertThat(faults.eventControl()).isZero();
  }

  @Test
  void aMaskedEventIsDroppedWhenItsFaultIsCleared() {
    record(1);
    faults.clearRecord(0);
    faults.writeEventControl(0);
    assertThat(faults.events()).isZero();
  }

  private boolean record(int index) {
    return faults.record(RemappingFault.NOT_PRESENT, 0x0108, index);
  }
}
