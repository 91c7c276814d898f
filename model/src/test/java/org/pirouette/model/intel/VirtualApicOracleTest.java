package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.pirouette.model.OracleFile;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// Replays sequences of operations that an independent CPU emulator recorded and compares the whole
/// state after each. Another recording is replayed by `-Dpirouette.oracle=FILE`, JSON lines, plain
/// or gzipped.
class VirtualApicOracleTest {
  private static final String RECORDING = "virtual-apic.jsonl.gz";

  @Test
  void everyStepLeavesTheRecordedState() throws IOException {
    int sequences = 0;
    int steps = 0;
    try (OracleFile file = OracleFile.open(getClass(), RECORDING, "\"eoiExit\"")) {
      for (String line : (Iterable<String>) file.lines().lines()::iterator) {
        if (!line.isBlank()) {
          steps += replay(OracleSequence.parse(line), ++sequences);
        }
      }
      System.out.printf("oracle %s: %d sequences, %d steps match%n", file.name(), sequences, steps);
    }
    assertThat(steps).as("steps in the recording").isPositive();
  }

  private static int replay(OracleSequence sequence, int line) {
    VirtualApic apic = new VirtualApic(VirtualApicPage.onHeap(), ApicVirtualizationControls.X2APIC);
    PostedInterruptDescriptor descriptor = PostedInterruptDescriptor.onHeap();
    apic.setEoiExitBitmap(VectorBitmap.of(sequence.eoiExit()));
    int number = 0;
    for (OracleStep step : sequence.steps()) {
      number++;
      ApicOutcome outcome = apply(step, apic, descriptor);
      String where = "line %d, step %d, %s".formatted(line, number, step);
      assertThat(state(apic, outcome)).as(where).isEqualTo(step.state());
      if (step.exitReason() == 0) {
        assertThat(apic.isRecognized()).as(where).isEqualTo(step.pending());
      } else {
        apic.vmExit();
      }
    }
    return number;
  }

  private static ApicOutcome apply(
      OracleStep step, VirtualApic apic, PostedInterruptDescriptor descriptor) {
    return switch (step.operation()) {
      case "post" -> {
        for (int vector : step.vectors()) {
          descriptor.request(vector);
        }
        descriptor.markOutstanding();
        apic.processPostedInterrupts(descriptor);
        yield Plain.COMPLETED;
      }
      case "deliver" -> {
        apic.deliverVirtualInterrupt();
        yield Plain.COMPLETED;
      }
      case "eoi" -> apic.writeMsr(0x80B, 0);
      case "tpr" -> apic.writeMsr(0x808, step.value());
      case "selfIpiMsr" -> apic.writeMsr(0x83F, step.value());
      case "icrLow" -> {
        /* The recording has both kinds of access; no VMCS may allow both at once. */
        apic.setControls(ApicVirtualizationControls.XAPIC);
        ApicOutcome outcome = apic.write(0x300, 4, step.value());
        apic.setControls(ApicVirtualizationControls.X2APIC);
        yield outcome;
      }
      case "interruptWindowExiting" -> {
        /* A VMM changes the control in root mode; the evaluation is the next entry's. */
        apic.setInterruptWindowExiting(step.value() != 0);
        yield apic.vmEntry();
      }
      case "vmEntry" -> apic.vmEntry();
      default -> throw new AssertionError("unknown operation in the recording: " + step);
    };
  }

  private static OracleStep.State state(VirtualApic apic, ApicOutcome outcome) {
    int exitReason = 0;
    long qualification = 0;
    if (outcome instanceof VmExit exit) {
      exitReason = exit.reason().number();
      qualification = exit.qualification();
    }
    return new OracleStep.State(
        apic.rvi(),
        apic.svi(),
        apic.page().get(VirtualApicRegister.VPPR),
        VectorBitmap.vectors(apic.page().bitmap(VirtualApicRegister.VIRR)),
        VectorBitmap.vectors(apic.page().bitmap(VirtualApicRegister.VISR)),
        exitReason,
        qualification,
        outcome == Plain.GENERAL_PROTECTION ? 13 : 0);
  }
}
