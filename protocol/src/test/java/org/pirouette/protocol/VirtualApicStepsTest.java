package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.VmEntry;
import org.pirouette.protocol.x86.X86ExitReason;

/// Replays on the words of a machine what an independent CPU emulator recorded, through the very
/// steps that the prover explores and the simulator prices, and compares the whole state after
/// each. The model's own test replays the same recording on its stateful classes.
class VirtualApicStepsTest {
  private static final Path RECORDING =
      Path.of(
          System.getProperty("pirouette.root", ".."),
          "model/src/test/resources/org/pirouette/model/intel/virtual-apic.jsonl.gz");

  private static final VmEntry.Enter ENTER = new VmEntry.Enter(new Label("exited"));

  private int replayed;
  private int takenOver;

  @Test
  void everyStepLeavesTheRecordedState() throws IOException {
    int line = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RECORDING)), StandardCharsets.UTF_8))) {
      for (String text : (Iterable<String>) lines.lines()::iterator) {
        replay(text, ++line);
      }
    }
    System.out.printf(
        "virtual APIC by steps: %d operations match; %d of a kind without steps were taken over%n",
        replayed, takenOver);
    assertThat(replayed).as("operations replayed").isGreaterThan(50_000);
    assertThat(takenOver).as("operations taken over").isLessThan(replayed / 8);
  }

  private void replay(String line, int number) {
    IntelMachine machine = guest();
    for (int vector : RecordedOperation.array(line, "eoiExit")) {
      int word = machine.vapics.eoiExit(0, VectorBitmap.word(vector));
      machine.words.getAndOr(word, VectorBitmap.bit(vector));
    }
    List<RecordedOperation> operations = RecordedOperation.of(line);
    assertThat(operations).as("operations in line %d", number).isNotEmpty();
    for (RecordedOperation operation : operations) {
      if (take(machine, operation)) {
        replayed++;
        assertThat(state(machine)).as("line %d, %s", number, operation).isEqualTo(state(operation));
      } else {
        takenOver++;
        takeOver(machine, operation);
      }
      reenter(machine);
    }
  }

  /// A machine in whose guest every vector may come.
  private static IntelMachine guest() {
    MachineBuilder builder = MachineConfiguration.builder().processors(1).vcpu(0);
    for (int vector = 16; vector < 256; vector++) {
      builder.vector(vector);
    }
    IntelMachine machine = (IntelMachine) Intel.ARCHITECTURE.machine(builder.build());
    reenter(machine);
    return machine;
  }

  /// The guest goes on with interrupts off, without an entry: the recording has exits only in what
  /// it compares.
  private static void reenter(IntelMachine machine) {
    machine.words.store(machine.pcpus.context(0), machine.guestAgent(0));
    machine.words.store(machine.vcpus.guest(0), 0);
    machine.setRegister(machine.thread(0), Registers.EXIT_REASON, 0);
    machine.setRegister(machine.thread(0), Registers.EXIT_VECTOR, 0);
  }

  /// @return whether the machine has steps for it
  private static boolean take(IntelMachine machine, RecordedOperation operation) {
    int guest = machine.guestAgent(0);
    switch (operation.name()) {
      case "post" -> post(machine, operation.vectors("vectors"));
      case "deliver" -> {
        machine.set(machine.vcpus.guest(0), VcpuBank.GUEST_IF, 1);
        machine.step(machine.processorAgent(0), 0);
      }
      case "eoi" -> machine.decide(guest, GuestChoice.END_OF_INTERRUPT.with(0));
      case "tpr" -> machine.decide(guest, GuestChoice.SET_TPR.with(operation.number("value")));
      case "interruptWindowExiting" -> {
        machine.set(
            machine.vapics.vmcs(0),
            VirtualApicBank.WINDOW_EXITING,
            operation.isTrue("value") ? 1 : 0);
        ENTER.execute(machine, machine.thread(0), 0);
      }
      case "vmEntry" -> ENTER.execute(machine, machine.thread(0), 0);
      case "selfIpiMsr", "icrLow" -> {
        return false;
      }
      default -> throw new AssertionError("unknown operation in the recording: " + operation);
    }
    return true;
  }

  private static void post(IntelMachine machine, int[] vectors) {
    for (int vector : vectors) {
      machine.words.getAndOr(
          machine.pids.pir(0, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
    }
    machine.words.getAndOr(machine.pids.pidControl(0), NotificationControl.ON);
    machine.pend(0, HostVector.NOTIFICATION);
    int processor = machine.processorAgent(0);
    do {
      machine.step(processor, 0);
    } while (!machine.isIdle(processor));
    assertThat(machine.words.load(machine.lapics.apicIsr(0))).as("physical ISR").isZero();
    assertThat(NotificationControl.outstanding(machine.words.load(machine.pids.pidControl(0))))
        .as("ON")
        .isFalse();
  }

  private static String state(IntelMachine machine) {
    long status = machine.words.load(machine.vapics.status(0));
    int reason = machine.register(machine.thread(0), Registers.EXIT_REASON);
    boolean exited = machine.words.load(machine.pcpus.context(0)) == machine.thread(0);
    return text(
        VirtualApicBank.RVI.get(status),
        VirtualApicBank.SVI.get(status),
        VirtualApicBank.VPPR.get(status),
        exited ? "" : Boolean.toString(VirtualApicBank.RECOGNIZED.get(status) == 1),
        vectors(machine, machine.vapics.virr(0, 0)),
        vectors(machine, machine.vapics.visr(0, 0)),
        exited && machine.exitReason(reason) == X86ExitReason.EOI_INDUCED
            ? machine.register(machine.thread(0), Registers.EXIT_VECTOR)
            : exited ? -1 : 0);
  }

  private static String state(RecordedOperation operation) {
    int reason = operation.number("reason");
    return text(
        operation.number("rvi"),
        operation.number("svi"),
        operation.number("vppr"),
        reason != 0 ? "" : Boolean.toString(operation.isTrue("pending")),
        operation.vectors("virr"),
        operation.vectors("visr"),
        reason == 0 ? 0 : reason == 45 ? operation.number("qualification") : -1);
  }

  private static String text(
      int rvi, int svi, int vppr, String recognized, int[] virr, int[] visr, int ended) {
    return "RVI %d SVI %d VPPR %d recognized %s VIRR %s VISR %s EOI exit %d"
        .formatted(
            rvi,
            svi,
            vppr,
            recognized,
            java.util.Arrays.toString(virr),
            java.util.Arrays.toString(visr),
            ended);
  }

  private static int[] vectors(IntelMachine machine, int first) {
    long[] words = new long[VectorBitmap.WORDS];
    for (int i = 0; i < words.length; i++) {
      words[i] = machine.words.load(first + i);
    }
    return VectorBitmap.vectors(words);
  }

  /// An IPI of the guest to itself by the virtual APIC alone: no program has steps for it, so that
  /// its state is the recorded one.
  private static void takeOver(IntelMachine machine, RecordedOperation operation) {
    for (int i = 0; i < VectorBitmap.WORDS; i++) {
      machine.words.store(machine.vapics.virr(0, i), 0);
    }
    for (int vector : operation.vectors("virr")) {
      machine.words.getAndOr(
          machine.vapics.virr(0, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
    }
    int status = machine.vapics.status(0);
    machine.set(status, VirtualApicBank.RVI, operation.number("rvi"));
    if (operation.number("reason") == 0) {
      machine.set(status, VirtualApicBank.RECOGNIZED, operation.isTrue("pending") ? 1 : 0);
    }
  }
}
