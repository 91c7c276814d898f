package org.pirouette.trace.exits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.trace.Samples;

class ExitAccountsTest {
  @TempDir private Path folder;

  private ExitReport read(String text) throws Exception {
    return read(text, ExitOptions.ALL);
  }

  private ExitReport read(String text, ExitOptions options) throws Exception {
    Path file = Samples.write(folder, "trace.txt", text.getBytes(StandardCharsets.UTF_8));
    return ExitReports.of(file, options, bytes -> {});
  }

  private static String line(int thread, double seconds, String event) {
    return "             vmm-%-7d [001] d..1. %12.6f: %s%n".formatted(thread, seconds, event);
  }

  private static String exit(int thread, double seconds, String reason, String more) {
    return line(thread, seconds, "kvm_exit: vcpu 0 reason " + reason + " rip 0x1 " + more);
  }

  private static String entry(int thread, double seconds) {
    return line(thread, seconds, "kvm_entry: vcpu 0, rip 0x1");
  }

  @Test
  void timesFromExitToEntryAndKeepsSleepApart() throws Exception {
    ExitReport report =
        read(
            entry(7, 1.0)
                + exit(7, 1.000100, "CPUID", "")
                + entry(7, 1.000120)
                + exit(7, 1.001000, "HLT", "")
                + line(7, 1.001950, "kvm_vcpu_wakeup: wait time 900000 ns, polling valid")
                + entry(7, 1.002000));
    VcpuExits vcpu = report.total();

    assertThat(vcpu.exits()).isEqualTo(2);
    assertThat(vcpu.handling().total()).isEqualTo(20_000);
    assertThat(vcpu.halts().haltedNanoseconds()).isEqualTo(900_000);
    assertThat(vcpu.lostShare()).isCloseTo(120_000 / 2_000_000.0, within(1e-9));
    assertThat(vcpu.guestShare()).isCloseTo(980_000 / 2_000_000.0, within(1e-9));
  }

  @Test
  void doesNotTimeAnExitBeforeTheThreadsFirstEntry() throws Exception {
    VcpuExits vcpu =
        read(exit(7, 1.0, "HLT", "") + entry(7, 1.5) + exit(7, 1.6, "CPUID", "")).total();

    assertThat(vcpu.exits()).isEqualTo(2);
    assertThat(vcpu.untimed()).isEqualTo(2);
  }

  @Test
  void tellsCausesByVectorRegisterAndInjection() throws Exception {
    String device =
        line(3, 1.00001, "kvm_msi_set_irq: dst 0 vec 65 (Fixed|physical|edge)")
            + line(3, 1.00001, "kvm_apic_accept_irq: apicid 0 vec 65 (Fixed|edge)")
            + exit(7, 1.00002, "EXTERNAL_INTERRUPT", "intr_info 0x800000fd")
            + line(7, 1.00003, "kvm_inj_virq: IRQ 0x41")
            + entry(7, 1.00004);
    String timer =
        exit(7, 1.00005, "EXTERNAL_INTERRUPT", "intr_info 0x800000ec") + entry(7, 1.00006);
    String endOfInterrupt =
        exit(7, 1.00007, "MSR_WRITE", "")
            + line(7, 1.00007, "kvm_msr: msr_write 80b = 0x0")
            + entry(7, 1.00008);
    String command =
        exit(7, 1.00009, "EPT_VIOLATION", "")
            + line(7, 1.00009, "kvm_apic: apic_write APIC_ICR = 0x41")
            + entry(7, 1.0001);
    String kick =
        exit(7, 1.00011, "EXTERNAL_INTERRUPT", "intr_info 0x800000fd") + entry(7, 1.00012);
    VcpuExits vcpu = read(entry(7, 1.0) + device + timer + endOfInterrupt + command + kick).total();

    assertThat(vcpu.causes())
        .extracting(row -> row.cause() + "=" + row.exits())
        .containsExactly(
            "DEVICE_INTERRUPT=1",
            "TIMER=1",
            "INTERPROCESSOR_INTERRUPT=1",
            "END_OF_INTERRUPT=1",
            "HOST_INTERRUPT=1");
    assertThat(vcpu.interrupts().accepted()).isEqualTo(1);
    assertThat(vcpu.interrupts().injected()).isEqualTo(1);
    assertThat(vcpu.interrupts().exitsPerInterrupt()).isEqualTo(4.0);
  }

  @Test
  void statesBothVerdictsWhenTheyDisagree() throws Exception {
    StringBuilder text = new StringBuilder(entry(7, 1.0));
    for (int i = 0; i < 60; i++) {
      text.append(line(3, 1 + i * 1e-5, "kvm_apic_accept_irq: apicid 0 vec 65 (Fixed|edge)"));
    }
    text.append(exit(7, 1.0009, "CPUID", "")).append(entry(7, 1.001));
    Verdict verdict = read(text.toString()).total().verdict();

    assertThat(verdict.byRule()).isTrue();
    assertThat(verdict.byCost()).isFalse();
    assertThat(verdict.sentence())
        .contains("60,000 interrupts/s", "not by measured cost", "10.0 %");
  }

  @Test
  void separatesVirtualMachinesWhoseVcpuNumbersRepeat() throws Exception {
    ExitReport report =
        read(
            entry(100, 1.0)
                + entry(200, 1.0)
                + exit(100, 1.1, "CPUID", "")
                + exit(200, 1.1, "CPUID", "")
                + entry(100, 1.2)
                + entry(200, 1.2));

    assertThat(report.vms()).hasSize(2);
    assertThat(report.total().vcpus()).isEqualTo(2);
  }

  @Test
  void countsTheTimeWindowOnly() throws Exception {
    String text =
        entry(7, 1.0) + exit(7, 1.1, "CPUID", "") + entry(7, 1.2) + exit(7, 1.3, "HLT", "");
    ExitOptions window = new ExitOptions(1_250_000_000L, Long.MAX_VALUE, -1, -1, true, 1);

    assertThat(read(text, window).total().reasons())
        .extracting(ReasonRow::reason)
        .containsExactly("HLT");
  }

  @Test
  void namesWhatCannotBeReadByItsLine() throws Exception {
    ExitReport report =
        read(entry(7, 1.0) + "garbage here\n" + exit(7, 1.1, "CPUID", "") + "something else\n");

    assertThat(report.recording().unreadable()).isEqualTo(2);
    assertThat(report.recording().firstUnreadable()).containsEntry(2L, "garbage here");
    assertThat(report.recording().firstUnreadable()).containsEntry(4L, "something else");
    assertThat(report.recording().confidence()).isEqualTo("reduced: parts could not be read");
  }

  @Test
  void doesNotTimeWhatGoesBackwards() throws Exception {
    ExitReport report = read(entry(7, 1.0) + exit(7, 1.5, "CPUID", "") + entry(7, 1.2));

    assertThat(report.recording().backwards()).isEqualTo(1);
    assertThat(report.total().untimed()).isEqualTo(1);
  }

  /// Whatever the chunks and workers, the sums are the same.
  @Test
  void givesTheSameResultWithAnyNumberOfWorkers() throws Exception {
    long seed = Long.getLong("pirouette.seed", System.nanoTime());
    System.out.println("ExitAccountsTest seed " + seed + " (-Dpirouette.seed=" + seed + ")");
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String[] reasons = {"CPUID", "HLT", "MSR_WRITE", "EXTERNAL_INTERRUPT", "EPT_VIOLATION"};
    StringBuilder text = new StringBuilder();
    double time = 1;
    while (text.length() < 9_000_000) {
      int thread = 10 + random.nextInt(4);
      time += random.nextInt(1, 50) * 1e-6;
      switch (random.nextInt(4)) {
        case 0 -> text.append(entry(thread, time));
        case 1 -> text.append(line(thread, time, "kvm_msr: msr_write 80b = 0x0"));
        default -> text.append(exit(thread, time, reasons[random.nextInt(reasons.length)], ""));
      }
    }
    VcpuExits one =
        read(text.toString(), new ExitOptions(Long.MIN_VALUE, Long.MAX_VALUE, -1, -1, false, 1))
            .total();
    VcpuExits three =
        read(text.toString(), new ExitOptions(Long.MIN_VALUE, Long.MAX_VALUE, -1, -1, false, 3))
            .total();

    assertThat(three.reasons())
        .usingRecursiveComparison()
        .withComparatorForType(
            (a, b) -> Math.abs(a - b) <= 1e-9 * Math.abs(a) ? 0 : 1, Double.class)
        .isEqualTo(one.reasons());
    assertThat(three.causes()).isEqualTo(one.causes());
    assertThat(three.guestShare()).isEqualTo(one.guestShare());
  }

  @Test
  void readsCompressedFiles() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write((entry(7, 1.0) + exit(7, 1.1, "CPUID", "")).getBytes(StandardCharsets.UTF_8));
    }
    Path file = Samples.write(folder, "trace.gz", packed.toByteArray());

    assertThat(ExitReports.of(file, ExitOptions.ALL, bytes -> {}).total().exits()).isEqualTo(1);
  }

  @Test
  void comparesBeforeAndAfter() throws Exception {
    StringBuilder before = new StringBuilder(entry(7, 1.0));
    StringBuilder after = new StringBuilder(entry(7, 1.0));
    for (int i = 1; i < 400; i++) {
      before.append(exit(7, 1 + i * 1e-4, "EXTERNAL_INTERRUPT", "intr_info 0x80000041"));
      before.append(entry(7, 1 + i * 1e-4 + 2e-6));
      after.append(line(3, 1 + i * 1e-4, "kvm_apic_accept_irq: apicid 0 vec 65 (Fixed|edge)"));
      after.append(line(3, 1 + i * 1e-4, "kvm_apicv_accept_irq: apicid 0 vec 65 (Fixed|edge)"));
    }
    after.append(exit(7, 1.0399, "EXTERNAL_INTERRUPT", "intr_info 0x800000ec"));
    ExitComparison comparison = ExitComparison.of(read(before.toString()), read(after.toString()));

    assertThat(comparison.sentences().getFirst())
        .startsWith("EXTERNAL_INTERRUPT exits fell by 99.7 %: device interrupts are now posted");
    assertThat(comparison.total().isSignificant()).isTrue();
  }
}
