package org.pirouette.workload.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.GuestScript.Action;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.EventFormats;

/// Small recordings written by hand: each shows one thing.
class RecordingWorkloadsTest {
  private static final long HERTZ = 3_000_000_000L;

  @TempDir private Path folder;

  /// A device whose host interrupt comes on the pCPU of its vCPU: the exit is a consequence of
  /// delivery, and the interrupt goes the way of the mode that is simulated.
  @Test
  void tellsADevicesHostInterruptFromTheHostsOwn() throws Exception {
    RecordedWorkload workload =
        read(
            """
            qemu-101  [001] d..1. 1.000000: kvm_entry: vcpu 0, rip 0x1
            qemu-101  [001] d..1. 1.000100: kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x80000031 error_code 0x0
            qemu-101  [001] d.h1. 1.000101: kvm_msi_set_irq: dst 0 vec 65 (Fixed|physical|edge)
            qemu-101  [001] d.h1. 1.000102: kvm_apic_accept_irq: apicid 0 vec 65 (Fixed|edge)
            qemu-101  [001] d.h1. 1.000102: kvm_apicv_accept_irq: apicid 0 vec 65 (Fixed|edge)
            qemu-101  [001] d..1. 1.000103: kvm_entry: vcpu 0, rip 0x1
            qemu-101  [001] d..1. 1.000200: kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x80000022 error_code 0x0
            qemu-101  [001] d..1. 1.000203: kvm_entry: vcpu 0, rip 0x1
            """);
    assertThat(workload.recordedMode()).isEqualTo(IntelMode.APICV_SAME);
    assertThat(workload.scenario().arrivals().nanoseconds()).containsExactly(102_000);
    assertThat(workload.scenario().arrivals().processors()).containsExactly(-1);
    assertThat(workload.scenario().hostInterrupts().nanoseconds()).containsExactly(200_000);
    assertThat(workload.scenario().hostInterrupts().vectors())
        .containsExactly(Intel.ARCHITECTURE.anyDeviceInterrupt());
  }

  /// Two machines, each with a vCPU 0: their threads tell them apart.
  @Test
  void tellsTwoMachinesApart() throws Exception {
    RecordedWorkload workload =
        read(
            """
            qemu-201  [001] d..1. 1.000000: kvm_entry: vcpu 0, rip 0x1
            qemu-501  [002] d..1. 1.000001: kvm_entry: vcpu 0, rip 0x1
            io-502    [000] ..... 1.000010: kvm_msi_set_irq: dst 0 vec 65 (Fixed|physical|edge)
            io-502    [000] ..... 1.000010: kvm_apic_accept_irq: apicid 0 vec 65 (Fixed|edge)
            qemu-501  [002] d..1. 1.000011: kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x800000fd error_code 0x0
            qemu-501  [002] ..... 1.000012: kvm_inj_virq: IRQ 0x41
            qemu-501  [002] d..1. 1.000013: kvm_entry: vcpu 0, rip 0x1
            qemu-201  [001] d..1. 1.000020: kvm_exit: vcpu 0 reason CPUID rip 0x1 info1 0x0 info2 0x0 intr_info 0x0 error_code 0x0
            qemu-201  [001] d..1. 1.000022: kvm_entry: vcpu 0, rip 0x1
            """);
    assertThat(workload.scenario().machines()).hasSize(2);
    assertThat(workload.scenario().arrivals().virtualProcessors()).containsExactly(1);
    assertThat(workload.scenario().hostInterrupts().size()).isZero();
  }

  /// A kick without an interrupt, for example for a TLB flush, is the host's own business.
  @Test
  void carriesOverKicksThatBringNoInterrupt() throws Exception {
    RecordedWorkload workload =
        read(
            """
            qemu-201  [001] d..1. 1.000000: kvm_entry: vcpu 0, rip 0x1
            qemu-201  [001] d..1. 1.000011: kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x800000fd error_code 0x0
            qemu-201  [001] d..1. 1.000013: kvm_entry: vcpu 0, rip 0x1
            io-202    [000] ..... 1.000020: kvm_apic_accept_irq: apicid 0 vec 65 (Fixed|edge)
            """);
    assertThat(workload.scenario().hostInterrupts().vectors()).containsExactly(0xfd);
  }

  /// An IPI to several vCPUs is one exit of the sender and an interrupt for each target.
  @Test
  void makesOneExitOfABroadcast() throws Exception {
    RecordedWorkload workload =
        read(
            """
            qemu-301  [001] d..1. 1.000000: kvm_entry: vcpu 0, rip 0x1
            qemu-302  [002] d..1. 1.000000: kvm_entry: vcpu 1, rip 0x1
            qemu-303  [003] d..1. 1.000000: kvm_entry: vcpu 2, rip 0x1
            qemu-301  [001] d..1. 1.000100: kvm_exit: vcpu 0 reason MSR_WRITE rip 0x1 info1 0x0 info2 0x0 intr_info 0x0 error_code 0x0
            qemu-301  [001] d..1. 1.000101: kvm_apic_ipi: dst ffffffff vec 251 (Fixed|physical|assert|edge|all-but-self)
            qemu-301  [001] d..1. 1.000102: kvm_apic_accept_irq: apicid 1 vec 251 (Fixed|edge)
            qemu-301  [001] d..1. 1.000103: kvm_apic_accept_irq: apicid 2 vec 251 (Fixed|edge)
            qemu-301  [001] d..1. 1.000104: kvm_msr: msr_write 830 = 0xc40fb
            qemu-301  [001] d..1. 1.000105: kvm_entry: vcpu 0, rip 0x1
            qemu-302  [002] d..1. 1.000110: kvm_exit: vcpu 1 reason CPUID rip 0x1 info1 0x0 info2 0x0 intr_info 0x0 error_code 0x0
            qemu-303  [003] d..1. 1.000111: kvm_exit: vcpu 2 reason CPUID rip 0x1 info1 0x0 info2 0x0 intr_info 0x0 error_code 0x0
            """);
    var machine = workload.scenario().machines().getFirst();
    Guest.Scripted sender = (Guest.Scripted) machine.processors().getFirst().guest();
    assertThat(sender.main().size()).isEqualTo(1);
    assertThat(sender.main().action(0)).isEqualTo(Action.SEND_IPI);
    assertThat(sender.main().a(0)).isEqualTo(1);
    assertThat(workload.scenario().arrivals().virtualProcessors()).containsExactly(2);
    assertThat(workload.ipis()).isEqualTo(2);
  }

  @Test
  void saysWhatARecordingLacks() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    qemu-1  [001] d..1. 1.000000: kvm_entry: vcpu 0, rip 0x1
                    qemu-1  [001] d..1. 1.000100: kvm_exit: vcpu 0 reason HLT rip 0x1 info1 0x0 info2 0x0 intr_info 0x0 error_code 0x0
                    """))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("no kvm_apic_accept_irq event")
        .hasMessageContaining("record again");
    assertThatThrownBy(
            () ->
                read(
                    "qemu-1  [001] d..1. 1.000000: kvm_halt_poll_ns: vcpu 0: halt_poll_ns 0 (grow 1)\n"))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("no kvm_exit event");
  }

  /// A recording that is cut at any place gives a workload or one sentence.
  @Test
  void survivesTruncation() throws Exception {
    Path file =
        Path.of(
            System.getProperty("pirouette.root"),
            "examples/recordings/spin-msi-apicv-off.ftrace.txt.gz");
    byte[] whole;
    try (var stream = new java.util.zip.GZIPInputStream(Files.newInputStream(file))) {
      whole = stream.readAllBytes();
    }
    for (int length = 0; length < whole.length; length += 4_001) {
      Path cut = folder.resolve("cut.txt");
      Files.write(cut, Arrays.copyOf(whole, length));
      try {
        assertThat(RecordingWorkloads.read(cut, HERTZ).exitCount()).isPositive();
      } catch (RecordingException told) {
        assertThat(told).hasMessageContaining("cut.txt");
      }
    }
  }

  /// Memory does not grow with the length of a recording: of a long one the first part is kept.
  @Test
  void keepsTheFirstPartOfALongRecording() throws Exception {
    Path file = Files.writeString(folder.resolve("long.txt"), interrupted(1_000));
    RecordedWorkload part =
        RecordingWorkloads.read(file, EventFormats.NONE, HERTZ, 100, ignored -> {});
    assertThat(part.exitCount()).isEqualTo(50);
    assertThat(part.arrivals()).isEqualTo(50);
    assertThat(part.exitsAfter()).isEqualTo(950);
    assertThat(part.durationNanoseconds()).isBetween(50_000_000L, 50_200_000L);
    RecordedWorkload all = RecordingWorkloads.read(file, HERTZ);
    assertThat(all.exitCount()).isEqualTo(1_000);
    assertThat(all.exitsAfter()).isZero();
  }

  @Test
  void findsThatEventsAreMissing() throws Exception {
    assertThat(read(interrupted(20)).missing()).isEmpty();
    assertThat(read(interrupted(20).replaceAll(".* 1\\.01\\d*: kvm_exit.*\n", "")).missing())
        .containsExactly("10 entries follow another entry without an exit");
    assertThat(read(interrupted(20).replaceAll(".* 1\\.01\\d*: kvm_entry.*\n", "")).missing())
        .containsExactly("9 exits follow another exit without an entry");
    assertThat(read(interrupted(20).replaceAll(".* 1\\.01\\d*: kvm_apic_acc.*\n", "")).missing())
        // the tenth is answered by the next one's acceptance
        .containsExactly("9 messages and IPIs were accepted by no APIC");
  }

  /// A guest that is kicked out for an interrupt each millisecond, at most 1,000 times.
  private static String interrupted(int times) {
    StringBuilder lines =
        new StringBuilder("qemu-101 [001] d..1. 0.999000: kvm_entry: vcpu 0, rip 0x1\n");
    for (int i = 0; i < times; i++) {
      lines.append(
          """
          io-102 [000] ..... 1.%1$03d100: kvm_msi_set_irq: dst 0 vec 65 (Fixed|physical|edge)
          io-102 [000] ..... 1.%1$03d101: kvm_apic_accept_irq: apicid 0 vec 65 (Fixed|edge)
          qemu-101 [001] d..1. 1.%1$03d103: kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x800000fd error_code 0x0
          qemu-101 [001] ..... 1.%1$03d105: kvm_inj_virq: IRQ 0x41
          qemu-101 [001] d..1. 1.%1$03d106: kvm_entry: vcpu 0, rip 0x1
          """
              .formatted(i));
    }
    return lines.toString();
  }

  private RecordedWorkload read(String lines) throws RecordingException, IOException {
    Path file = folder.resolve("trace.txt");
    Files.writeString(file, "# tracer: nop\n#\n" + lines);
    return RecordingWorkloads.read(file, HERTZ);
  }
}
