package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// Replays sequences of operations that an independent CPU emulator recorded and compares the whole
/// state after each. Another recording is replayed by `-Dpirouette.oracle=FILE`, JSON lines, plain
/// or gzipped.
class VirtualApicOracleTest {
  private static final String RECORDING = "virtual-apic.jsonl.gz";

  @Test
  void everyStepLeavesTheRecordedState() throws IOException {
    String file = System.getProperty("pirouette.oracle");
    int sequences = 0;
    int steps = 0;
    try (BufferedReader lines = open(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          steps += replay(OracleSequence.parse(line), ++sequences);
        }
      }
    }
    System.out.printf(
        "oracle %s: %d sequences, %d steps match%n",
        file == null ? RECORDING : file, sequences, steps);
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

  /// A relative name counts from the repository's root, where the command is given.
  private static Path find(String file) {
    return Path.of(System.getProperty("pirouette.root", ".")).resolve(file);
  }

  private static BufferedReader open(String file) throws IOException {
    InputStream bytes =
        file == null
            ? VirtualApicOracleTest.class.getResourceAsStream(RECORDING)
            : Files.newInputStream(find(file));
    PushbackInputStream peek = new PushbackInputStream(bytes, 1);
    int first = peek.read();
    if (first >= 0) {
      peek.unread(first);
    }
    InputStream text = first == 0x1F ? new GZIPInputStream(peek) : peek;
    return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
  }
}
